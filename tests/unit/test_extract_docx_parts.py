"""Word documents beside their paragraphs: headers, notes, comments, fields, boxes, symbols, and odd packages."""

from __future__ import annotations

import pytest

from galley.documents import Extracted, Kind, Part
from galley.errors import InputError
from galley.extract import extract
from galley.sections import sections_of
from tests.unit.docx_files import (
    HEADINGS,
    NAMES,
    USUAL,
    p,
    packed,
    read,
    t,
    table,
    text_box,
    texts,
    titles,
    unpacked,
    word,
)

PAGE = (
    '<w:sectPr><w:headerReference w:type="first" r:id="header1"/><w:headerReference w:type="default" r:id="header2"/>'
    '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
)


def parts(found: Extracted) -> list[tuple[str, Part, Kind]]:
    return [(words, b.part, b.kind) for words, b in zip(texts(found), found.blocks, strict=True)]


def test_headers_come_first_footers_last_each_wording_once() -> None:
    found = read(
        p("Body."), sections=PAGE, header1=p("Draft"), header2=p("Draft"), header3=p("Unused"), footer1=p("Page 1 of 2")
    )
    assert parts(found) == [
        ("Draft", Part.HEADER, Kind.META),
        ("Body.", Part.BODY, Kind.PARAGRAPH),
        ("Page 1 of 2", Part.FOOTER, Kind.META),
    ]


def test_notes_come_in_the_order_of_the_text_and_comments_last() -> None:
    body = p(f'{t("Body.")}<w:r><w:footnoteReference w:id="3"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>')
    notes = f'<w:footnote w:id="2">{p("Second.")}</w:footnote><w:footnote w:id="3">{p("First.")}</w:footnote>'
    line = f'<w:endnote w:type="separator" w:id="0">{p("-")}</w:endnote><w:endnote w:id="1">{p("End.")}</w:endnote>'
    said = f'<w:comment w:id="0" w:author="Ann B">{p("Why?")}{p("Really?")}</w:comment>'
    found = read(body, footnotes=notes, endnotes=line, comments=said)
    assert parts(found)[1:] == [
        ("First.", Part.FOOTNOTE, Kind.PARAGRAPH),
        ("Second.", Part.FOOTNOTE, Kind.PARAGRAPH),
        ("End.", Part.FOOTNOTE, Kind.PARAGRAPH),
        ("Ann B: Why? Really?", Part.COMMENT, Kind.META),
    ]


def test_footers_belong_to_no_section_notes_and_comments_to_their_own() -> None:
    found = read(
        p("Scope", "Heading1") + p("All."), styles=USUAL + HEADINGS, sections=PAGE, header1=p("Draft"),
        footer1=p("Page 1"), footnotes=f'<w:footnote w:id="2">{p("A note.")}</w:footnote>',
        comments=f'<w:comment w:id="0" w:author="Ann">{p("Why?")}</w:comment>',
    )  # fmt: skip
    cut = [(s.name, found.text[s.start : s.end].strip()) for s in sections_of(found.text, found.blocks)]
    assert cut == [("Scope", "Scope\n\nAll."), ("Footnotes", "A note."), ("Comments", "Ann: Why?")]


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_of_a_field_the_result_is_read() -> None:
    inner = f"{field('begin')}<w:r><w:instrText>REF x</w:instrText></w:r>{field('separate')}{t('hidden')}{field('end')}"
    outer = f"{t('See ')}{field('begin')}<w:r><w:instrText>IF </w:instrText></w:r>{inner}{field('separate')}{t('4.2')}"
    simple = f'<w:fldSimple w:instr="DATE">{t(" of May")}</w:fldSimple>'
    assert texts(read(p(f"{outer}{field('end')}{simple}"))) == ["See 4.2 of May"]


def test_a_field_that_never_ends_swallows_no_other_paragraph() -> None:
    assert texts(read(p(f"{t('Before')}{field('begin')}{t('PAGE')}") + p("After."))) == ["Before", "After."]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    assert texts(read(p(f"{t('Text.')}{text_box(p('In the box.'))}") + p("More."))) == ["Text.", "In the box.", "More."]


def test_of_alternatives_the_first_with_words_is_read() -> None:
    forms = '<mc:Choice Requires="x"><x/></mc:Choice><mc:Fallback><w:t>☺</w:t></mc:Fallback>'
    sign = f"<w:r><w:t>Smile </w:t><mc:AlternateContent>{forms}</mc:AlternateContent></w:r>"
    assert texts(read(p(sign))) == ["Smile ☺"]


