// One review as the server tells it. Panels read it and listen for "change" (its data) and "current"
// (the section that is being read); whoever changes it asks the server first. Other tabs of this
// browser are told, so that they ask too.

import { get, post, postLater, remove } from "./api.js"

export class Review extends EventTarget {
  #texts = new Map()
  #byId = new Map()
  #asked = 0
  #shown = 0
  #changes = 0 // made here: what was asked for before one of them is old
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
    this.#channel.onmessage = ({ data }) => { if (data === id) this.refresh() }
    signal.addEventListener("abort", () => this.#channel.close())
  }

  async load() {
    const asked = ++this.#asked
    const changes = this.#changes
    const data = await get(this.path, { signal: this.signal })
    if (changes !== this.#changes) return this.load() // it may tell what was before, but also what is new
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
  // How sure the reading of a page's picture is, 0 to 1; null where the page has text of its own.
  ocrOf(page) { return this.data?.document.ocr_confidence?.[page] ?? null }
  item(id) { return this.#byId.get(String(id)) ?? null }

  read(name) {
    if (name === this.current) return
    this.current = name
    this.dispatchEvent(new Event("current"))
  }

  // All text, in lumps as the server gives them: [{name, text}].
  async *texts() {
    for (let from = 0; from !== null;) {
      const lump = await get(`${this.path}/text?from=${from}`, { signal: this.signal })
      for (const { name, text } of lump.sections) this.#texts.set(name, Promise.resolve({ text }))
      yield lump.sections
      from = lump.next
    }
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
  async decide(item, decision, more = {}) {
    const before = { ...item }
    Object.assign(item, { decision }, more)
    this.#changed()
    try {
      await this.#replace(post(this.#itemPath(item), { decision, reason: item.reason, edit: item.edit }))
    } catch (error) {
      Object.assign(this.item(item.id) ?? item, before)
      this.#changed()
      throw error
    }
  }

  decideMany(ids, decision, reason) {
    return this.#replace(post(`${this.path}/decisions`, { items: ids, decision, ...(reason ? { reason } : {}) }))
  }

  undoMany(ids) {
    return this.#replace(post(`${this.path}/decisions/undo`, { items: ids }))
  }

  undo(item) { return this.undoMany([item.id]) }

  add(own) {
    return this.#replace(post(`${this.path}/feedback`, own), ({ item }) => { this.data.feedback_items = [...this.items, item] })
  }

  // Undoing takes back one decision at a time; only an own finding without any is removed by it.
  async remove(item) {
    let answer
    do answer = await remove(this.#itemPath(item))
    while (!answer.removed)
    this.#changes += 1
    this.data.feedback_items = this.items.filter(({ id }) => id !== item.id)
    this.#changed()
    this.tellOtherTabs()
  }

  tellOtherTabs() {
    if (!this.signal.aborted) this.#channel.postMessage(this.id)
  }

  // Puts the items of an answer in the place of those that are shown.
  async #replace(asked, apply = answer => this.#put(answer.items ?? [answer.item])) {
    const answer = await asked
    this.#changes += 1
    apply(answer)
    this.#changed()
    this.tellOtherTabs()
    return answer
  }

  #put(items) {
    const fresh = new Map(items.map(item => [item.id, item]))
    this.data.feedback_items = this.items.map(item => fresh.get(item.id) ?? item)
  }

  #itemPath(item) { return `${this.path}/feedback/${encodeURIComponent(item.id)}` }

  #changed() {
    for (const item of this.items) item.ocr = this.ocrOf(item.page)
    this.#byId = new Map(this.items.map(item => [String(item.id), item]))
    this.dispatchEvent(new Event("change"))
  }
}
