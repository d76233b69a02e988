// A person's own key: tried with Claude, kept on this machine when Claude takes it, forgotten again.

import { call } from "./api.js"
import { confirmed } from "./dialog.js"
import { part, setText } from "./dom.js"
import { readsMeaning } from "./mode.js"
import { announce, showError } from "./notice.js"

const PATH = "/settings/claude_key"
const PATIENCE_MS = 60_000

// onChange gets what GET /settings would answer now.
export function watchOwnKey(root, { signal, connection, onChange }) {
  const form = part(root, "key-form")
  const input = part(root, "key-input")
  const keep = part(root, "key-keep")
  const forget = part(root, "key-forget")
  const problem = part(root, "key-error")

  form.addEventListener("submit", async event => {
    event.preventDefault()
    await busy(keep, "Trying…", async () => {
      onChange(await call("PUT", PATH, { body: { key: input.value }, signal, patienceMs: PATIENCE_MS }))
      input.value = ""
      connection.show({ words: "Claude accepts the key. It is kept, and counts from now on." })
    })
  }, { signal })

  forget.addEventListener("click", async () => {
    const sure = await confirmed({
      title: "Forget the kept key?", yes: "Forget it",
      words: "Claude is not asked any more. Findings and answers that are there stay.",
    })
    if (!sure || signal.aborted) return
    await busy(forget, "Forgetting…", async () => {
      onChange(await call("DELETE", PATH, { signal }))
      connection.show({})
      announce("The key is forgotten.")
      input.focus()
    })
  }, { signal })

  input.addEventListener("input", () => { say("") }, { signal })

  async function busy(button, words, act) {
    const before = button.textContent
    say("")
    connection.show({})
    button.disabled = true
    button.textContent = words
    try {
      await act()
    } catch (error) {
      if (signal.aborted) return
      if (button === keep) say(error.message)
      else showError(error)
      connection.show({ parts: error.body?.parts })
    } finally {
      button.disabled = false
      button.textContent = before
    }
  }

  function say(words) {
    problem.textContent = words
    input.toggleAttribute("aria-invalid", words !== "")
    if (words) input.setAttribute("aria-invalid", "true")
  }

  return {
    // claude: that part of GET /settings.
    fill(claude) {
      const isKept = claude.key === "kept"
      part(root, "claude-words").textContent = whoWords(claude)
      setText(part(root, "key-why-not"), claude.why_not)
      part(root, "key-label").textContent = isKept ? "Another key in its place" : "Your key"
      form.hidden = !claude.may_keep_key
      forget.hidden = !isKept
    },
  }
}

function whoWords({ provider, model, label, key }) {
  if (label) return `${label}. It answers as ${model}.`
  if (provider === "offline") return readsMeaning({ claude: { provider } })
  return `${model} is asked, with ${key === "kept" ? "a key that is kept on this machine" : "the key that ANTHROPIC_API_KEY names"}.`
}
