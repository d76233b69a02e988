// The findings of the chosen section, in the order of the text. With "open" chosen, what was
// just decided stays until the list is left, so that undo is at hand and nothing jumps.

import { keyed, part } from "./dom.js"
import { buildCard } from "./finding_card.js"
import { announce, showError } from "./notice.js"

export function showFindings(session) {
  const { root, review, activity, analyse } = session
  const list = part(root, "findings")
  const scroll = part(root, "findings-scroll")
  const filter = part(root, "findings-filter")
  let kept = new Set()
  let shownSection = null

  review.addEventListener("change", draw)
  activity.addEventListener("change", drawEmpty)
  filter.addEventListener("change", () => { kept = new Set(); draw() })
  part(root, "findings-empty-again").addEventListener("click", () => analyse(review.current))

  function draw() {
    if (shownSection !== review.current) {
      shownSection = review.current
      kept = new Set()
      scroll.scrollTop = 0
    }
    keyed(list, visible(), { key: item => item.id, stamp: item => item, build: item => buildCard(item, actions) })
    const open = review.currentItems.filter(item => item.decision === "open").length
    part(root, "findings-badge").textContent = open ? `(${open})` : ""
    part(root, "keys-hint").hidden = list.children.length === 0
    drawEmpty()
  }

  function visible() {
    const openOnly = filter.querySelector(":checked").value === "open"
    return review.currentItems
      .filter(item => !openOnly || item.decision === "open" || kept.has(item.id))
      .sort((a, b) => (a.start ?? Infinity) - (b.start ?? Infinity) || 0)
  }

  function drawEmpty() {
    const { section } = review
    const box = part(root, "findings-empty")
    box.hidden = !section || list.children.length > 0
    if (box.hidden) return
    const isRunning = section.state === "running" || activity.isReading(section.name)
    part(box, "findings-empty-words").textContent = emptyWords(section, isRunning, review.currentItems.length)
    part(box, "findings-empty-again").hidden = isRunning || section.words === 0 || section.state === "reviewed"
  }

  const actions = {
    async decide(item, decision, reason) {
      kept.add(item.id)
      try {
        await review.decide(item, decision, reason)
        announce({ accepted: "Accepted.", rejected: "Rejected.", open: "Open again." }[decision])
      } catch (error) {
        showError(error, { again: () => actions.decide(item, decision, reason) })
      }
    },
    async remove(item) {
      try {
        await review.remove(item)
        announce("Removed.")
      } catch (error) {
        showError(error, { again: () => actions.remove(item) })
      }
    },
  }
}

function emptyWords(section, isRunning, total) {
  if (isRunning) return "Being reviewed. Findings appear here."
  if (total) return "Nothing open in this section."
  if (section.words === 0) return "This heading has no text of its own."
  if (section.state === "reviewed") return "Reviewed: nothing to change here."
  if (section.state === "failed") return section.error || "The review of this section failed."
  return "This section has not been reviewed yet."
}
