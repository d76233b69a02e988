// The findings that were ticked, to decide on many at once. Says "change".

export class Selection extends EventTarget {
  #ids = new Set()
  #last = null

  constructor(shown) {
    super()
    this.shown = shown
    shown.addEventListener("change", () => this.#prune())
  }

  get ids() { return this.shown.items.filter(({ id }) => this.#ids.has(id)).map(({ id }) => id) }
  get size() { return this.#ids.size }
  has(id) { return this.#ids.has(id) }

  // With `through`, everything between the one that was ticked before and this one.
  toggle(id, isOn = !this.#ids.has(id), through = false) {
    for (const each of through && this.#last ? this.#between(this.#last, id) : [id]) {
      if (isOn) this.#ids.add(each)
      else this.#ids.delete(each)
    }
    this.#last = id
    this.#changed()
  }

  all() {
    for (const { id } of this.shown.items) this.#ids.add(id)
    this.#changed()
  }

  clear() {
    this.#ids.clear()
    this.#changed()
  }

  #between(a, b) {
    const ids = this.shown.items.map(({ id }) => id)
    const [from, to] = [ids.indexOf(a), ids.indexOf(b)].sort((x, y) => x - y)
    return from < 0 ? [b] : ids.slice(from, to + 1)
  }

  // What is no longer shown is no longer selected: nobody decides on what they cannot see.
  #prune() {
    const here = new Set(this.shown.items.map(({ id }) => id))
    const before = this.#ids.size
    for (const id of [...this.#ids]) if (!here.has(id)) this.#ids.delete(id)
    if (this.#ids.size !== before) this.#changed()
  }

  #changed() { this.dispatchEvent(new Event("change")) }
}
