// Patterns of what the page says by itself: news, progress, waiting.

import { el, part } from "../modules/dom.js"
import { clearNotice, showError, showNews } from "../modules/notice.js"
import { line, nothing, stack } from "./pieces.js"

const LONG = "“8. Exceptions and review” was not reviewed: Claude refuses this key (HTTP 401). Check ANTHROPIC_API_KEY and start Galley again."

// The page has one notice: what its module puts there is taken over into a block.
function notice(show) {
  show()
  const area = part(document, "notice")
  const node = el("div", { class: "notice", "data-tone": area.dataset.tone }, ...area.childNodes)
  clearNotice()
  return node
}

const progress = (words, value) => el("label", { class: "pattern-stack" }, el("span", { class: "faint" }, words), el("progress", { max: 100, value }))

export const feedback = {
  id: "feedback",
  title: "News, progress and chips",
  blocks: [
    { id: "notice", build: () => notice(() => showError("Galley does not answer. Check that it is still running and that you are online.")) },
    { id: "notice-again", build: () => notice(() => showError(LONG, { again: nothing })) },
    { id: "notice-news", build: () => notice(() => showNews("Done: 4 findings.")) },
    { id: "progress", narrow: true, build: () => stack(progress("Not begun", "0"), progress("A third", "33"), progress("Done", "100"), progress("No telling", null)) },
    { id: "spinner", build: () => line(el("span", { class: "spinner", "aria-hidden": "true" }), "Reading the document…") },
    { id: "chips", build: () => line(el("span", { class: "chip" }, "Sample"), el("span", { class: "chip" }, "12 open")) },
  ],
}
