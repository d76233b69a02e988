// All shown findings as one list: to look over, to select, and on a narrow screen to decide.

import { el, keyed, part } from "./dom.js"
import { pageWords } from "./wording.js"

const ROWS_AT_ONCE = 150
const DECISIONS = { accepted: "Accepted", rejected: "Rejected" }

export function listFindings(session) {
  const { root, review, shown, selection } = session
  const list = part(root, "finding-list")
  const more = part(root, "list-more")
  let room = ROWS_AT_ONCE

  shown.addEventListener("change", draw)
  selection.addEventListener("change", drawSelection)
  shown.addEventListener("choose", ({ detail }) => choose(detail))
  new IntersectionObserver(([entry]) => { if (entry.isIntersecting) { room += ROWS_AT_ONCE; draw() } }).observe(more)

  list.addEventListener("click", event => {
    const row = event.target.closest(".finding-row")
    if (event.target.closest("[data-testid=row-open]")) choosing(row.dataset.key)
    else if (event.target.matches("input[type=checkbox]")) selection.toggle(row.dataset.key, event.target.checked, event.shiftKey)
  })

  function choosing(id) {
    shown.choose(id, "list")
    session.toCard(id)
  }

  function draw() {
    const items = shown.items.slice(0, room)
    keyed(list, items, { key: item => item.id, stamp: ({ decision, description, severity, section }) => [decision, description, severity, section], build })
    more.hidden = shown.items.length <= room
    drawSelection()
    drawChosen()
    drawEmpty()
  }

  function build({ id, severity, description, section, decision, page, ocr }) {
    const title = `row-${id}`
    const node = el("li", { class: "finding-row", "data-testid": "finding-row", "data-severity": severity, "data-decision": decision },
      el("input", { type: "checkbox", "data-testid": "row-select", "aria-labelledby": title }),
      el("button", { type: "button", class: "finding-row-open", "data-testid": "row-open" },
        el("span", { class: "finding-row-words", id: title }, description),
        el("span", { class: "faint" }, [section, pageWords({ page, ocr }), DECISIONS[decision]].filter(Boolean).join(" · "))))
    return node
  }

  function drawSelection() {
    for (const row of list.children) {
      const box = row.querySelector("input")
      const isSelected = selection.has(row.dataset.key)
      if (box.checked !== isSelected) box.checked = isSelected
    }
  }

  function drawChosen() {
    for (const row of list.children) row.toggleAttribute("data-current", row.dataset.key === shown.chosen)
  }

  function choose({ id, where }) {
    if (id !== null && !list.querySelector(`[data-key="${CSS.escape(id)}"]`)) {
      room = Math.max(room, shown.items.findIndex(item => item.id === id) + ROWS_AT_ONCE)
      draw()
    } else drawChosen()
    const row = id === null ? null : list.querySelector(`[data-key="${CSS.escape(id)}"]`)
    if (row && where !== "list") bring(row)
  }

  // Scrolls the panel alone, never the page.
  function bring(row) {
    const box = list.parentElement
    const [inner, outer] = [row.getBoundingClientRect(), box.getBoundingClientRect()]
    if (box.scrollHeight <= box.clientHeight) return
    if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - box.clientHeight / 3
  }

  function drawEmpty() {
    const box = part(root, "list-empty")
    box.hidden = shown.items.length > 0 || !review.data
    if (box.hidden) return
    const isFiltered = review.items.length > 0
    const isReviewed = review.sections.some(({ state }) => state === "reviewed")
    part(root, "list-empty-words").textContent = isFiltered ? "No finding fits the filter."
      : isReviewed ? "Reviewed, and nothing was found." : "Nothing has been reviewed yet. Findings will be listed here."
    const act = part(root, "list-empty-act")
    act.hidden = !isFiltered && isReviewed
    act.textContent = isFiltered ? "Show all findings" : "Analyse all sections"
    act.onclick = () => isFiltered ? shown.clear() : session.analyseAll()
  }
}
