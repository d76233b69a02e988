// The two small forms that open in a finding's card: what to write instead, and the reason.

import { fromTemplate, hook, part } from "./dom.js"

export function openForm(card, kind, item) {
  closeForm(card)
  const form = fromTemplate(`${kind}-form`)
  const field = hook(form, kind === "edit" ? "edit-text" : "reason")
  field.value = kind === "edit" ? item.edit ?? item.replacement ?? item.quote ?? "" : item.reason ?? ""
  form.dataset.form = kind
  part(card, "actions").before(form)
  card.toggleAttribute("data-form-open", true)
  form.dispatchEvent(new Event("card:resized", { bubbles: true }))
  field.focus({ preventScroll: true })
  field.select()
}

export function closeForm(card) {
  const form = card.querySelector("form")
  if (!form) return
  const hadFocus = form.contains(document.activeElement)
  form.remove()
  card.removeAttribute("data-form-open")
  if (hadFocus) card.focus({ preventScroll: true })
  card.dispatchEvent(new Event("card:resized", { bubbles: true }))
}

// What was typed into a card's form: {kind, words}.
export function readForm(form) {
  const kind = form.dataset.form
  return { kind, words: hook(form, kind === "edit" ? "edit-text" : "reason").value }
}
