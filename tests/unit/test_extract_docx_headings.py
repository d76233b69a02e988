"""Which lines of Word documents are their section titles: documents as people and programs make them."""

from __future__ import annotations

from tests.unit.docx_files import HEADINGS, USUAL, item, level, lists, p, read, t, table, text_box, titles

BOLD = "<w:b/>"
CENTRED = '<w:jc w:val="center"/>'
SIDES = "".join(f"<w:{side} w:val='single'/>" for side in ("top", "left", "bottom", "right"))
BOX = f"<w:pBdr>{SIDES}</w:pBdr>"
PROSE = p("The supplier delivers what was ordered, at the place and the time that were agreed by both of them. " * 3)


def size(half_points: int, more: str = "") -> str:
    return f'{more}<w:sz w:val="{half_points}"/>'


def style(id: str, name: str, more: str = "") -> str:
    return f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/>{more}</w:style>'


def test_a_report_with_word_s_own_styles() -> None:
    styles = USUAL + HEADINGS + style("Title", "Title") + style("Subtitle", "Subtitle") + style("Caption", "caption")
    styles += style("TOC1", "toc 1") + style("TOCHeading", "TOC Heading", '<w:basedOn w:val="Heading1"/>')
    body = (
        p("Annual report", "Title") + p("of the works council", "Subtitle") + p("Contents", "TOCHeading")
        + p("Summary\t3", "TOC1") + p("Results\t4", "TOC1") + p("Summary", "Heading1") + PROSE
        + p("Results", "Heading1") + p("Sales", "Heading2") + PROSE + p("Table 1: Sales by year", "Caption")
        + table([p("Year", look=BOLD), p("Sales", look=BOLD)], [p("2024"), p("5")]) + p("Costs", "Heading2") + PROSE
    )  # fmt: skip
    assert titles(read(body, styles=styles)) == ["Annual report", "Summary", "Results", "Sales", "Costs"]


def test_a_title_over_two_lines_is_one_heading() -> None:
    body = p("Application Security", "Title") + p("Verification Standard", "Title") + p("Scope", "Heading1") + PROSE
    assert titles(read(body, styles=USUAL + HEADINGS + style("Title", "Title"))) == ["Application Security", "Scope"]


