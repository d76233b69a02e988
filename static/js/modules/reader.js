// The text of the chosen section, with the findings marked on their words.

import { el, part } from "./dom.js"
import { showError } from "./notice.js"
import { cut, locate, unitsOf } from "./ranges.js"
import { sessionAddress } from "./route.js"
import { count, sectionTitle } from "./wording.js"

export const SPOTLIGHT = "spotlight"

export function showReader({ root, review, activity, analyse, signal }) {
  const pane = part(root, "reader")
  const body = part(root, "reader-text")
  const again = part(root, "analyse-current")
  let drawn = {}

  review.addEventListener("change", draw)
  activity.addEventListener("change", showButton)
  again.addEventListener("click", () => analyse(review.current))

  async function draw() {
    const { section } = review
    if (!section) return
    showHead(section)
    if (drawn.name !== section.name) body.setAttribute("aria-busy", "true")
    let text
    try {
      ({ text } = await review.text(section.name))
    } catch (error) {
      if (!signal.aborted) showError(error, { again: draw })
      return
    }
    if (section.name === review.current) drawText(section.name, text ?? "")
  }

  function drawText(name, text) {
    const units = unitsOf(text)
    const ranges = review.currentItems.map(item => rangeOf(item, text, units)).filter(Boolean)
    const spot = review.spotlight && locate(text, review.spotlight, units)
    if (spot) ranges.push({ ...spot, id: SPOTLIGHT })
    const shape = JSON.stringify([name, ranges, review.currentItems.map(({ id, decision }) => [id, decision])])
    const isNewSection = drawn.name !== name
    if (shape !== drawn.shape) {
      const focused = document.activeElement?.closest?.("mark")?.dataset.finding
      body.replaceChildren(...marked(text, ranges))
      if (focused) body.querySelector(`mark[data-finding="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
    }
    body.removeAttribute("aria-busy")
    if (isNewSection) pane.scrollTop = 0
    if (review.spotlight && review.spotlight !== drawn.spotlight) pointAtSpotlight(spot)
    drawn = { name, shape, spotlight: review.spotlight }
    root.dispatchEvent(new Event("reader:drawn"))
  }

  function rangeOf(item, text, units) {
    const range = item.anchor === "unverified" ? null : locate(text, item, units)
    return range && { ...range, id: String(item.id) }
  }

  function marked(text, ranges) {
    if (!text) return [el("p", { class: "faint" }, "This heading has no text of its own.")]
    const begun = new Set()
    return cut(text, ranges).map(({ text: words, ids }) =>
      ids.reduceRight((inside, id) => mark(id, inside, begun), document.createTextNode(words)))
  }

  // A finding may be cut into several marks; only its first is a stop for the Tab key.
  function mark(id, inside, begun) {
    const isFirst = !begun.has(id)
    begun.add(id)
    if (id === SPOTLIGHT) return el("mark", { class: "spotlight", "data-testid": "spotlight", tabindex: isFirst ? -1 : null }, inside)
    const { severity, decision } = review.item(id)
    return el("mark", {
      "data-finding": id, "data-severity": severity, "data-decision": decision,
      tabindex: isFirst ? 0 : null, role: isFirst ? "link" : null, "aria-describedby": isFirst ? `finding-${id}` : null,
    }, inside)
  }

  function pointAtSpotlight(found) {
    const first = body.querySelector(".spotlight")
    if (!found || !first) return showError("The quoted words are not in this section any more.")
    first.scrollIntoView({ block: "center" })
    first.focus({ preventScroll: true })
  }

  function showHead(section) {
    part(root, "reader-title").textContent = sectionTitle(section)
    part(root, "reader-facts").textContent =
      [section.page ? `Page ${section.page}` : "", section.words ? count(section.words, "word") : ""].filter(Boolean).join(" · ")
    const index = review.sections.indexOf(section)
    part(root, "reader-steps").replaceChildren(
      step("Previous", review.sections[index - 1]), step("Next", review.sections[index + 1]))
    showButton()
  }

  function step(word, section) {
    if (!section) return el("span")
    return el("a", { class: "reader-step", href: sessionAddress(review.id, section.name) },
      el("span", { class: "faint" }, word), sectionTitle(section))
  }

  function showButton() {
    const { section } = review
    if (!section) return
    const isRunning = section.state === "running" || activity.isReading(section.name)
    again.hidden = section.words === 0
    again.disabled = isRunning
    again.textContent = isRunning ? "Reviewing…" : section.state === "reviewed" ? "Analyse again" : "Analyse this section"
  }
}
