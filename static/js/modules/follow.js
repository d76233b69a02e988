// Follows one job by asking for its state: quickly while things change, ever slower while they do not,
// and at once when the job's stream tells of something. A lost connection is said and waited out; it
// never ends the following. Words come by the stream, or with the next question when there is none.

import { get } from "./api.js"
import { listen, rest } from "./live.js"

const QUICK_MS = 250
const SLOW_MS = 3_000
const LOST_MS = 10_000
const SLOWING = 1.5
const ANSWER_PATIENCE_MS = 15_000
const LANES = { chat: "chat", analyze_document: "document" } // the kinds that are heard live

// onUpdate gets the job's status, or { lost: true }; onDelta each piece of an answer, in order: { text, attempt }.
export async function follow(taskId, { signal, onUpdate, onDelta }) {
  const bell = new Bell()
  const events = new Events(taskId, bell, signal, onDelta)
  let wait = QUICK_MS
  let seen = ""
  try {
    for (;;) {
      let status
      try {
        status = await get(`/task_status/${encodeURIComponent(taskId)}`, { signal, patienceMs: ANSWER_PATIENCE_MS })
        if (!status.ready) await events.keepUp(status)
      } catch (error) {
        if (signal.aborted || isFinal(error)) throw error
        events.hang()
        onUpdate({ lost: true })
        seen = ""
        wait = Math.min(wait * 2, LOST_MS)
        await pause(wait, signal, bell)
        continue
      }
      onUpdate({ ...status, lost: false })
      if (status.ready) return status
      const now = JSON.stringify([status.state, status.status, status.events, status.children, status.waiting?.reason])
      wait = now === seen ? Math.min(wait * SLOWING, SLOW_MS) : QUICK_MS
      seen = now
      await pause(wait, signal, bell)
    }
  } finally {
    events.hang()
  }
}

// The job's events as far as they are known. A stream brings them; what it does not bring is asked for.
class Events {
  static #count = 0
  #order = ++Events.#count
  #hearing = null
  #number = null
  #wasBehind = false
  #wasShort = false

  constructor(taskId, bell, signal, onDelta) {
    Object.assign(this, { taskId, bell, signal, onDelta })
  }

  async keepUp({ kind, events = 0 }) {
    const wantsWords = this.onDelta && kind === "chat"
    this.#number ??= wantsWords ? 0 : events
    if (!wantsWords) this.#number = Math.max(this.#number, events)
    if (this.#wasShort) rest()
    this.#wasShort = false
    if (LANES[kind]) this.#hearing ??= this.#listen(LANES[kind])
    // A stream may be a moment late; twice in a row means that something on the way holds it back.
    const isBehind = events > this.#number
    if (isBehind && (!this.#hearing || this.#wasBehind)) await this.#ask()
    this.#wasBehind = isBehind
  }

  hang() {
    this.#hearing?.close()
    this.#hearing = null
  }

  #listen(lane) {
    return listen(this.taskId, { lane, order: this.#order, after: this.#number, onEvent: event => this.#take(event),
      onLost: wasShort => {
        this.#hearing = null
        this.#wasShort = wasShort
        this.bell.ring()
      } })
  }

  async #ask() {
    const { events } = await get(`/jobs/${encodeURIComponent(this.taskId)}/events?after=${this.#number}`, { signal: this.signal })
    for (const event of events) this.#take(event)
  }

  // Both ways may bring the same event: the first counts.
  #take(event) {
    if (event.number <= this.#number) return
    this.#number = event.number
    if (event.type === "delta") this.onDelta?.(event)
    else this.bell.ring()
  }
}

// Rings when it is worth asking; a ring that nobody waited for is heard at the next wait.
class Bell {
  #rung = false
  #wake = null

  ring() {
    this.#rung = true
    this.#wake?.()
  }

  // Calls back at the next ring, at once if that was before; null ends it.
  wait(wake) {
    this.#wake = wake && (() => { this.#rung = false; wake() })
    if (this.#rung) this.#wake?.()
  }
}

// 4xx will not get better by asking again; a busy or restarting server will.
function isFinal(error) {
  return error.status >= 400 && error.status < 500 && ![408, 425, 429].includes(error.status)
}

// Ends early when the page is shown again, the network returns, or the bell rings.
function pause(ms, signal, bell) {
  return new Promise((resolve, reject) => {
    const ended = new AbortController()
    const began = Date.now()
    const end = settle => () => { clearTimeout(timer); bell.wait(null); ended.abort(); settle() }
    const wake = end(resolve)
    let timer = setTimeout(wake, ms)
    if (signal.aborted) return end(() => reject(signal.reason))()
    bell.wait(() => { clearTimeout(timer); timer = setTimeout(wake, Math.max(0, QUICK_MS - (Date.now() - began))) })
    signal.addEventListener("abort", end(() => reject(signal.reason)), { signal: ended.signal })
    addEventListener("online", wake, { signal: ended.signal })
    document.addEventListener("visibilitychange", () => { if (!document.hidden) wake() }, { signal: ended.signal })
  })
}
