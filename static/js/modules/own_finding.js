// A person's own finding: on words selected in the text, or on the section that is read as a whole.

import { formDialog } from "./dialog.js"
import { part } from "./dom.js"
import { announce, showError } from "./notice.js"
import { codePointsBefore } from "./ranges.js"

export function watchOwnFinding(session) {
  const { root, review, shown, signal } = session
  const pane = part(root, "reader")
  const chip = part(root, "mark-words")
  let chosen = null

  const { open } = formDialog("own", {
    signal,
    async submit({ description, suggestion, replacement, severity }) {
      const { section, start, end } = chosen
      const place = start === end ? {} : { start, end }
      const { item } = await review.add({
        section, ...place, description, severity,
        ...(suggestion.trim() ? { suggestion } : {}), ...(replacement ? { replacement } : {}),
      })
      announce("Finding added.")
      shown.choose(item.id)
      session.toCard(item.id)
    },
  })

  for (const button of [part(root, "own-open"), chip]) button.addEventListener("click", begin)
  document.addEventListener("selectionchange", showChip, { signal })

  async function begin() {
    const place = selectedPlace(pane)
    if (place === null && review.current === null) return
    if (place?.isAcross) return showError("Select words within one section, then add a finding to them.")
    chosen = place ? await inCodePoints(place) : { section: review.current, start: 0, end: 0 }
    part(document, "own-quote").textContent = place?.words ?? ""
    part(document, "own-quote").hidden = !place
    part(document, "own-about").textContent = place ? "" : `About “${review.current}” as a whole. Select words first to put it on them.`
    chip.hidden = true
    open()
  }

  async function inCodePoints({ section, from, to }) {
    const { text } = await review.text(section)
    return { section, start: codePointsBefore(text, from), end: codePointsBefore(text, to) }
  }

  // A small button at the end of the selected words.
  function showChip() {
    const place = selectedPlace(pane)
    chip.hidden = !place || place.isAcross
    if (chip.hidden) return
    const at = getSelection().getRangeAt(0).getBoundingClientRect()
    chip.style.insetBlockStart = `${Math.min(innerHeight - 48, Math.round(at.bottom + 6))}px`
    chip.style.insetInlineStart = `${Math.max(8, Math.min(innerWidth - 140, Math.round(at.left)))}px`
  }
}

// The selection as {section, from, to, words} in UTF-16 units of the section's text; null without one.
function selectedPlace(pane) {
  const selection = getSelection()
  if (selection.isCollapsed || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  const words = range.toString()
  if (!pane.contains(range.commonAncestorContainer) || !words.trim()) return null
  const start = placeOf(range.startContainer, range.startOffset)
  const end = placeOf(range.endContainer, range.endOffset)
  if (!start || !end) return null
  return { section: start.section, from: start.unit, to: end.unit, words, isAcross: start.section !== end.section }
}

function placeOf(node, offset) {
  const words = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".leaf-text")
  const leaf = words?.closest(".leaf")
  if (!leaf) return null
  const before = document.createRange()
  before.selectNodeContents(words)
  before.setEnd(node, offset)
  return { section: leaf.dataset.section, unit: Number(leaf.dataset.from) + before.toString().length }
}
