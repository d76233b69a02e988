"""PDF files for tests, written object by object: a few operators make a page."""

from __future__ import annotations

from collections.abc import Sequence

from galley.documents import Extracted, Kind, Part

Text = tuple[float, float, float, str, str]  # x, y, size, font (R, B, I or C), words

FONTS = {"R": "Helvetica", "B": "Helvetica-Bold", "I": "Helvetica-Oblique", "C": "Courier"}
LONG = "The supplier delivers the goods that were ordered to the place named in the order, and"
REST = "bears the cost of the carriage."
_PIXELS = "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4"


def pdf(pages: Sequence[Sequence[Text]], outline: Sequence[tuple[str, int, float]] = (), look: str = "") -> bytes:
    """A PDF of these pages; `outline` is (title, page from 0, height), `look` more entries of each page."""
    return drawn(["".join(map(text, page)) for page in pages], outline, look)


def text(piece: Text) -> str:
    """The operators that write a piece of text."""
    x, y, size, font, words = piece
    return f"BT /{font} {size} Tf {x} {y} Td ({words}) Tj ET\n"


def drawn(
    contents: Sequence[str], outline: Sequence[tuple[str, int, float]] = (), look: str = "", fields: str = ""
) -> bytes:
    """A PDF of pages with these operators. They may use the fonts of `FONTS`, the pictures /Dark and /White and the
    states /Half and /Gone; `fields` are form fields of the first page."""
    objects = ["", ""]
    objects += [f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>" for name in FONTS.values()]
    objects += [f"<< {_PIXELS} >>\nstream\n{shade * 4}\nendstream" for shade in ("\x20", "\xff")]
    fonts = " ".join(f"/{key} {number} 0 R" for number, key in enumerate(FONTS, 3))
    images = f"/Dark {len(objects) - 1} 0 R /White {len(objects)} 0 R"
    states = "/Half << /ca 0.5 >> /Gone << /ca 0 >>"
    kids: list[int] = []
    for content in contents:
        objects.append(f"<< /Length {len(content.encode('latin-1'))} >>\nstream\n{content}endstream")
        annotations = f"/Annots [{fields}]" if fields and not kids else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {look} {annotations} /Contents {len(objects)} 0 R "
            f"/Resources << /Font << {fonts} >> /XObject << {images} >> /ExtGState << {states} >> >> >>"
        )
        kids.append(len(objects))
    form = f"/AcroForm << /Fields [{fields}] >>" if fields else ""
    outlines = f"/Outlines {len(objects) + 1} 0 R" if outline else ""
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {outlines} {form} >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>"
    if outline:
        objects += _bookmarks(len(objects) + 1, kids, outline)
    return _file(objects)


def _bookmarks(root: int, kids: Sequence[int], outline: Sequence[tuple[str, int, float]]) -> list[str]:
    objects = [f"<< /First {root + 1} 0 R /Last {root + len(outline)} 0 R /Count {len(outline)} >>"]
    for at, (title, target, height) in enumerate(outline):
        before = f"/Prev {root + at} 0 R" if at else ""
        after = f"/Next {root + at + 2} 0 R" if at + 1 < len(outline) else ""
        place = f"/Dest [{kids[target]} 0 R /XYZ 0 {height} 0]"
        objects.append(f"<< /Title ({title}) /Parent {root} 0 R {before} {after} {place} >>")
    return objects


def _file(objects: Sequence[str]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        data
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
        ).encode()
    )


def body(page: int, *lines: str, top: float = 700) -> list[Text]:
    """A page with a running header, these lines and a page number."""
    rows: list[Text] = [(72, 800, 9, "R", "Supply Agreement 2026"), (290, 30, 9, "R", f"- {page} -")]
    return rows + [(72, top - 14 * at, 11, "R", line) for at, line in enumerate(lines)]


def rows(x: float, top: float, *lines: str, size: float = 11, font: str = "R", step: float = 14) -> list[Text]:
    """Lines one under the other."""
    return [(x, top - step * at, size, font, line) for at, line in enumerate(lines)]


def texts(found: Extracted, kind: Kind, part: Part | None = None) -> list[str]:
    """The words of the blocks of that kind."""
    return [found.text[b.start : b.end].strip() for b in found.blocks if b.kind is kind and part in (None, b.part)]


def titles(found: Extracted) -> list[tuple[int | None, str | None, int | None]]:
    """Level, title and page of every heading."""
    return [(b.level, b.title, b.page) for b in found.blocks if b.kind is Kind.HEADING]


def names(found: Extracted) -> list[str | None]:
    """The titles of the headings."""
    return [title for _, title, _ in titles(found)]
