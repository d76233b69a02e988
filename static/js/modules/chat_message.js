// One row of the conversation: a message, the answer that is being written, or what became of a
// question that got none.

import { el, hook, part, setText } from "./dom.js"
import { growProse, prose } from "./prose.js"
import { MARK } from "./prose_inline.js"
import { unitsOf } from "./ranges.js"
import { leftWords, pageWords, waitingWords } from "./wording.js"

const QUOTE_LENGTH = 90

// Without Claude an answer is nothing but quotes from the document: its citations show them, in full.
export function buildMessage({ role, text, citations, source }, onCite) {
  const isAnswer = role === "assistant"
  const isQuoted = source === "document" && citations.length > 0
  const isMarked = !isQuoted && citations?.some(({ marks }) => marks?.length)
  const own = text.replace(/[\ue000\ue001]/g, " ")
  const words = isMarked ? marked(own, citations) : own
  const node = el("li", { class: "chat-message", "data-testid": "chat-message", "data-role": role, "data-source": source },
    el("p", { class: "chat-who" }, isAnswer ? "Galley" : "You"),
    el("div", { class: "chat-text prose" }, ...(isAnswer ? prose(words, { without: isQuoted ? ["quote"] : [] }) : [text])),
    citations?.length ? el("ol", { class: "citations", "aria-label": "Where this is from" },
      ...citations.map((citation, index) => el("li", {}, citationButton(citation, onCite, isQuoted, isMarked ? index + 1 : null)))) : null)
  for (const place of node.querySelectorAll("sup[data-mark]")) fillMark(place, citations, onCite)
  return node
}

// The text with the number of each source behind the words that stand on it.
function marked(text, citations) {
  const units = unitsOf(text)
  const places = citations.flatMap(({ marks = [] }, index) => marks.map(at => ({ at: units(at), number: index + 1 })))
  places.sort((a, b) => b.at - a.at || b.number - a.number)
  return places.reduce((words, { at, number }) => {
    const line = words.slice(words.lastIndexOf("\n", at - 1) + 1, at)
    if (/^\s*(?:```|~~~)/.test(line)) return words // the end of code must stay alone in its line
    const to = /^\s*\|.*\|$/.test(line) ? at - 1 : at // in the last cell, not behind the table
    return words.slice(0, to) + MARK.join(String(number)) + words.slice(to)
  }, text)
}

function fillMark(place, citations, onCite) {
  const citation = citations?.[Number(place.dataset.mark) - 1]
  if (!citation) return place.remove()
  const button = el("button", { type: "button", class: "source-mark", "data-testid": "source-mark",
    "aria-label": `Source ${place.dataset.mark}: ${shortened(citation.quote)}` }, place.dataset.mark)
  button.addEventListener("click", () => onCite(citation))
  place.append(button)
}

// Read aloud when it is whole, not word by word.
export function buildPending(onStop) {
  const stop = el("button", { type: "button", class: "button button-small", "data-testid": "cancel-chat" }, "Stop")
  stop.addEventListener("click", onStop)
  return el("li", { class: "chat-message chat-pending", "data-testid": "chat-pending", "data-role": "assistant", "aria-live": "off" },
    el("p", { class: "chat-who" }, "Galley"),
    el("div", { class: "chat-text prose", "data-testid": "chat-words", "data-part": "pending-text" }),
    el("p", { class: "chat-state" },
      el("span", { class: "spinner", "aria-hidden": "true" }), el("span", { "data-part": "pending-words" }), stop))
}

export function fillPending(node, { job, text }) {
  growProse(part(node, "pending-text"), text)
  setText(part(node, "pending-words"), stateWords(job, text))
  const stop = hook(node, "cancel-chat")
  stop.hidden = !job
  stop.disabled = Boolean(job?.stopping)
}

export function buildNote({ state, error, text }, onAgain) {
  const again = el("button", { type: "button", class: "button button-small", "data-testid": "chat-again" }, "Ask again")
  again.addEventListener("click", onAgain)
  return el("li", { class: "chat-message chat-note", "data-testid": "chat-note", "data-role": "assistant", "data-state": state },
    text ? el("div", { class: "chat-text prose" }, ...prose(text)) : null,
    el("p", { class: "chat-outcome" }, outcomeWords(state, error, text)), el("p", {}, again))
}

function stateWords(job, text) {
  const status = job?.status ?? {}
  if (job?.stopping) return "Stopping…"
  if (status.lost) return "Connection lost, trying again…"
  const waits = waitingWords(status.waiting)
  if (waits) return [waits, leftWords(status)].filter(Boolean).join(" ")
  return text ? "Writing…" : status.status || "Reading the document…"
}

function outcomeWords(state, error, text) {
  if (state === "REVOKED") return text ? "Stopped here. What was written so far is not kept." : "This answer was stopped."
  if (state === "FAILURE") return error || "Something went wrong, and there is no answer."
  return "This question got no answer."
}

function shortened(quote) {
  if (!quote) return ""
  return quote.length > QUOTE_LENGTH ? `${quote.slice(0, QUOTE_LENGTH).trimEnd()}…` : quote
}

function citationButton(citation, onCite, isWhole, number) {
  const where = [citation.section, pageWords(citation)].filter(Boolean).join(", ")
  const quote = citation.quote ?? ""
  const words = isWhole ? quote : shortened(quote)
  const button = el("button", { type: "button", class: "citation", "data-testid": "citation" },
    number ? el("span", { class: "citation-number" }, String(number)) : null,
    el("span", { class: "citation-quote" }, words ? `“${words}”` : "Show the place"), " ",
    el("span", { class: "faint" }, where))
  button.addEventListener("click", () => onCite(citation))
  return button
}
