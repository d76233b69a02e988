// Native dialogs: opening, closing, asking.

import { part } from "./dom.js"

// Wires a form dialog. submit(fields) may throw: the words go into the dialog, which stays open.
export function formDialog(name, { signal, submit }) {
  const dialog = part(document, `${name}-dialog`)
  const form = part(dialog, `${name}-form`)
  const problem = part(dialog, `${name}-error`)
  const send = form.querySelector("[type=submit]")

  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close(), { signal })
  signal.addEventListener("abort", () => dialog.close())
  form.addEventListener("submit", async event => {
    event.preventDefault()
    problem.textContent = ""
    send.disabled = true
    try {
      await submit(Object.fromEntries(new FormData(form)))
      form.reset()
      dialog.close()
    } catch (error) {
      problem.textContent = error.message
    } finally {
      send.disabled = false
    }
  }, { signal })

  return {
    dialog,
    open() {
      problem.textContent = ""
      dialog.showModal()
    },
  }
}

export function confirmed({ title, words, yes }) {
  const dialog = part(document, "confirm-dialog")
  part(dialog, "confirm-title").textContent = title
  part(dialog, "confirm-words").textContent = words
  part(dialog, "confirm-yes").textContent = yes
  dialog.returnValue = "no"
  dialog.showModal()
  return new Promise(resolve => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true })
  })
}
