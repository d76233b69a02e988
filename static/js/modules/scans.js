// Scans are read page by page on the server. Which ones are on their way is noted in this browser, so
// that a page that is loaded again goes on showing them; who stops one stops the work.

import { ApiError, post } from "./api.js"
import { follow } from "./follow.js"
import { leftWords } from "./wording.js"

const NOTED = "galley-scans"
const MOST_NOTED = 50

// The scans that were on their way when this page was loaded: { taskId, name }.
export function scansOnTheirWay() {
  try { return JSON.parse(localStorage.getItem(NOTED) ?? "[]") } catch { return [] }
}

// Waits until it is read; its session. tell(words, percent) hears how far it is.
export async function readScan({ taskId, name }, signal, tell) {
  note({ taskId, name })
  signal.addEventListener("abort", () => {
    forget(taskId)
    post(`/cancel_task/${encodeURIComponent(taskId)}`).catch(() => {}) // it may have ended just now
  })
  try {
    const status = await follow(taskId, { signal, onUpdate: news => tell(words(news), news.progress ?? null) })
    if (status.state !== "SUCCESS") throw new ApiError(status.error ?? "It could not be read.", { status: 422 })
    forget(taskId)
    return status.result
  } catch (error) {
    if (error.status >= 400) forget(taskId)
    throw error
  }
}

function words(news) {
  if (news.lost) return "Connection lost, trying again…"
  if (!news.children) return news.status || "Reading the pages…"
  const { done, total } = news.children
  return [`Reading page ${Math.min(done + 1, total)} of ${total}.`, leftWords(news)].filter(Boolean).join(" ")
}

function note(scan) {
  keep([...scansOnTheirWay().filter(({ taskId }) => taskId !== scan.taskId), scan])
}

function forget(gone) {
  keep(scansOnTheirWay().filter(({ taskId }) => taskId !== gone))
}

function keep(scans) {
  try { localStorage.setItem(NOTED, JSON.stringify(scans.slice(-MOST_NOTED))) } catch { /* it goes without, until a reload */ }
}
