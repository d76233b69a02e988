// What went wrong, in the server's words, with a way to try again; and quiet news for screen readers.

import { el, part } from "./dom.js"

export function showError(error, { again } = {}) {
  if (error?.name === "AbortError") return
  const words = el("p", {}, String(error?.message ?? error))
  const actions = el("p", { class: "notice-actions" })
  if (again) {
    actions.append(button("Try again", "try-again", () => { clearNotice(); again() }))
  }
  actions.append(button("Dismiss", "dismiss", clearNotice))
  area().replaceChildren(words, actions)
  area().dataset.tone = "error"
}

// News that somebody asked for; not an error.
export function showNews(words) {
  area().replaceChildren(el("p", {}, words), el("p", { class: "notice-actions" }, button("Dismiss", "dismiss", clearNotice)))
  area().dataset.tone = "news"
}

export function clearNotice() {
  area().replaceChildren()
}

export function announce(words) {
  part(document, "announcer").textContent = words
}

function button(words, testid, act) {
  const node = el("button", { type: "button", class: "button button-small", "data-testid": testid }, words)
  node.addEventListener("click", act)
  return node
}

function area() {
  return part(document, "notice")
}
