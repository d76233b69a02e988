// Work in progress: what runs, how far it is, what it waits for, and a way to stop it.

import { get } from "./api.js"
import { el, hook, keyed, part, setText } from "./dom.js"
import { announce, showError, showNews } from "./notice.js"
import { count, fallbackWords, leftWords, waitingWords } from "./wording.js"

export function showActivity({ root, review, activity, analyse, analyseAll, signal }) {
  const bar = part(root, "activity")

  activity.addEventListener("change", () => {
    keyed(bar, activity.shown, { key: job => job.taskId, stamp: job => job.taskId, build: row })
    for (const job of activity.shown) fill(bar.querySelector(`[data-key="${CSS.escape(job.taskId)}"]`), job)
  })

  activity.addEventListener("end", ({ detail: { job, status } }) => {
    if (job.kind === "chat") return
    const again = () => job.kind === "document" ? analyseAll() : analyse(job.section)
    if (status.state === "FAILURE") showError(failureWords(job, status), { again })
    else if (warningsOf(status).length) showError(warningsOf(status).join(" "), { again })
    announce(endWords(status))
  })

  function row(job) {
    const what = job.kind === "document" ? "The whole document" : job.section ?? "This document"
    const stop = el("button", { type: "button", class: "button button-small", "data-testid": "cancel-job",
      "aria-label": `Cancel: ${what}` }, "Cancel")
    stop.addEventListener("click", () => activity.cancel(job).catch(error => showError(error)))
    return el("li", { class: "activity-row" },
      el("p", { class: "activity-what" }, el("strong", {}, what), " ", el("span", { "data-part": "doing" })),
      el("progress", { max: 100, "data-testid": "progress", "aria-label": `Progress: ${what}` }),
      stop,
      el("p", { class: "activity-why faint", "data-part": "why", role: "status" }))
  }

  function fill(row, job) {
    const { status } = job
    const percent = Number.isFinite(status.progress) ? Math.round(status.progress) : null
    const progress = hook(row, "progress")
    if (percent === null) progress.removeAttribute("value")
    else progress.value = percent
    setText(part(row, "doing"), doingWords(job, percent))
    const why = part(row, "why")
    const words = status.lost ? "Connection lost, trying again…"
      : [waitingWords(status.waiting), leftWords(status), fallbackWords(job.note)].filter(Boolean).join(" ")
    if (why.textContent !== words) why.textContent = words
    why.hidden = words === ""
    const stop = hook(row, "cancel-job")
    stop.disabled = job.stopping
    stop.textContent = job.stopping ? "Cancelling…" : "Cancel"
  }

  // A link to a job leads here: to its row while it goes on, else to what became of it.
  async function point(jobId) {
    const row = () => bar.querySelector(`[data-key="${CSS.escape(jobId)}"]`)
    if (row()) return row().toggleAttribute("data-pointed", true)
    try {
      const status = await get(`/task_status/${encodeURIComponent(jobId)}`, { signal })
      if (status.state === "FAILURE") showError(failureWords({ kind: "document", ...status }, status))
      else if (status.ready) showNews(endWords(status))
    } catch (error) {
      if (!signal.aborted) showError(error)
    }
  }

  return { point }
}

function doingWords({ status, stopping }, percent) {
  if (stopping) return "Stopping…"
  const { children } = status
  const parts = []
  if (children?.total) parts.push(`${children.done} of ${count(children.total, "section")}`)
  else parts.push(status.state === "PENDING" || status.state === undefined ? "Waiting to start" : status.status)
  if (children?.failed) parts.push(`${children.failed} failed`)
  if (percent) parts.push(`${percent} %`)
  return parts.filter(Boolean).join(" · ")
}

function failureWords(job, { error }) {
  const words = typeof error === "object" ? error?.message ?? error?.error : error
  const what = job.kind === "document" ? "The document" : `“${job.section}”`
  return words || `${what} could not be reviewed.`
}

function warningsOf({ warnings, result }) {
  const list = warnings ?? result?.warnings ?? []
  return list.map(({ section, message }) => `“${section}” was not reviewed: ${message}`)
}

function endWords({ state, result }) {
  if (state === "REVOKED") return "Cancelled. What was found so far is kept."
  if (state === "FAILURE") return "The review failed."
  const found = result?.feedback_count
  return Number.isInteger(found) ? `Done: ${count(found, "finding")}.` : "Done."
}
