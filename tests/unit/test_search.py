"""Finding the passages that a question is about."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from galley.documents import Reading
from galley.extract import from_text
from galley.search import best_passages, passages, terms
from galley.sections import sections_of

ANY = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no fault

POLICY = """# Policy

## Payment

Invoices are paid within thirty days. Late payment carries interest.

## Data

Suppliers delete personal data after the contract ends. Copies are destroyed.

## Scope

All suppliers of the group are covered by this policy.
"""


def read(text: str) -> Reading:
    found = from_text(text, format="markdown")
    return Reading(found.text, found.blocks, sections_of(found.text, found.blocks))


def best(text: str, question: str, **how: object) -> list[str]:
    reading = read(text)
    return [reading.text[p.start : p.end] for p in best_passages(reading, question, **how)]  # type: ignore[arg-type]


def test_the_passage_that_answers_comes_first() -> None:
    assert "thirty days" in best(POLICY, "When are invoices paid?")[0]
    assert "destroyed" in best(POLICY, "what happens to personal data")[0]


def test_word_endings_do_not_matter() -> None:
    assert "thirty days" in best(POLICY, "paying an invoice late")[0]
    assert terms("payments") == terms("payment")


def test_rare_words_count_more_than_common_ones() -> None:
    assert "destroyed" in best(POLICY, "suppliers destroyed")[0]


def test_only_passages_that_share_a_word_are_given() -> None:
    assert best(POLICY, "elephants") == []
    assert len(best(POLICY, "interest")) == 1


def test_a_question_of_stop_words_finds_nothing() -> None:
    assert terms("what is it about, and who are you?") == []
    assert best(POLICY, "what is it about, and who are you?") == []


def test_nothing_finds_nothing() -> None:
    assert best(POLICY, "") == []
    assert best(POLICY, "?!") == []
    assert best_passages(Reading("", (), ()), "payment") == []


def test_the_open_section_counts_a_little_more() -> None:
    text = "# One\n\nThe fee is due.\n\n# Two\n\nThe fee is due.\n"
    assert best(text, "fee", near="Two")[0].startswith("# Two")
    assert best(text, "fee", near="One")[0].startswith("# One")
    assert best(text, "fee", near="no such section")[0].startswith("# One")


def test_at_most_so_many_are_given() -> None:
    text = "".join(f"# Part {i}\n\nThe fee is due.\n\n" for i in range(20))
    assert len(best(text, "fee")) == 6
    assert len(best(text, "fee", most=2)) == 2


def test_scripts_without_spaces_are_found() -> None:
    text = "# 一\n\n供应商必须在三十天内付款。\n\n# 二\n\n个人数据应当删除。\n"
    assert "付款" in best(text, "什么时候付款")[0]
    assert "削除" in best("# A\n\n個人データを削除する。\n\n# B\n\n支払いは三十日以内。\n", "データの削除")[0]
    assert "ลบข้อมูล" in best("# A\n\nต้องลบข้อมูลส่วนบุคคล\n\n# B\n\nจ่ายเงินภายในสามสิบวัน\n", "ข้อมูล")[0]
    assert terms("付") == ["付"]


def test_passages_are_whole_paragraphs_under_their_heading() -> None:
    reading = read(POLICY)
    found = [reading.text[a:b] for a, b in passages(reading)]
    assert found[1] == "## Payment\n\nInvoices are paid within thirty days. Late payment carries interest."
    assert all(piece == piece.strip() for piece in found)


def test_front_matter_is_no_passage() -> None:
    assert best("---\ntitle: elephants\n---\n\n# A\n\nText.\n", "elephants") == []


@settings(ANY)
@given(st.text(max_size=300), st.text(max_size=60))
def test_whatever_is_asked_passages_lie_in_the_text_in_order_of_their_score(text: str, question: str) -> None:
    if not any(c.isalnum() for c in text):
        return
    reading = read(text)
    found = best_passages(reading, question)
    assert all(0 <= p.start <= p.end <= len(reading.text) for p in found)
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)
