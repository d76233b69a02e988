"""Word documents for tests, written part by part: what python-docx has no words for can be said here."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from galley.documents import Extracted, Kind
from galley.extract import extract

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEADINGS = "".join(
    f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/></w:style>' for n in range(1, 5)
)
USUAL = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'


def t(words: str, look: str = "") -> str:
    """A run; `look` is what stands in its `w:rPr`."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>'


def p(inside: str = "", style: str = "", more: str = "", look: str = "") -> str:
    """A paragraph of words or runs; `more` is what else stands in its `w:pPr`."""
    inside = inside if inside.startswith("<") or not inside else t(inside, look)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{inside}</w:p>"


def item(words: str, level: int = 0, num: int = 1) -> str:
    """A paragraph of a list."""
    return p(words, more=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def table(*rows: list[str], style: str = "") -> str:
    """A table of cells' XML."""
    cells = "".join("<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr>{style}</w:tblPr>{cells}</w:tbl>"


def inserted(inside: str, author: str = "Ann", date: str = "2026-01-02T03:04:05Z") -> str:
    """Runs that were put in."""
    return f'<w:ins w:id="9" w:author="{author}" w:date="{date}">{inside}</w:ins>'


def deleted(words: str, author: str = "Ann", date: str = "2026-01-02T03:04:05Z") -> str:
    """Words that were taken out."""
    run = f'<w:r><w:delText xml:space="preserve">{words}</w:delText></w:r>'
    return f'<w:del w:id="8" w:author="{author}" w:date="{date}">{run}</w:del>'


def text_box(*paragraphs: str) -> str:
    """A run with a text box, in the new form and the old."""
    words = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:spPr/><wps:txbx>{words}'
        "</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{words}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def lists(levels: str, *nums: str, more: str = "") -> str:
    """A numbering part: one abstract numbering of these levels, and its uses."""
    uses = nums or ('<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',)
    return f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{more}{"".join(uses)}'


def level(number: int, pattern: str, kind: str = "decimal", *, start: int = 1, more: str = "") -> str:
    """One level of a numbering."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def word(body: str, *, sections: str = "", background: str = "", **parts: str) -> bytes:
    """A Word file of this body. `parts` are the insides of styles, numbering, footnotes, endnotes, comments, and of
    headers and footers (`header1`, `footer2`), which `sections` refers to by the same names."""
    files = {"word/document.xml": f"<w:document {NAMES}>{background}<w:body>{body}{sections}</w:body></w:document>"}
    relations, types = [], [_override("word/document.xml", f"{WORDML}.document.main+xml")]
    for name, inside in parts.items():
        kind = re.sub(r"\d", "", name)
        root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        files[f"word/{name}.xml"] = f"<w:{root} {NAMES}>{inside}</w:{root}>"
        relations.append(f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{name}.xml"/>')
        types.append(_override(f"word/{name}.xml", f"{WORDML}.{kind}+xml"))
    files["word/_rels/document.xml.rels"] = _relations("".join(relations))
    main = f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
    return packed({"[Content_Types].xml": _types("".join(types)), "_rels/.rels": _relations(main), **files})


def packed(files: dict[str, str | bytes]) -> bytes:
    """These files as a package."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, inside in files.items():
            package.writestr(name, inside)
    return target.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def read(body: str, **more: Any) -> Extracted:
    """What is read of a Word file of this body."""
    return extract("test.docx", word(body, **more))


def texts(found: Extracted) -> list[str]:
    """The words of each block."""
    return [found.text[block.start : block.end].strip() for block in found.blocks]


def titles(found: Extracted) -> list[str | None]:
    """The titles of the headings in order."""
    return [block.title for block in found.blocks if block.kind is Kind.HEADING]


def _override(part: str, kind: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{kind}"/>'


def _types(inside: str) -> str:
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{defaults}{inside}</Types>'


def _relations(inside: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )
