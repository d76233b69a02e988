// Says in the header how this Galley runs: here or queued, with Claude or by rules alone.

import { get } from "./api.js"
import { watchConnectionTest } from "./connection_test.js"
import { el, part, setText } from "./dom.js"
import { count } from "./wording.js"

const LOOK_AGAIN_MS = 30_000

export function showMode(root) {
  const words = part(root, "mode-words")

  async function look() {
    try {
      const health = await get("/health", { patienceMs: 10_000 })
      root.dataset.state = health.status === "ok" ? "ok" : "degraded"
      words.textContent = [whoRuns(health), whoReads(health)].join(" · ")
      setText(part(root, "mode-reason"), reasonWords(health.reason))
      part(root, "mode-facts").replaceChildren(...facts(health))
      part(root, "mode-test").hidden = health.claude?.provider === "offline"
    } catch (error) {
      root.dataset.state = "lost"
      words.textContent = error.isLostConnection ? "No connection" : "Not ready"
      setText(part(root, "mode-reason"), reasonWords(error.body?.reason) || error.message)
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
  if (mode !== "queued") return "Running here"
  const there = workerCount(workers)
  return there === null ? "Queued" : `Queued: ${count(there, "worker")}`
}

function whoReads({ claude }) {
  if (!claude || claude.provider === "offline") return "Without a key: rules only"
  return claude.label ?? `Claude${claude.provider === "anthropic" ? "" : ` (${claude.provider})`}`
}

function facts(health) {
  const rows = [
    ["Claude", health.claude?.provider === "offline" ? "not asked" : health.claude?.model],
    ["Redis", word(health.redis)],
    ["Workers", workerCount(health.workers)],
    ["Database", word(health.database)],
  ]
  return rows.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))])
}

function workerCount(workers) {
  if (typeof workers === "number") return workers
  if (Array.isArray(workers)) return workers.length
  return workers?.count ?? null
}

function word(value) {
  if (typeof value === "boolean") return value ? "answers" : "does not answer"
  return typeof value === "object" ? value?.status : value
}

function reasonWords(reason) {
  return reason ? String(reason).replaceAll("_", " ").replace(/^./, letter => letter.toUpperCase()) : ""
}

function closeWhenLeft(root) {
  document.addEventListener("click", event => { if (!root.contains(event.target)) root.open = false })
  root.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !root.open) return
    root.open = false
    root.querySelector("summary").focus()
  })
}
