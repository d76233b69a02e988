// One message of the chat, and the line that stands for an answer on its way.

import { el, hook, part, setText } from "./dom.js"
import { prose } from "./prose.js"
import { waitingWords } from "./wording.js"

const QUOTE_LENGTH = 90

// Without Claude an answer is nothing but quotes from the document: its citations show them, in full.
export function buildMessage({ role, text, citations, source }, onCite) {
  const isAnswer = role === "assistant"
  const isQuoted = source === "document" && citations.length > 0
  return el("li", { class: "chat-message", "data-testid": "chat-message", "data-role": role, "data-source": source },
    el("p", { class: "chat-who" }, isAnswer ? "Galley" : "You"),
    el("div", { class: "chat-text" }, ...(isAnswer ? prose(text, { without: isQuoted ? ["quote"] : [] }) : [text])),
    citations?.length ? el("ul", { class: "citations", "aria-label": "Where this is from" },
      ...citations.map(citation => el("li", {}, citationButton(citation, onCite, isQuoted)))) : null)
}

export function buildPending({ job }, onStop) {
  const stop = job ? el("button", { type: "button", class: "button button-small", "data-testid": "cancel-chat" }, "Stop") : null
  stop?.addEventListener("click", () => onStop(job))
  return el("li", { class: "chat-pending", "data-testid": "chat-pending" },
    el("span", { class: "spinner", "aria-hidden": "true" }), el("span", { "data-part": "pending-words" }), stop)
}

export function fillPending(node, { job }) {
  const status = job?.status ?? {}
  setText(part(node, "pending-words"), job?.stopping ? "Stopping…"
    : status.lost ? "Connection lost, trying again…"
    : waitingWords(status.waiting) || status.status || "Reading the document…")
  const stop = hook(node, "cancel-chat")
  if (stop) stop.disabled = job.stopping
}

function citationButton(citation, onCite, isWhole) {
  const where = [citation.section, citation.page ? `page ${citation.page}` : ""].filter(Boolean).join(", ")
  const quote = citation.quote ?? ""
  const words = quote.length > QUOTE_LENGTH && !isWhole ? `${quote.slice(0, QUOTE_LENGTH).trimEnd()}…` : quote
  const button = el("button", { type: "button", class: "citation", "data-testid": "citation" },
    el("span", { class: "citation-quote" }, words ? `“${words}”` : "Show the place"), " ",
    el("span", { class: "faint" }, where))
  button.addEventListener("click", () => onCite(citation))
  return button
}
