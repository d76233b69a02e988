"""What an answer is made of: Markdown as it is meant, nothing that could hurt, and citations that lead."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.person import ANSWER, Person
from tests.claude_double import ClaudeDouble, Outcome


def test_markdown_becomes_what_it_means(asker: Person, claude: ClaudeDouble) -> None:
    claude.script(Outcome(text=ANSWER))
    asker.ask("What is reported?")
    answer = asker.answered()
    expect(answer.get_by_role("heading", name="What to report")).to_be_visible()
    expect(answer.locator("strong")).to_have_text("every Incident")
    expect(answer.locator(".prose > ol > li")).to_have_count(2)
    expect(answer.locator(".prose > ol > li").first.locator("ul > li")).to_have_text(["and who noticed it", "and when"])
    expect(answer.get_by_role("cell")).to_have_text(["First report", "24 hours"])
    expect(answer.locator("blockquote")).to_have_text("Northgate alone decides.")
    expect(answer.locator("p code")).to_have_text("security@northgate.example")
    expect(answer.locator("pre")).to_have_text("report --urgent")
    link = answer.get_by_role("link", name="the law")
    expect(link).to_have_attribute("href", "https://example.org/law_(2)")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


HOSTILE = """<script>window.hurt = 1</script> <img src=x onerror="window.hurt = 2"> <!-- a comment --> <b>bold</b>

[one](javascript:window.hurt=3) [two](JaVaScRiPt:alert(1)) [three](data:text/html,<script>hurt</script>)
[four](vbscript:x) [five](//evil.example/x) [six](/logout) [seven]( javascript:alert(1)) [nine](java&#x73;cript:x)
![eight](https://evil.example/pixel.png)

| <img src=x onerror=hurt()> | [ten](javascript:x) |
|---|---|
| <iframe src="https://evil.example"></iframe> | <svg onload=hurt()> |

```html
</code></pre><script>window.hurt = 4</script>
```

> <style>body { display: none }</style>

- <a href="javascript:window.hurt=5" onclick="window.hurt=6">eleven</a>

[safe](https://example.org/?q=<script>) <https://example.org/two> mail [me](mailto:a@example.org)
"""


def test_a_hostile_answer_is_only_text(asker: Person, claude: ClaudeDouble) -> None:
    asked_elsewhere: list[str] = []
    asker.page.on("request", lambda request: asked_elsewhere.append(request.url))
    claude.script(Outcome(delay=1.0, text=HOSTILE))
    asker.ask("Be nasty.")
    answer = asker.answered()
    expect(answer).to_contain_text("<script>window.hurt = 1</script>")
    expect(answer).to_contain_text("<!-- a comment -->")
    expect(answer).to_contain_text("[one](javascript:window.hurt=3)")
    expect(answer).to_contain_text("![eight](https://evil.example/pixel.png)")
    tags = set(answer.evaluate("node => [...node.querySelectorAll('.prose *')].map(n => n.localName)"))
    assert tags <= set("p a span code pre ul li blockquote div table thead tbody tr th td".split())
    links = answer.locator("a").evaluate_all("links => links.map(link => link.href)")
    web = ["https://evil.example/", "https://example.org/?q=%3Cscript%3E", "https://example.org/two"]
    assert links == [*web, "mailto:a@example.org"]
    names = set(answer.evaluate("node => [...node.querySelectorAll('*')].flatMap(n => n.getAttributeNames())"))
    assert not [name for name in names if name.startswith("on") or name in ("src", "style", "srcdoc")]
    assert asker.page.evaluate("window.hurt") is None
    assert not [url for url in asked_elsewhere if "example" in url.partition("//")[2].partition("/")[0]]


def test_a_citation_leads_to_its_place(asker: Person) -> None:
    asker.ask("Who may grant an exception?")
    citation = asker.answered().get_by_test_id("citation").first
    words = citation.locator(".citation-quote").inner_text().strip("“”…")
    citation.click()
    expect(asker.at("spotlight").first).to_be_in_viewport()
    assert words[:20] in " ".join(asker.at("spotlight").all_inner_texts())


def test_a_mark_behind_the_words_leads_to_what_they_stand_on(asker: Person) -> None:
    asker.ask("Who may grant an exception?")
    answer = asker.answered()
    first = answer.get_by_test_id("source-mark").first
    expect(first).to_have_text("1")
    expect(answer.get_by_test_id("citation").first).to_contain_text("1")
    first.click()
    expect(asker.at("spotlight").first).to_be_in_viewport()
