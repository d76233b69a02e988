// One leaf of the document: its text with the marks, and beside it the margin with their cards.

import { el } from "./dom.js"
import { buildCard, fillCard } from "./finding_card.js"
import { guessHeight } from "./leaves.js"
import { looksOf } from "./markdown_looks.js"
import { marked } from "./marks.js"
import { stack } from "./stacking.js"

const FACTS_HEIGHT = 56
const WIDE = matchMedia("(min-width: 72rem)") // a margin is there

export class Leaf {
  #stamp = ""
  #wanted = { items: [], ranges: [] }
  #cards = new Map()
  #hasCards = false

  constructor({ section, from, to, text, heading, isFirst }, { level, isMarkdown }) {
    Object.assign(this, { section, from, to, textOf: text, heading, level, isFirst, isNear: false })
    this.looks = isMarkdown ? looksOf(text) : []
    this.words = el("div", { class: "leaf-text", "data-testid": "leaf-text" })
    this.facts = isFirst ? el("p", { class: "leaf-facts faint" }) : null
    // A section without a heading has a name all the same, for who goes from heading to heading.
    const name = isFirst && !heading ? el("h3", { class: "for-screen-readers" }, section) : null
    this.margin = el("div", { class: "margin", role: "group", "aria-label": `Findings in ${section}` })
    this.node = el("div", { class: "leaf", "data-testid": "leaf", "data-section": section, "data-from": from, "data-first": isFirst },
      el("div", { class: "leaf-body" }, name, this.facts, this.words), this.margin)
    this.node.leaf = this
    this.node.style.containIntrinsicBlockSize = `auto ${guessHeight(text) + (isFirst ? FACTS_HEIGHT : 0)}px`
    this.#drawText()
  }

  // items: the findings whose cards stand here; ranges: what is marked in the text.
  want(items, ranges) {
    const stamp = JSON.stringify([ranges, items])
    if (stamp === this.#stamp) return
    this.#stamp = stamp
    this.#wanted = { items, ranges, isDue: true }
    if (this.isNear) this.draw()
  }

  near() {
    this.isNear = true
    this.draw()
  }

  // Far from the window the cards go, unless somebody is writing in one.
  far() {
    if (!this.isNear || this.margin.contains(document.activeElement) || this.margin.querySelector("form")) return
    this.isNear = false
    this.margin.replaceChildren()
    this.#cards.clear()
    this.#wanted.isDue = true
  }

  draw() {
    if (!this.#wanted.isDue) return
    this.#wanted.isDue = false
    this.#drawText()
    this.#drawCards()
  }

  #drawText() {
    const { ranges } = this.#wanted
    const stamp = JSON.stringify(ranges)
    if (this.drawn === stamp) return
    this.drawn = stamp
    const focused = this.words.contains(document.activeElement) ? document.activeElement.dataset.finding : null
    this.words.replaceChildren(...marked(this.textOf, [...ranges, ...this.looks], this))
    if (focused) this.mark(focused)?.focus({ preventScroll: true })
  }

  #drawCards() {
    this.#hasCards = WIDE.matches
    const items = WIDE.matches ? this.#wanted.items : []
    const wanted = items.map(item => {
      const card = this.#cards.get(item.id) ?? buildCard(item)
      fillCard(card, item)
      return card
    })
    this.#cards = new Map(wanted.map(card => [card.dataset.id, card]))
    const kept = new Set(wanted)
    for (const card of [...this.margin.children]) if (!kept.has(card)) card.remove()
    wanted.forEach((card, index) => {
      if (this.margin.children[index] !== card) this.margin.insertBefore(card, this.margin.children[index] ?? null)
    })
  }

  mark(id) { return this.words.querySelector(`mark[data-finding="${CSS.escape(id)}"]`) }
  card(id) { return this.#cards.get(String(id)) ?? null }

  setFacts(words, button) {
    if (!this.facts || this.facts.dataset.words === words) return
    this.facts.dataset.words = words
    this.facts.replaceChildren(...[words, button].filter(Boolean))
  }

  // Shows which of its findings is the chosen one.
  light(chosen) {
    if (!this.isNear) return
    for (const node of this.node.querySelectorAll("[data-active]")) {
      if ((node.dataset.finding ?? node.dataset.id) !== chosen) node.removeAttribute("data-active")
    }
    if (chosen === null) return
    const marks = this.words.querySelectorAll(`mark[data-finding="${CSS.escape(chosen)}"]`)
    for (const node of [...marks, this.card(chosen)]) node?.setAttribute("data-active", "")
  }

  // Puts the cards beside their words. Reads everything before it writes anything.
  place(chosen) {
    if (!this.isNear) return
    if (this.#hasCards !== WIDE.matches) {
      this.#drawCards()
      this.light(chosen)
    }
    if (!WIDE.matches) return
    const base = this.margin.getBoundingClientRect().top
    const cards = [...this.margin.children]
    const measured = cards.map(card => ({
      anchor: (this.mark(card.dataset.id)?.getClientRects()[0]?.top ?? base) - base,
      height: card.offsetHeight,
    }))
    const { tops, height } = stack(measured, cards.findIndex(card => card.dataset.id === chosen))
    tops.forEach((top, index) => { cards[index].style.translate = `0 ${Math.round(top)}px` })
    this.margin.style.minBlockSize = `${Math.ceil(height)}px`
  }
}
