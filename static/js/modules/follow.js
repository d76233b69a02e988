// Follows one job by asking for its state: quickly while things change, ever slower while they
// do not. A lost connection is said and waited out; it never ends the following.

import { get } from "./api.js"

const QUICK_MS = 250
const SLOW_MS = 3_000
const LOST_MS = 10_000
const SLOWING = 1.5
const ANSWER_PATIENCE_MS = 15_000

export async function follow(taskId, { signal, onUpdate }) {
  let wait = QUICK_MS
  let seen = ""
  for (;;) {
    await pause(wait, signal)
    let status
    try {
      status = await get(`/task_status/${encodeURIComponent(taskId)}`, { signal, patienceMs: ANSWER_PATIENCE_MS })
    } catch (error) {
      if (signal.aborted || isFinal(error)) throw error
      onUpdate({ lost: true })
      seen = ""
      wait = Math.min(wait * 2, LOST_MS)
      continue
    }
    onUpdate({ ...status, lost: false })
    if (status.ready) return status
    const now = JSON.stringify([status.state, status.status, status.progress, status.children, status.waiting?.reason])
    wait = now === seen ? Math.min(wait * SLOWING, SLOW_MS) : QUICK_MS
    seen = now
  }
}

// 4xx will not get better by asking again; a busy or restarting server will.
function isFinal(error) {
  return error.status >= 400 && error.status < 500 && ![408, 425, 429].includes(error.status)
}

// Ends early when the page is shown again or the network returns.
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const ended = new AbortController()
    const end = settle => () => { clearTimeout(timer); ended.abort(); settle() }
    const wake = end(resolve)
    const timer = setTimeout(wake, ms)
    if (signal.aborted) return end(() => reject(signal.reason))()
    signal.addEventListener("abort", end(() => reject(signal.reason)), { signal: ended.signal })
    addEventListener("online", wake, { signal: ended.signal })
    document.addEventListener("visibilitychange", () => { if (!document.hidden) wake() }, { signal: ended.signal })
  })
}
