// The jobs of one review that are not done: those started here, and those found running after a
// reload or in another tab. Says "change" while they go on, "delta" for each piece of an answer that
// is being written, and "end" when one is over.

import { post } from "./api.js"
import { follow } from "./follow.js"

const REFRESH_AT_FIRST_MS = 200 // so that the first findings are seen at once
const FIRST_MS = 3_000
const REFRESH_WHILE_RUNNING_MS = 1_000
const REFRESH_WHILE_WAITING_MS = 3_000 // what rules find comes long before a section is done

export class Activity extends EventTarget {
  #jobs = new Map()
  #ended = new Set()
  #children = new Set()
  #refreshed = 0

  constructor(review, signal) {
    super()
    this.review = review
    this.signal = signal
    review.addEventListener("change", () => this.#adopt(review.data?.jobs ?? []))
  }

  get jobs() { return [...this.#jobs.values()] }
  get reading() { return this.jobs.filter(job => job.kind !== "chat") }
  get chatting() { return this.jobs.filter(job => job.kind === "chat") }
  get wholeDocument() { return this.jobs.find(job => job.kind === "document") ?? null }
  isReading(section) { return this.jobs.some(job => job.kind === "section" && job.section === section) }

  // The bar shows the parent alone: its children are part of its progress.
  get shown() { return this.wholeDocument ? [this.wholeDocument] : this.reading }

  start(job) {
    if (this.#jobs.has(job.taskId) || this.#ended.has(job.taskId)) return
    this.#jobs.set(job.taskId, { status: {}, stopping: false, began: Date.now(), ...job })
    this.#changed()
    this.#run(this.#jobs.get(job.taskId))
  }

  async cancel(job) {
    job.stopping = true
    this.#changed()
    try {
      await post(`/cancel_task/${encodeURIComponent(job.taskId)}`, {})
    } catch (error) {
      if (error.status === 409) return
      job.stopping = false
      this.#changed()
      throw error
    }
  }

  // The sections of a whole review are its own to follow, even when it was cancelled a moment before them.
  #adopt(jobs) {
    const running = jobs.filter(job => !job.ready && kindOf(job))
    const whole = this.wholeDocument ?? running.find(job => kindOf(job) === "document")
    for (const job of running) {
      const kind = kindOf(job)
      if (kind === "section" && whole && !this.#jobs.has(job.task_id)) this.#children.add(job.task_id)
      if (this.#children.has(job.task_id)) continue
      this.start({ taskId: job.task_id, kind, section: job.section ?? null, status: job })
    }
    if (!whole && running.some(job => this.#children.has(job.task_id))) this.#lookAgain()
  }

  #lookAgain() {
    setTimeout(() => { if (!this.signal.aborted) this.review.refresh() }, REFRESH_WHILE_RUNNING_MS)
  }

  async #run(job) {
    let status
    try {
      status = await follow(job.taskId, { signal: this.signal, onUpdate: news => this.#update(job, news),
        onDelta: delta => this.dispatchEvent(new CustomEvent("delta", { detail: { job, delta } })) })
    } catch (error) {
      if (this.signal.aborted) return
      status = { state: "FAILURE", ready: true, successful: false, error: error.message }
    }
    this.#jobs.delete(job.taskId)
    this.#ended.add(job.taskId)
    this.review.tellOtherTabs()
    await this.review.refresh()
    this.#changed()
    this.dispatchEvent(new CustomEvent("end", { detail: { job, status } }))
  }

  #update(job, news) {
    const before = job.status
    job.status = news.lost ? { ...before, lost: true } : news
    this.#changed()
    if (job.kind !== "chat" && !news.lost) this.#refreshNowAndThen(job, before, news)
  }

  #refreshNowAndThen({ began }, before, news) {
    const moved = before.progress !== news.progress || before.children?.done !== news.children?.done
    const isFirst = Date.now() - began < FIRST_MS
    const pace = isFirst ? REFRESH_AT_FIRST_MS : moved ? REFRESH_WHILE_RUNNING_MS : REFRESH_WHILE_WAITING_MS
    if (Date.now() - this.#refreshed < pace) return
    this.#refreshed = Date.now()
    this.review.refresh()
  }

  #changed() { this.dispatchEvent(new Event("change")) }
}

function kindOf({ kind = "", section }) {
  if (/chat/.test(kind)) return "chat"
  if (/section/.test(kind) || (section && /anal|review/.test(kind))) return "section"
  if (/document|anal|review/.test(kind)) return "document"
  return null
}