def test_symbols_are_what_they_show() -> None:
    signs = "".join(
        f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
        for font, code in (("Wingdings", "F0FC"), ("Symbol", "F062"), ("Arial", "00A7"), ("Wingdings", "F021"))
    )
    private = '<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0b3</w:t></w:r>'
    assert texts(read(p(f"{signs}{private}<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>{t('x')}"))) == ["✓β§\ufffd≥-x"]


def test_formulas_and_words_with_a_reading_aid_are_text() -> None:
    formula = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    ruby = f"<w:r><w:ruby><w:rt>{t('kana')}</w:rt><w:rubyBase>{t('漢字')}</w:rubyBase></w:ruby></w:r>"
    assert texts(read(p(f"{t('So ')}{formula}{t(' in ')}{ruby}"))) == ["So a+b in 漢字"]


def test_controls_and_links_are_read_with_their_words() -> None:
    box = f"<w:sdt><w:sdtPr><w:alias w:val='no'/></w:sdtPr><w:sdtContent>{t('Ann')}</w:sdtContent></w:sdt>"
    link = f'<w:hyperlink w:anchor="x">{t("the terms")}</w:hyperlink>'
    row = f"<w:tr><w:tc>{p('a')}</w:tc><w:tc>{p('b')}</w:tc></w:tr>"
    rows = f"<w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>"
    assert texts(read(p(f"{t('By ')}{box}{t(' under ')}{link}") + rows)) == ["By Ann under the terms", "a | b"]


def test_a_table_within_a_cell_is_part_of_its_row() -> None:
    inner = table([p("x"), p("y")])
    assert texts(read(table([p("a"), inner + p("")], [p("b"), p("c")]))) == ["a | x | y", "b | c"]


def strict(data: bytes) -> bytes:
    """The same file in the strict form of the format."""
    renamed = {
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    files: dict[str, str | bytes] = {}
    for name, inside in unpacked(data).items():
        for old, new in renamed.items():
            inside = inside.replace(old, new)
        files[name] = inside
    return packed(files)


def test_the_strict_form_reads_the_same() -> None:
    data = word(p("Scope", "Heading1") + p("All."), styles=USUAL + HEADINGS, sections=PAGE, header1=p("Draft"))
    assert extract("a.docx", strict(data)) == extract("a.docx", data)


def test_a_file_with_macros_and_one_with_backslashes_are_read() -> None:
    files = unpacked(word(p("Scope", "Heading1"), styles=USUAL + HEADINGS))
    types = files["[Content_Types].xml"].replace(
        b"openxmlformats-officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
    )
    assert titles(extract("a.docx", packed({**files, "[Content_Types].xml": types}))) == ["Scope"]
    turned = {name.replace("word/", "Word\\"): inside for name, inside in files.items()}
    assert titles(extract("a.docx", packed(turned))) == ["Scope"]


def test_missing_and_damaged_looks_cost_no_words() -> None:
    body = p("Scope", "Heading1") + p("All.", more='<w:numPr><w:numId w:val="4"/></w:numPr>')
    assert titles(read(body)) == ["Scope"]  # by the style's id
    files = unpacked(word(body, styles=USUAL, numbering=""))
    damaged = packed({**files, "word/styles.xml": "<w:styles", "word/numbering.xml": b"\x00"})
    assert texts(extract("a.docx", damaged)) == ["Scope", "All."]


def test_notes_that_cannot_be_read_are_said() -> None:
    files = unpacked(word(p("All."), footnotes=""))
    found = extract("a.docx", packed({**files, "word/footnotes.xml": "<w:footnotes"}))
    assert found.warnings == ("The footnotes could not be read: that part of the file is damaged.",)


NESTED = "<w:sdt><w:sdtContent>" * 3000 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 3000
ENTITY = (
    f'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document {NAMES}><w:body><w:p><w:r>'
    "<w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    "document",
    [
        "",
        "no xml",
        "<w:document",
        f"<w:document {NAMES}/>",
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        f"<w:document {NAMES}><w:body>{NESTED}</w:body></w:document>",
        ENTITY,
    ],
)
def test_what_is_no_document_is_refused_in_words(document: str) -> None:
    files = unpacked(word(p("All.")))
    with pytest.raises(InputError) as caught:
        extract("a.docx", packed({**files, "word/document.xml": document}))
    assert caught.value.code in ("corrupt", "wrong_extension", "no_text")


@pytest.mark.parametrize("left_out", ["[Content_Types].xml", "word/document.xml"])
def test_a_package_without_its_document_is_refused(left_out: str) -> None:
    files = {name: inside for name, inside in unpacked(word(p("All."))).items() if name != left_out}
    with pytest.raises(InputError) as caught:
        extract("a.docx", packed(dict(files)))
    assert caught.value.code == "wrong_extension"