def test_styles_in_other_languages_and_of_other_programs() -> None:
    styles = USUAL + style("berschrift1", "heading 1") + style("Titre2", "Titre 2") + style("Rubrik3", "Rubrik 3")
    styles += style("Textbody", "Text body") + style("P1", "My part", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
    body = p("Geltung", "berschrift1") + p("Portée", "Titre2") + p("Omfång", "Rubrik3") + p("Part", "P1") + PROSE
    assert titles(read(body, styles=styles)) == ["Geltung", "Portée", "Omfång", "Part"]


def test_a_clause_that_has_a_heading_s_style_for_its_number_is_text() -> None:
    clause = "The Supplier shall deliver the Goods to the Place of Delivery. " * 5
    body = p("Delivery", "Heading1") + p(clause.strip(), "Heading2") + p(clause.strip(), "Heading2")
    assert titles(read(body, styles=USUAL + HEADINGS)) == ["Delivery"]


def test_a_memo_with_bold_lines() -> None:
    body = (
        p("Memorandum", look=size(36, BOLD)) + p("To: all staff") + p("From: the director")
        + p("Background", look=BOLD) + PROSE + p("What changes", look=BOLD) + PROSE
        + p("Please note that offices close early.", look=BOLD) + PROSE + p("You need:", look=BOLD)
        + item("A badge") + item("A key") + p("Questions?", look=BOLD) + PROSE
    )  # fmt: skip
    found = read(body, styles=USUAL, numbering=lists(level(0, "\uf0b7", "bullet")))
    assert titles(found) == ["Memorandum", "Background", "What changes", "Questions?"]


def test_a_paper_with_a_title_page() -> None:
    body = (
        p("Water in the city", more=CENTRED, look=size(48, BOLD)) + p("A study of pipes", more=CENTRED, look=size(32))
        + p("Ann Bell, Carl Dow", more=CENTRED, look=size(28)) + p("March 2025", more=CENTRED, look=size(28))
        + p("Version 1.2", more=CENTRED, look=BOLD) + p("") + p("1 Introduction", look=size(28, BOLD)) + PROSE
        + p("2 Methods", look=size(28, BOLD)) + PROSE + p("Figure 1. The pipes of the old town", look=BOLD)
        + p("Table 2 Lengths", look=BOLD) + p("2.1 Sampling", look=size(24, BOLD)) + PROSE
    )  # fmt: skip
    assert titles(read(body, styles=USUAL)) == ["Water in the city", "1 Introduction", "2 Methods", "2.1 Sampling"]


def test_a_contract_with_automatic_numbers_and_no_styles() -> None:
    numbering = lists(level(0, "%1.") + level(1, "%1.%2") + level(2, "(%3)", "lowerLetter"))

    def head(words: str) -> str:
        return p(t(words, BOLD), more='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')

    clause = "The Supplier shall deliver the Goods to the Place of Delivery within the Period"
    body = (
        p("SUPPLY AGREEMENT", more=CENTRED, look=size(32, BOLD)) + p("between Ann Ltd and Bob Ltd", more=CENTRED)
        + head("Definitions") + item(f"{clause}.", 1) + item(f"{clause};", 1) + head("Price") + item(f"{clause}.", 1)
        + item("the net price; and", 2) + item("the tax.", 2) + head("Term") + item(f"{clause}.", 1)
        + p("Signed: ____________", look=BOLD)
    )  # fmt: skip
    found = read(body, styles=USUAL, numbering=numbering)
    assert titles(found) == ["SUPPLY AGREEMENT", "Definitions", "Price", "Term"]
    assert "2. Price" in found.text


def test_bold_items_of_a_list_are_no_headings() -> None:
    things = "".join(item(words).replace("<w:t", "<w:rPr><w:b/></w:rPr><w:t") for words in ("Badge", "Key", "Pen"))
    body = p("What to bring", look=size(32, BOLD)) + things + PROSE
    found = read(body, styles=USUAL, numbering=lists(level(0, "%1.")))
    assert titles(found) == ["What to bring"]


def test_boxes_contents_and_labels_are_no_headings() -> None:
    body = (
        p("Handbook", look=size(40, BOLD)) + p("Contents", look=size(28, BOLD)) + p("Safety\t2") + p("Tools ...... 3")
        + p("Safety", look=size(28, BOLD)) + PROSE + p("Warning", more=BOX, look=BOLD) + p("It is hot.", more=BOX)
        + p(t("Text.") + text_box(p("Did you know", look=BOLD), p("Words in the box."))) + table([p("Note", look=BOLD)])
        + p("Tools", look=size(28, BOLD)) + PROSE
    )  # fmt: skip
    assert titles(read(body, styles=USUAL)) == ["Handbook", "Safety", "Tools"]


def test_typed_numbers_and_capitals_without_any_look() -> None:
    body = (
        p("RENTAL TERMS") + p("1. Scope") + PROSE + p("2. Duties of the Tenant") + PROSE + p("2.1 Care") + PROSE
        + p("ANNEX A") + PROSE
    )  # fmt: skip
    assert titles(read(body, styles=USUAL)) == [
        "RENTAL TERMS",
        "1. Scope",
        "2. Duties of the Tenant",
        "2.1 Care",
        "ANNEX A",
    ]


def test_a_document_in_one_large_table_is_read_as_if_there_were_none() -> None:
    cell = p("Profile", look=size(28, BOLD)) + PROSE + p("Work", look=size(28, BOLD)) + PROSE
    assert titles(read(table([cell]), styles=USUAL)) == ["Profile", "Work"]


def test_underlined_lines_and_long_bold_questions_are_headings_links_are_not() -> None:
    question = "What happens to the things that were ordered but not yet delivered when the agreement ends early on?"
    line = '<w:u w:val="single"/>'
    link = f'<w:hyperlink w:anchor="x">{t("Our guide to pipes", line)}</w:hyperlink>'
    body = p("Scope", look=line) + PROSE + p(question, look=BOLD) + PROSE + p(link) + PROSE
    assert titles(read(body, styles=USUAL)) == ["Scope", question]


def test_where_all_is_bold_bold_says_nothing() -> None:
    bold = PROSE.replace("<w:r>", "<w:r><w:rPr><w:b/></w:rPr>")
    body = (
        p("Ann Bell", look=BOLD) + bold + p("Yours, with thanks", look=BOLD) + bold + p("Scope", look=size(32)) + bold
    )
    assert titles(read(body, styles=USUAL)) == ["Scope"]


def test_a_letter_has_no_headings() -> None:
    body = p("Ann Bell") + p("12 High Street") + p("Dear Mr Dow,") + PROSE + p("Yours sincerely") + p("Ann Bell")
    assert titles(read(body, styles=USUAL)) == []


def test_a_contents_list_that_a_program_made_is_not_text() -> None:
    made = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{p('Contents', 'Heading1')}{p('Scope', 'Heading2')}</w:sdtContent></w:sdt>"
    )
    assert titles(read(made + p("Scope", "Heading1") + PROSE, styles=USUAL + HEADINGS)) == ["Scope"]
