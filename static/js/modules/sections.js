// The section list: where you are, what state each section is in, and a button to analyse it.

import { el, keyed, part } from "./dom.js"
import { sessionAddress } from "./route.js"
import { tallyBy } from "./tally.js"
import { findingFacts, sectionTitle } from "./wording.js"

const STATE_MARKS = { new: "○", running: "◐", reviewed: "✓", failed: "!" }

export function listSections(session) {
  const { root, review, activity } = session
  const list = part(root, "sections")
  let inView = null
  let counts = new Map()
  let waits = new Set() // sections whose review has not got to run, or waits for a limit

  function draw() {
    const waiting = review.data?.jobs?.filter(({ ready, section, state }) => !ready && section && state !== "PROGRESS") ?? []
    waits = new Set(waiting.map(({ section }) => section))
    counts = new Map(tallyBy(review.items, item => item.section))
    keyed(list, review.sections.map(rowData), { key: row => row.name, stamp: row => row, build })
    if (inView !== review.current) bringIntoView(inView = review.current)
  }

  review.addEventListener("change", draw)
  review.addEventListener("current", draw)
  activity.addEventListener("change", draw)
  list.addEventListener("click", event => {
    const button = event.target.closest("[data-testid=analyse-section]")
    if (button) return session.analyse(button.closest("li").dataset.name)
    const link = event.target.closest("a")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    session.open(link.closest("li").dataset.name)
  })

  // Scrolls the list alone: scrollIntoView would move the page too where the list does not scroll.
  function bringIntoView(name) {
    const row = [...list.children].find(child => child.dataset.name === name)
    for (const box of row ? [list, list.parentElement] : []) {
      const [inner, outer] = [row.getBoundingClientRect(), box.getBoundingClientRect()]
      if (box.scrollHeight > box.clientHeight && (inner.top < outer.top || inner.bottom > outer.bottom)) {
        box.scrollTop += inner.top - outer.top - box.clientHeight / 3
      }
    }
  }

  function rowData(section) {
    const isRunning = section.state === "running" || activity.isReading(section.name)
    const findings = counts.get(section.name)
    return { ...section, findings, state: isRunning ? "running" : section.state ?? "new", isWaiting: isRunning && waits.has(section.name), isCurrent: section.name === review.current }
  }

  function build(row) {
    const title = sectionTitle(row)
    return el("li", {
      class: "section-row", "data-testid": "section-row", "data-name": row.name, "data-state": row.state,
      "data-level": Math.min(row.level ?? 1, 5), "data-current": row.isCurrent, "data-waiting": row.isWaiting,
    },
    el("span", { class: "section-mark", "aria-hidden": "true" }, row.words === 0 ? "" : STATE_MARKS[row.state] ?? ""),
    el("div", { class: "section-what" },
      el("a", { href: sessionAddress(review.id, row.name), "aria-current": row.isCurrent ? "true" : null }, title),
      el("p", { class: "faint" }, [stateWords(row), ocrWords(review.ocrOf(row.page))].filter(Boolean).join(" · "))),
    row.words === 0 ? null : el("button", {
      type: "button", class: "button button-small button-plain", "data-testid": "analyse-section",
      "aria-label": `${row.state === "reviewed" ? "Analyse again" : "Analyse"}: ${title}`, disabled: row.state === "running",
    }, row.state === "failed" ? "Try again" : "Analyse"))
  }
}

const ocrWords = ocr => ocr === null ? "" : `OCR ${Math.round(ocr * 100)} %`

function stateWords({ state, isWaiting, findings, error, words }) {
  const facts = findings ? findingFacts(findings) : ""
  if (words === 0) return "Heading only"
  if (state === "running") return [isWaiting ? "Waiting" : "Reviewing…", facts].filter(Boolean).join(" · ")
  if (state === "failed") return error || "Failed"
  if (state === "reviewed") return facts || "Nothing found"
  return facts || "Not reviewed"
}
