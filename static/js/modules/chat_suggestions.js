// Suggested questions for the section that is being read, above the input while it is empty.

import { el, keyed, part } from "./dom.js"
import { questionsFor } from "./questions.js"

const SETTLE_MS = 300 // somebody who scrolls through a document passes many sections

export function showSuggestions({ root, review, signal }, { isWanted, onAsk }) {
  const list = part(root, "chat-questions")
  let questions = []
  let of = null
  let timer = null

  for (const type of ["change", "current"]) review.addEventListener(type, later)
  signal.addEventListener("abort", () => clearTimeout(timer))

  function later() {
    if (review.current === of) return
    clearTimeout(timer)
    timer = setTimeout(look, SETTLE_MS)
  }

  async function look() {
    const section = review.section
    if (!section || section.name === of || !list.parentElement.checkVisibility()) return
    try {
      const { text } = await review.text(section.name)
      if (review.section?.name !== section.name) return
      of = section.name
      questions = questionsFor(section, text)
      draw()
    } catch {
      // Questions are a help; without the text there are none.
    }
  }

  function draw() {
    const shown = isWanted() ? questions : []
    list.hidden = shown.length === 0
    keyed(list, shown, { key: question => question, stamp: question => question, build: button })
  }

  function button(question) {
    const node = el("button", { type: "button", class: "chat-question", "data-testid": "chat-question" }, question)
    node.addEventListener("click", () => onAsk(question))
    return el("li", {}, node)
  }

  return { draw, look }
}
