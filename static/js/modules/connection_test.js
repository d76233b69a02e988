// One question to Claude to see whether the connection works.

import { postLater } from "./api.js"
import { hook, part } from "./dom.js"
import { follow } from "./follow.js"

export function watchConnectionTest(root) {
  const button = hook(root, "test-connection")
  const words = part(root, "mode-test-result")

  button.addEventListener("click", async () => {
    button.disabled = true
    words.textContent = "Asking…"
    try {
      words.textContent = resultWords(await ask())
    } catch (error) {
      words.textContent = error.message
    } finally {
      button.disabled = false
    }
  })
}

async function ask() {
  const answer = await postLater("/test_claude_connection", {})
  if (!answer.task_id || "connected" in answer) return answer
  const status = await follow(answer.task_id, { signal: new AbortController().signal, onUpdate() {} })
  return status.result?.result ?? status.result ?? { connected: false, message: status.error }
}

function resultWords({ connected, model, response_time: seconds, message, error }) {
  if (!connected) return message ?? error ?? "Claude does not answer."
  const took = typeof seconds === "number" ? ` in ${seconds.toFixed(1)} s` : ""
  return `${model ?? "Claude"} answered${took}.`
}
