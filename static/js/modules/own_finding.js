// A person's own finding on words selected in the text.

import { formDialog } from "./dialog.js"
import { part } from "./dom.js"
import { announce, showError } from "./notice.js"
import { codePointsBefore } from "./ranges.js"

export function watchOwnFinding({ root, review, signal }) {
  const button = part(root, "own-open")
  const body = part(root, "reader-text")
  let chosen = null

  const { open } = formDialog("own", {
    signal,
    async submit({ description, suggestion }) {
      const { start, end, section } = chosen
      await review.add({ section, start, end, description, ...(suggestion.trim() ? { suggestion } : {}) })
      announce("Finding added.")
    },
  })

  button.addEventListener("click", () => {
    const range = selected(body)
    if (!range) return showError("Select the words in the text first, then add a finding to them.")
    const text = body.textContent
    const before = unitsBefore(body, range)
    const words = range.toString()
    const start = codePointsBefore(text, before)
    chosen = { section: review.current, start, end: start + codePointsBefore(words, words.length) }
    part(document, "own-quote").textContent = words
    open()
  })
}

function selected(body) {
  const selection = getSelection()
  if (selection.isCollapsed || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  return body.contains(range.commonAncestorContainer) && range.toString().trim() ? range : null
}

function unitsBefore(body, range) {
  const before = document.createRange()
  before.selectNodeContents(body)
  before.setEnd(range.startContainer, range.startOffset)
  return before.toString().length
}
