// One question to Claude to see whether the connection works, and the parts of the way there.

import { postLater } from "./api.js"
import { el, part } from "./dom.js"
import { follow } from "./follow.js"

const NAMES = { name: "Name", connection: "Connection", tls: "Encryption", key: "Key", model: "Model", limit: "Limit" }
const STATES = { ok: "In order", failed: "Failed", unknown: "Not known", skipped: "Not tried" }
const SIGNS = { ok: "✓", failed: "✕", unknown: "?", skipped: "–" }

export function watchConnectionTest(root, { signal }) {
  const button = part(root, "connection-test")
  const words = part(root, "connection-words")
  const list = part(root, "connection-parts")

  button.addEventListener("click", async () => {
    button.disabled = true
    show({ words: "Asking…" })
    try {
      const result = await ask(signal)
      show({ words: resultWords(result), parts: result.parts })
    } catch (error) {
      if (!signal.aborted) show({ words: error.message })
    } finally {
      button.disabled = false
    }
  }, { signal })

  function show({ words: said = "", parts = [] }) {
    words.textContent = said
    list.hidden = !parts.length
    list.replaceChildren(...parts.map(buildPart))
  }

  return {
    show,
    // claude: that part of GET /settings.
    fill({ provider }) { part(root, "connection").hidden = provider === "offline" },
  }
}

// { name, state, words } as a row.
export function buildPart({ name, state, words }) {
  return el("li", { "data-name": name, "data-state": state },
    el("span", { class: "part-sign", "aria-hidden": "true" }, SIGNS[state]),
    el("span", { class: "part-name" }, NAMES[name], el("span", { class: "for-screen-readers" }, `: ${STATES[state]}.`)),
    el("span", {}, words))
}

async function ask(signal) {
  const answer = await postLater("/test_claude_connection", {}, { signal })
  if (!answer.task_id || "connected" in answer) return answer
  const status = await follow(answer.task_id, { signal, onUpdate() {} })
  return status.result?.result ?? status.result ?? { connected: false, message: status.error }
}

function resultWords({ connected, model, response_time: seconds, message, error }) {
  if (!connected) return message ?? error ?? "Claude does not answer."
  return `${model} answered ${seconds < 0.1 ? "at once" : `in ${seconds.toFixed(1)}\u00a0s`}.`
}
