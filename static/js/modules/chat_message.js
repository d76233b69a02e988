// One message of the chat, and the line that stands for an answer on its way.

import { el, hook, part, setText } from "./dom.js"
import { waitingWords } from "./wording.js"

const QUOTE_LENGTH = 90

export function buildMessage({ role, text, citations }, onCite) {
  const isAnswer = role === "assistant"
  return el("li", { class: "chat-message", "data-testid": "chat-message", "data-role": role },
    el("p", { class: "chat-who" }, isAnswer ? "Galley" : "You"),
    el("p", { class: "chat-text" }, text),
    citations?.length ? el("ul", { class: "citations", "aria-label": "Where this is from" },
      ...citations.map(citation => el("li", {}, citationButton(citation, onCite)))) : null)
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

function citationButton(citation, onCite) {
  const where = [citation.section, citation.page ? `page ${citation.page}` : ""].filter(Boolean).join(", ")
  const quote = citation.quote ?? ""
  const words = quote.length > QUOTE_LENGTH ? `${quote.slice(0, QUOTE_LENGTH).trimEnd()}…` : quote
  const button = el("button", { type: "button", class: "citation", "data-testid": "citation" },
    el("span", { class: "citation-quote" }, words ? `“${words}”` : "Show the place"), " ",
    el("span", { class: "faint" }, where))
  button.addEventListener("click", () => onCite(citation))
  return button
}
