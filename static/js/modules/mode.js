// Says in the header how this Galley runs: here or queued, with Claude or by rules alone.

import { get } from "./api.js"
import { watchConnectionTest } from "./connection_test.js"
import { el, part, setText } from "./dom.js"
import { count, fallbackWords } from "./wording.js"

const LOOK_AGAIN_MS = 30_000

export function showMode(root) {
  const words = part(root, "mode-words")

  async function look() {
    try {
      const health = await get("/health", { patienceMs: 10_000 })
      root.dataset.state = health.status === "ok" ? "ok" : "degraded"
      words.textContent = [whoRuns(health), whoReads(health)].join(" · ")
      setText(part(root, "mode-reason"), fallbackWords(health.reason))
      setText(part(root, "mode-meaning"), meaning(health))
      part(root, "mode-facts").replaceChildren(...facts(health))
      part(root, "mode-test").hidden = health.claude.provider === "offline"
    } catch (error) {
      root.dataset.state = "lost"
      words.textContent = error.isLostConnection ? "No connection" : "Not ready"
      setText(part(root, "mode-reason"), error.isLostConnection ? error.message : lostWords(error.body))
      setText(part(root, "mode-meaning"), "")
    }
  }

  look()
  setInterval(() => { if (!document.hidden) look() }, LOOK_AGAIN_MS)
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look() })
  addEventListener("online", look)
  addEventListener("offline", look)
  closeWhenLeft(root)
  watchConnectionTest(root)
}

function whoRuns({ mode, workers }) {
  return mode === "queued" ? `Queued: ${count(workers, "worker")}` : "Running here"
}

function whoReads({ claude }) {
  return claude.provider === "offline" ? "Without Claude: rules only" : "Claude"
}

// One sentence on each half of the words above.
function meaning({ mode, redis, claude }) {
  const runs = mode === "queued" ? "Work is handed to Celery workers through Redis."
    : redis === "off" ? "This server does the work itself; no queue is set up."
    : "New work goes through the queue again as soon as it is there."
  const reads = claude.provider === "offline" ? "Claude is not asked: findings come from rules, and answers are quotes from the document."
    : "Claude reads each section after the rules have."
  return `${runs} ${reads}`
}

// A server without its database, or one that is ending, answers 503 with its state.
function lostWords(body) {
  if (body?.status === "draining") return "This server is being stopped."
  return body?.database === "gone" ? "The database does not answer." : "Galley is not ready."
}

function facts({ claude, redis, workers, database }) {
  const queue = redis === "off" ? [] : [["Redis", redis === "ok" ? "answers" : "does not answer"], ["Workers", workers]]
  return [["Claude", claude.model ?? "not asked"], ...queue, ["Database", database]]
    .flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))])
}

function closeWhenLeft(root) {
  document.addEventListener("click", event => { if (!root.contains(event.target)) root.open = false })
  root.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !root.open) return
    root.open = false
    root.querySelector("summary").focus()
  })
}
