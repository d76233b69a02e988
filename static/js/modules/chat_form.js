// Where a question is typed. What is not sent yet survives a reload; Enter sends, Shift+Enter is a new line.

import { part } from "./dom.js"

export function watchForm({ root, review }, { onAsk, onInput }) {
  const input = part(root, "chat-input")
  const send = part(root, "chat-send")
  const draftKey = `galley-draft-${review.id}`
  let isBusy = false

  input.value = sessionStorage.getItem(draftKey) ?? ""
  input.addEventListener("input", changed)
  input.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  })
  part(root, "chat-form").addEventListener("submit", event => {
    event.preventDefault()
    submit()
  })
  showButton()

  function submit() {
    const words = input.value.trim()
    if (words && !isBusy) onAsk(words)
  }

  function changed() {
    sessionStorage.setItem(draftKey, input.value)
    showButton()
    onInput()
  }

  function showButton() {
    send.disabled = isBusy || input.value.trim() === ""
  }

  return {
    get isEmpty() { return input.value.trim() === "" },
    set(words) { input.value = words; changed() },
    setBusy(busy) { isBusy = busy; showButton() },
    // On a touch screen the focus would bring the keyboard over what was just asked.
    focus() { if (matchMedia("(pointer: fine)").matches) input.focus({ preventScroll: true }) },
  }
}
