// A review's name changed where it stands: Enter saves, Esc takes it back, and what is wrong is said
// at the field, which keeps what was typed.

import { fromTemplate, part } from "./dom.js"

const LONGEST = 200

// Calls onEnd when the form is gone again, whichever way.
export function renameIn(row, name, { save, onEnd }) {
  const form = fromTemplate("rename-form")
  const input = part(form, "rename-input")
  const problem = part(form, "rename-error")
  const saving = part(form, "rename-save")

  form.querySelector("label").htmlFor = input.id = `rename-${row.dataset.id}`
  problem.id = `rename-error-${row.dataset.id}`
  input.setAttribute("aria-describedby", problem.id)
  input.value = name
  part(row, "what").after(form)
  row.setAttribute("data-renaming", "")
  input.focus()
  input.select()

  part(form, "rename-cancel").addEventListener("click", () => end())
  form.addEventListener("keydown", event => {
    if (event.key !== "Escape") return
    event.preventDefault()
    end()
  })
  input.addEventListener("input", () => say(""))
  form.addEventListener("submit", async event => {
    event.preventDefault()
    if (saving.disabled) return
    const wanted = input.value.trim()
    if (wanted === name) return end()
    if (!wanted) return say("A review needs a name. Type one, or press Esc to keep the old one.")
    if ([...wanted].length > LONGEST) return say(`A name has at most ${LONGEST} characters.`)
    saving.disabled = true
    try {
      await save(wanted)
      end()
    } catch (error) {
      if (error.name === "AbortError") return
      saving.disabled = false
      say(error.message)
      input.focus()
    }
  })

  function say(words) {
    problem.textContent = words
    input.setAttribute("aria-invalid", String(words !== ""))
  }

  function end() {
    const hadFocus = form.contains(document.activeElement) || document.activeElement === document.body
    form.remove()
    row.removeAttribute("data-renaming")
    if (hadFocus) part(row, "link").focus()
    onEnd()
  }
}
