// One finding as a card: what is wrong, where, what to do, and the decision. What its buttons do is
// said by their data-act; deciding.js does it.

import { fromTemplate, part, setText } from "./dom.js"
import { confidenceWords, pageWords, sourceWords } from "./wording.js"

const SEVERITIES = { high: "High", medium: "Medium", low: "Low" }
const DECISIONS = { accepted: "Accepted", rejected: "Rejected" }
const QUOTE_LENGTH = 240

export function buildCard(item) {
  const card = fromTemplate("finding-card")
  fillCard(card, item)
  return card
}

// Brings a card up to date; a form that is open in it stays as it is.
export function fillCard(card, item) {
  Object.assign(card.dataset, { id: item.id, decision: item.decision, severity: item.severity, anchor: item.anchor })
  card.setAttribute("aria-label", [SEVERITIES[item.severity], item.description, DECISIONS[item.decision]].filter(Boolean).join(": "))
  part(card, "severity").textContent = SEVERITIES[item.severity] ?? item.severity
  setText(part(card, "category"), item.category?.replaceAll("_", " "))
  setText(part(card, "source"), sourceWords(item.source))
  part(card, "source").title = [item.source, item.rule].filter(Boolean).join(" · ")
  part(card, "description").textContent = item.description
  showQuote(card, item)
  setText(part(card, "suggestion"), item.suggestion)
  showReplacement(card, item)
  setText(part(card, "small"), [pageWords(item), item.source === "person" ? "" : confidenceWords(item.confidence)].filter(Boolean).join(" · "))
  showDecision(card, item)
}

function showQuote(card, { anchor, quote, model_quote: modelQuote }) {
  const isFound = anchor !== "unverified" && Boolean(quote)
  const words = shorten(quote ?? "")
  const button = part(card, "quote")
  setText(button, isFound ? `“${words}”` : "")
  button.setAttribute("aria-label", `Show in the text: ${words}`)
  const unverified = anchor !== "unverified" ? ""
    : modelQuote ? `These words are not in the text: “${shorten(modelQuote)}”` : "No words of the text were quoted."
  const repaired = anchor === "repaired" && modelQuote && modelQuote !== quote ? `Quoted inexactly as “${shorten(modelQuote)}”.` : ""
  setText(part(card, "unverified"), unverified || repaired)
}

function showReplacement(card, { replacement, edit, decision }) {
  const words = edit ?? replacement
  const line = part(card, "replacement")
  line.hidden = words === null || words === undefined
  part(card, "replacement-label").textContent = edit !== null && edit !== undefined && decision !== "rejected" ? "Your words:" : "Write instead:"
  line.querySelector("ins").textContent = words === "" ? "(nothing: delete the words)" : words ?? ""
}

function showDecision(card, { decision, reason, source, edit }) {
  const isOpen = decision === "open"
  const isEdited = decision === "accepted" && edit !== null && edit !== undefined
  setText(part(card, "decision"), isOpen ? "" : isEdited ? "Accepted, edited" : DECISIONS[decision])
  setText(part(card, "reason-words"), reason ? `Reason: ${reason}` : "")
  const show = (act, isShown) => { for (const button of card.querySelectorAll(`[data-act="${act}"]`)) button.hidden = !isShown }
  show("accept", isOpen)
  show("reject", isOpen)
  show("undo", !isOpen)
  show("edit", decision !== "rejected")
  show("reason", !isOpen)
  show("remove", source === "person")
}

function shorten(text) {
  return text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH).trimEnd()}…` : text
}
