// One review as the server tells it. Panels read it and listen for "change"; whoever changes it
// asks the server first. Other tabs of this browser are told, so that they ask too.

import { get, post, postLater, remove } from "./api.js"

export class Review extends EventTarget {
  #texts = new Map()
  #asked = 0
  #shown = 0
  #refreshing = null
  #next = null
  #channel = new BroadcastChannel("galley-reviews")

  constructor(id, signal) {
    super()
    this.id = id
    this.signal = signal
    this.path = `/sessions/${encodeURIComponent(id)}`
    this.data = null
    this.current = null
    this.spotlight = null
    this.#channel.onmessage = ({ data }) => { if (data === id) this.refresh() }
    signal.addEventListener("abort", () => this.#channel.close())
  }

  async load() {
    const asked = ++this.#asked
    const data = await get(this.path, { signal: this.signal })
    if (asked < this.#shown) return
    this.#shown = asked
    this.data = data
    this.#changed()
  }

  // Like load, for when nobody waits: a failure leaves what is shown as it is. However many ask
  // while an answer is on its way, one more request afterwards serves them all.
  refresh() {
    if (this.#refreshing) return this.#next ??= this.#refreshing.then(() => { this.#next = null; return this.refresh() })
    return this.#refreshing = this.load().catch(() => {}).finally(() => { this.#refreshing = null })
  }

  get sections() { return this.data?.sections ?? [] }
  get section() { return this.sections.find(section => section.name === this.current) ?? null }
  get items() { return this.data?.feedback_items ?? [] }
  get currentItems() { return this.items.filter(item => item.section === this.current) }
  item(id) { return this.items.find(item => String(item.id) === String(id)) }

  // Shows a section; spotlight is a quoted place in it to point at, or null.
  show(name, spotlight = null) {
    this.current = name
    this.spotlight = spotlight
    this.#changed()
  }

  text(name) {
    if (!this.#texts.has(name)) {
      const asked = get(`${this.path}/sections/${encodeURIComponent(name)}`, { signal: this.signal })
      asked.catch(() => this.#texts.delete(name))
      this.#texts.set(name, asked)
    }
    return this.#texts.get(name)
  }

  analyse(name) {
    return postLater("/analyze_section", { session_id: this.id, section_name: name }, { signal: this.signal })
  }

  analyseAll() {
    return postLater("/analyze_document", { session_id: this.id }, { signal: this.signal })
  }

  // Shown at once, taken back if the server refuses.
  async decide(item, decision, reason) {
    const before = { decision: item.decision, reason: item.reason }
    Object.assign(item, { decision, reason: reason ?? null })
    this.#changed()
    try {
      await post(this.#itemPath(item), reason === undefined ? { decision } : { decision, reason })
    } catch (error) {
      Object.assign(this.item(item.id) ?? item, before)
      this.#changed()
      throw error
    }
    await this.#tellAndRefresh()
  }

  async add(own) {
    await post(`${this.path}/feedback`, own)
    await this.#tellAndRefresh()
  }

  // Undoing takes back one decision at a time; only an own finding without any is removed by it.
  async remove(item) {
    let answer
    do answer = await remove(this.#itemPath(item))
    while (!answer.removed)
    await this.#tellAndRefresh()
  }

  tellOtherTabs() {
    if (!this.signal.aborted) this.#channel.postMessage(this.id)
  }

  #itemPath(item) { return `${this.path}/feedback/${encodeURIComponent(item.id)}` }

  #tellAndRefresh() {
    this.tellOtherTabs()
    return this.refresh()
  }

  #changed() { this.dispatchEvent(new Event("change")) }
}
