// Which leaf a finding's card belongs to, and what is marked on which leaf. Pure: no DOM, no network.

import { locate, unitsOf } from "./ranges.js"

// The leaves of a document by section, each leaf with {from, to} in UTF-16 units of its section's text.
export class Leaves {
  #sections = new Map()

  set(section, text, leaves) { this.#sections.set(section, { text, leaves, toUnits: unitsOf(text) }) }
  of(section) { return this.#sections.get(section)?.leaves ?? [] }

  // The UTF-16 range of a quoted place in its section, or null.
  locate(section, place) {
    const found = this.#sections.get(section)
    return found ? locate(found.text, place, found.toUnits) : null
  }

  leafAt(section, unit) {
    return this.of(section).find(leaf => unit >= leaf.from && unit < leaf.to) ?? this.of(section).at(-1)
  }

  // A Map from leaf to {items, ranges}: the findings whose cards stand there, and what is marked.
  // more: further ranges [{section, start, end, id}].
  place(items, more = []) {
    const wanted = new Map()
    const on = leaf => wanted.get(leaf) ?? wanted.set(leaf, { items: [], ranges: [] }).get(leaf)
    for (const item of items) {
      const [first] = this.of(item.section)
      if (!first) continue
      const range = item.anchor === "unverified" ? null : this.locate(item.section, item)
      const { id, severity, decision } = item
      const home = range && this.#mark({ section: item.section, ...range, id, severity, decision }, on)
      on(home ?? first).items.push(item) // without a place: at the beginning of its section
    }
    for (const range of more) this.#mark(range, on)
    return wanted
  }

  // Marks a range on every leaf it touches; gives the first of them.
  #mark({ section, start, end, ...more }, on) {
    let home = null
    for (const leaf of this.of(section)) {
      const from = Math.max(start, leaf.from)
      const to = Math.min(end, leaf.to)
      if (from < to) on(leaf).ranges.push({ ...more, start: from - leaf.from, end: to - leaf.from })
      if (from < to || (start === end && start >= leaf.from && start <= leaf.to)) home ??= leaf
    }
    return home
  }
}
