// The reviews there are, as the server tells them, newest first: searched, and paged by the server's
// cursor. Says "change" whenever there is news. Other tabs are told what changed here, and heard.

import { call, get, remove } from "./api.js"

const PAGE = 50
const MOST = 200
const LOOK_WHILE_RUNNING_MS = 3_000
const LOOK_WHILE_LOST_MS = 5_000
const LOOK_AFTER_NEWS_MS = 1_500
const GATHER_NEWS_MS = 200

export class RecentReviews extends EventTarget {
  sessions = []
  next = null
  query = ""
  problem = null
  isLoaded = false
  #wanted = PAGE
  #asking = null
  #answer = null
  #timer = null
  #hearing = null
  #channel = new BroadcastChannel("galley-reviews")

  constructor(signal) {
    super()
    this.signal = signal
    this.#channel.onmessage = () => this.#hear()
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.refresh() }, { signal })
    addEventListener("online", () => this.refresh(), { signal })
    signal.addEventListener("abort", () => {
      this.#channel.close()
      clearTimeout(this.#timer)
      clearTimeout(this.#hearing)
    })
  }

  search(query) {
    if (query === this.query) return
    this.query = query
    this.#wanted = PAGE
    return this.refresh()
  }

  more() {
    this.#wanted = this.sessions.length + PAGE
    return this.refresh()
  }

  // Asks for as many as are shown. A newer question takes the place of one on its way.
  refresh() {
    this.#asking?.abort()
    this.#asking = new AbortController()
    return this.#answer = this.#ask(AbortSignal.any([this.signal, this.#asking.signal]))
  }

  async #ask(signal) {
    try {
      const { sessions, next } = await this.#fetch(signal)
      Object.assign(this, { sessions, next, problem: null, isLoaded: true })
    } catch (error) {
      if (this.signal.aborted) return
      if (signal.aborted) return this.#answer
      this.problem = error
    }
    this.#changed()
    this.#lookAgain()
  }

  async rename(id, name) {
    const renamed = await call("PATCH", pathOf(id), { body: { name }, signal: this.signal })
    const session = this.sessions.find(({ session_id: other }) => other === id)
    if (session) session.name = renamed.name
    this.#changed()
    this.#tell(id)
  }

  // Somebody else may have deleted it a moment before: then it is gone as was wanted.
  async delete(id) {
    try {
      await remove(pathOf(id))
    } catch (error) {
      if (error.status !== 404) throw error
    }
    this.sessions = this.sessions.filter(({ session_id: other }) => other !== id)
    this.#changed()
    this.#tell(id)
    await this.refresh()
  }

  async #fetch(signal) {
    const sessions = []
    let next = null
    do {
      const asked = new URLSearchParams({ limit: Math.min(MOST, this.#wanted - sessions.length) })
      if (this.query) asked.set("query", this.query)
      if (next) asked.set("after", next)
      const page = await get(`/sessions?${asked}`, { signal })
      sessions.push(...page.sessions)
      next = page.next ?? null
    } while (next && sessions.length < this.#wanted)
    return { sessions, next }
  }

  #lookAgain() {
    if (this.problem?.isLostConnection) this.#lookIn(LOOK_WHILE_LOST_MS)
    else if (this.sessions.some(({ states }) => states?.running)) this.#lookIn(LOOK_WHILE_RUNNING_MS)
  }

  #lookIn(ms) {
    clearTimeout(this.#timer)
    if (this.signal.aborted) return
    this.#timer = setTimeout(() => { if (!document.hidden) this.refresh() }, ms)
  }

  // Many tabs may tell much at once. Work that was just begun may not have shown itself yet: look twice.
  #hear() {
    this.#hearing ??= setTimeout(async () => {
      this.#hearing = null
      await this.refresh()
      this.#lookIn(LOOK_AFTER_NEWS_MS)
    }, GATHER_NEWS_MS)
  }

  #tell(id) {
    if (!this.signal.aborted) this.#channel.postMessage(id)
  }

  #changed() { this.dispatchEvent(new Event("change")) }
}

const pathOf = id => `/sessions/${encodeURIComponent(id)}`
