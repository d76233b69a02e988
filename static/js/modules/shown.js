// The findings that are shown, in the order of the text, and the chosen one among them. Says "change"
// when they are others or have changed, and "choose" when another one is chosen.

import { NO_FILTER, isFiltering, passing } from "./filtering.js"

export class Shown extends EventTarget {
  #kept = new Set()
  #places = new Map()

  constructor(review) {
    super()
    this.review = review
    this.filter = NO_FILTER
    this.items = []
    this.chosen = null
    review.addEventListener("change", () => this.#update())
    review.addEventListener("current", () => { if (this.filter.place) this.#update() })
  }

  get isFiltered() { return isFiltering(this.filter) }
  get chosenItem() { return this.chosen === null ? null : this.review.item(this.chosen) }
  has(id) { return this.items.some(item => item.id === id) }

  set(change) {
    this.filter = { ...this.filter, ...change }
    this.#kept.clear()
    this.#update()
  }

  clear() { this.set(NO_FILTER) }

  // An item that is being decided stays until the filter changes.
  keep(ids) { for (const id of ids) this.#kept.add(id) }

  // `where` tells listeners where it was chosen, so that they do not move what is under the hand.
  choose(id, where = null) {
    if (id === this.chosen && where === "focus") return
    this.chosen = id
    if (id !== null && !this.has(id)) this.clear()
    this.dispatchEvent(new CustomEvent("choose", { detail: { id, where } }))
  }

  // The shown item after (by = 1) or before (by = -1) the chosen one; with `open`, the next open one.
  neighbour(by, { open = false } = {}) {
    const at = this.items.findIndex(({ id }) => id === this.chosen)
    const fits = item => !open || item.decision === "open"
    if (at < 0) {
      const from = this.#indexNearRead()
      return (by > 0 ? this.items.slice(from) : this.items.slice(0, from).reverse()).find(fits) ?? this.items.find(fits) ?? null
    }
    for (let index = at + by; index >= 0 && index < this.items.length; index += by) {
      if (fits(this.items[index])) return this.items[index]
    }
    return open ? this.items.find(item => fits(item) && item.id !== this.chosen) ?? null : null
  }

  #indexNearRead() {
    const here = this.#places.get(this.review.current) ?? 0
    const index = this.items.findIndex(({ section }) => (this.#places.get(section) ?? 0) >= here)
    return index < 0 ? 0 : index
  }

  #update() {
    this.#places = new Map(this.review.sections.map(({ name }, index) => [name, index]))
    const passes = passing(this.filter, { section: this.review.current, kept: this.#kept })
    const place = item => this.#places.get(item.section) ?? Infinity
    this.items = this.review.items.filter(passes).sort((a, b) =>
      place(a) - place(b) || (a.start ?? -1) - (b.start ?? -1) || (a.end ?? -1) - (b.end ?? -1))
    if (this.chosen !== null && !this.review.item(this.chosen)) this.chosen = null
    this.dispatchEvent(new Event("change"))
  }
}
