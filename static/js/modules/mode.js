// Says in the header how this Galley runs: here or queued, with Claude, by rules alone, or with a script that is
// not Claude. That last one stands there in words all the time.

import { get } from "./api.js"
import { part, setText } from "./dom.js"
import { watchTheme } from "./theme.js"
import { count, fallbackWords } from "./wording.js"

const LOOK_AGAIN_MS = 30_000

let look = () => {}

// For whoever has just changed how it runs.
export const lookAtModeAgain = () => look()

export function showMode(masthead) {
  const root = part(masthead, "mode")

  look = async () => {
    try {
      fillMode(masthead, await get("/health", { patienceMs: 10_000 }))
    } catch (error) {
      fillLost(root, error)
    }
  }

  look()
  setInterval(() => { if (!document.hidden) look() }, LOOK_AGAIN_MS)
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look() })
  addEventListener("online", look)
  addEventListener("offline", look)
  closeWhenLeft(root)
  watchTheme({})
}

// health: what GET /health answers.
export function fillMode(masthead, health) {
  const root = part(masthead, "mode")
  root.dataset.state = health.status === "ok" ? "ok" : "degraded"
  part(root, "mode-runs").textContent = whoRuns(health)
  part(root, "mode-reads").textContent = whoReads(health)
  part(root, "mode-and").hidden = false
  setText(part(root, "mode-reason"), fallbackWords(health.reason))
  setText(part(root, "mode-meaning"), `${runsMeaning(health)} ${readsMeaning(health)}`)
  setText(part(masthead, "label"), health.claude.label ? "Demo: a script answers here, not Claude." : "")
}

function fillLost(root, error) {
  const isLost = error.isLostConnection
  root.dataset.state = "lost"
  part(root, "mode-runs").textContent = isLost ? "No connection" : "Not ready"
  part(root, "mode-reads").textContent = ""
  part(root, "mode-and").hidden = true
  setText(part(root, "mode-reason"), isLost ? error.message : lostWords(error.body))
  setText(part(root, "mode-meaning"), "")
}

function whoRuns({ mode, workers }) {
  return mode === "queued" ? `Queued: ${count(workers, "worker")}` : "Running here"
}

function whoReads({ claude }) {
  if (claude.label) return "Demo"
  return claude.provider === "offline" ? "Without Claude: rules only" : "Claude"
}

export function runsMeaning({ mode, redis }) {
  if (mode === "queued") return "Work is handed to Celery workers through Redis."
  return redis === "off" ? "This server does the work itself; no queue is set up."
    : "New work goes through the queue again as soon as it is there."
}

export function readsMeaning({ claude }) {
  if (claude.label) return "A script finds things in each section after the rules have. It is no model."
  return claude.provider === "offline"
    ? "Claude is not asked: findings come from rules, and answers are quotes from the document."
    : "Claude reads each section after the rules have."
}

// A server without its database, or one that is ending, answers 503 with its state.
function lostWords(body) {
  if (body?.status === "draining") return "This server is being stopped."
  return body?.database === "gone" ? "The database does not answer." : "Galley is not ready."
}

function closeWhenLeft(root) {
  addEventListener("hashchange", () => { root.open = false })
  document.addEventListener("click", event => { if (!root.contains(event.target)) root.open = false })
  root.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !root.open) return
    root.open = false
    root.querySelector("summary").focus()
  })
}
