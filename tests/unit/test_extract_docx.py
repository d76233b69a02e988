"""Word documents, made here by python-docx and by hand where it has no words for it."""

import io
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from galley.documents import Extracted, Kind, Part
from galley.errors import Unreadable
from galley.extract import extract


def read(document: Any) -> Extracted:
    target = io.BytesIO()
    document.save(target)
    return extract("test.docx", target.getvalue())


def titles(found: Extracted) -> list[tuple[int | None, str | None]]:
    return [(block.level, block.title) for block in found.blocks if block.kind is Kind.HEADING]


def texts(found: Extracted) -> list[str]:
    return [found.text[block.start : block.end].strip() for block in found.blocks]


def with_xml(*inner: str) -> Any:
    """A document whose body is this XML before its section properties."""
    document = Document()
    for xml in inner:
        document.element.body.insert(-1, parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))
    return document


def test_headings_come_from_styles_in_order_with_tables() -> None:
    document = Document()
    document.add_heading("Policy", 0)
    document.add_heading("Scope", 1)
    document.add_paragraph("All suppliers.")
    table = document.add_table(2, 2)
    for number, cell in enumerate(table._cells):
        cell.text = f"cell {number}"
    document.add_heading("Duties", 2)
    found = read(document)
    assert titles(found) == [(1, "Policy"), (1, "Scope"), (2, "Duties")]
    assert texts(found)[3:5] == ["cell 0 | cell 1", "cell 2 | cell 3"]
    assert [b.part for b in found.blocks if b.kind is Kind.ROW] == [Part.CELL, Part.CELL]
    assert found.blocks[-1].end == len(found.text)


def test_merged_cells_are_read_once() -> None:
    document = Document()
    table = document.add_table(2, 3)
    for number, cell in enumerate(table._cells):
        cell.text = str(number)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "tall"
    assert texts(read(document)) == ["wide | tall", "3 | 4"]


def test_a_style_in_another_language_is_a_heading_by_its_outline_level() -> None:
    document = Document()
    style = document.styles.add_style("Meine Rubrik", 1)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
    document.styles.add_style("Titre 3", 1)
    document.add_paragraph("Geltung", style="Meine Rubrik")
    document.add_paragraph("Portée", style="Titre 3")
    document.add_paragraph("Text.")
    assert titles(read(document)) == [(2, "Geltung"), (3, "Portée")]


def test_tracked_changes_are_read_as_accepted() -> None:
    pay = (
        "<w:p><w:r><w:t xml:space='preserve'>Pay </w:t></w:r>"
        "<w:ins w:id='1' w:author='a'><w:r><w:t>now</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText>later</w:delText></w:r></w:del></w:p>"
    )
    joined = (
        "<w:p><w:pPr><w:rPr><w:del w:id='3' w:author='a'/></w:rPr></w:pPr>"
        "<w:r><w:t xml:space='preserve'>One </w:t></w:r></w:p>"
    )
    found = read(with_xml(pay, joined, "<w:p><w:r><w:t>sentence.</w:t></w:r></w:p>"))
    assert texts(found) == ["Pay now", "One sentence."]


def test_links_and_content_controls_are_part_of_the_text() -> None:
    control = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t xml:space='preserve'>See </w:t></w:r>"
        "<w:hyperlink><w:r><w:t>the guide</w:t></w:r></w:hyperlink></w:p></w:sdtContent></w:sdt>"
    )
    assert texts(read(with_xml(control))) == ["See the guide"]


def test_footnotes_follow_the_text() -> None:
    document = Document()
    document.add_paragraph("Body.")
    blob = (
        f"<w:footnotes {nsdecls('w')}>"
        "<w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>no</w:t></w:r></w:p></w:footnote>"
        "<w:footnote w:id='1'><w:p><w:r><w:t>The note.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    ).encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = PackagePart(PackURI("/word/footnotes.xml"), kind, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    found = read(document)
    assert texts(found) == ["Body.", "The note."]
    assert found.blocks[-1].part is Part.FOOTNOTE


def test_without_heading_styles_bold_and_large_lines_are_headings() -> None:
    document = Document()
    title = document.add_paragraph().add_run("Supply Agreement")
    title.bold, title.font.size = True, Pt(20)
    document.add_paragraph().add_run("Scope of Work").bold = True
    document.add_paragraph("The supplier delivers what was ordered. " * 5)
    document.add_paragraph().add_run("This bold sentence ends with a full stop.").bold = True
    assert titles(read(document)) == [(1, "Supply Agreement"), (2, "Scope of Work")]


def test_a_table_used_as_a_frame_is_read_as_paragraphs() -> None:
    document = Document()
    cell = document.add_table(1, 2).cell(0, 1)
    cell.text = "Preface"
    cell.paragraphs[0].style = "Heading 1"
    assert titles(read(document)) == [(1, "Preface")]


def test_a_blank_document_has_no_text() -> None:
    with pytest.raises(Unreadable) as caught:
        read(Document())
    assert caught.value.code == "no_text"
