// One finding as a card: what is wrong, where, what to do, and the decision.

import { fromTemplate, hook, part, setText } from "./dom.js"
import { confidenceWords, sourceWords } from "./wording.js"

const SEVERITIES = { high: "High", medium: "Medium", low: "Low" }
const QUOTE_LENGTH = 180

export function buildCard(item, { decide, remove }) {
  const node = fromTemplate("finding-card")
  const card = hook(node, "finding")
  Object.assign(card.dataset, { id: item.id, decision: item.decision, severity: item.severity, anchor: item.anchor })
  card.setAttribute("aria-labelledby", `finding-${item.id}`)

  part(card, "severity").textContent = SEVERITIES[item.severity] ?? item.severity
  setText(part(card, "category"), item.category?.replaceAll("_", " "))
  setText(part(card, "source"), sourceWords(item.source))
  part(card, "source").title = [item.source, item.rule].filter(Boolean).join(" · ")
  part(card, "description").textContent = item.description
  part(card, "description").id = `finding-${item.id}`
  showQuote(card, item)
  setText(part(card, "suggestion"), item.suggestion)
  showReplacement(card, item)
  setText(part(card, "small"), [item.page ? `Page ${item.page}` : "", item.source === "person" ? "" : confidenceWords(item.confidence)].filter(Boolean).join(" · "))
  showDecision(card, item)

  hook(card, "accept").addEventListener("click", () => decide(item, "accepted"))
  hook(card, "reject").addEventListener("click", () => decide(item, "rejected"))
  hook(card, "undo").addEventListener("click", () => decide(item, "open"))
  hook(card, "remove").addEventListener("click", () => remove(item))
  part(card, "reason-form").addEventListener("submit", event => {
    event.preventDefault()
    decide(item, item.decision, hook(card, "reason").value.trim())
  })
  return node
}

function showQuote(card, { anchor, quote, model_quote: modelQuote }) {
  const isFound = anchor !== "unverified" && Boolean(quote)
  const words = shorten(quote ?? "")
  setText(part(card, "quote"), isFound ? `“${words}”` : "")
  part(card, "quote").setAttribute("aria-label", `Show in the text: ${words}`)
  if (anchor === "unverified") {
    setText(part(card, "unverified"), modelQuote ? `Not found in the text: “${shorten(modelQuote)}”` : "Not found in the text.")
  } else if (anchor === "repaired" && modelQuote && modelQuote !== quote) {
    part(card, "quote").title = `Quoted by the reviewer as: ${modelQuote}`
  }
}

function showReplacement(card, { replacement }) {
  const line = part(card, "replacement")
  line.hidden = replacement === null || replacement === undefined
  line.querySelector("ins").textContent = replacement === "" ? "(nothing: delete the words)" : replacement ?? ""
}

function showDecision(card, { decision, reason, source }) {
  const isOpen = decision === "open"
  part(card, "open-actions").hidden = !isOpen
  part(card, "decided-actions").hidden = isOpen
  part(card, "reason").hidden = isOpen
  hook(card, "remove").hidden = source !== "person"
  if (isOpen) return
  part(card, "decision").textContent = decision === "accepted" ? "✓ Accepted" : "✕ Rejected"
  part(card, "reason-words").textContent = reason ? `Reason: ${reason}` : "Say why"
  hook(card, "reason").value = reason ?? ""
}

function shorten(text) {
  return text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH).trimEnd()}…` : text
}
