// The Markdown that answers are written in, as DOM: paragraphs, lists, headings, tables, code, quotes,
// links. Everything is built from text; nothing of an answer is ever taken as HTML.

import { el, keyed } from "./dom.js"
import { blocksOf, settled } from "./prose_blocks.js"
import { piecesOf, unmarked } from "./prose_inline.js"

// without: kinds of block to leave out.
export function prose(text, { without = [] } = {}) {
  return blocksOf(text).filter(({ kind }) => !without.includes(kind)).map(block => build(block))
}

// Shows a text that is still being written: what has not changed since the last time stays as it is.
export function growProse(node, text) {
  const blocks = blocksOf(settled(text))
  const rows = blocks.map((block, index) => ({ block, isLast: index === blocks.length - 1 }))
  keyed(node, rows, { key: row => rows.indexOf(row), stamp: row => row, build: ({ block, isLast }) => build(block, isLast) })
}

// isHalf: the block is still being written.
function build(block, isHalf = false) {
  switch (block.kind) {
    case "quote": return el("blockquote", {}, ...nested(block.blocks, isHalf))
    case "bullets": return el("ul", {}, ...items(block, isHalf))
    case "numbers": return el("ol", { start: block.start === 1 ? null : block.start }, ...items(block, isHalf))
    case "heading": return el("h3", { class: "prose-heading", "data-level": block.level }, ...inline(block.text, isHalf))
    case "code": return el("pre", {}, el("code", {}, unmarked(block.text)))
    case "rule": return el("hr")
    case "table": return table(block, isHalf)
    default: return el("p", {}, ...inline(block.text, isHalf))
  }
}

function nested(blocks, isHalf) {
  return blocks.map((block, index) => build(block, isHalf && index === blocks.length - 1))
}

// The words of an item stand in it as they are; only what follows them are blocks.
function items({ items }, isHalf) {
  return items.map((blocks, index) => {
    const isLast = isHalf && index === items.length - 1
    const [first, ...more] = blocks
    if (first?.kind !== "words") return el("li", {}, ...nested(blocks, isLast))
    return el("li", {}, ...inline(first.text, isLast && more.length === 0), ...nested(more, isLast))
  })
}

// Wider than its room, a table scrolls by itself; whoever has no mouse reaches it with Tab.
function table({ head, align, rows }, isHalf) {
  const row = (cells, tag, isLast) => el("tr", {}, ...cells.map((cell, index) =>
    el(tag, { "data-align": align[index] }, ...inline(cell, isLast && index === cells.length - 1))))
  return el("div", { class: "prose-table", tabindex: 0, role: "group", "aria-label": "Table" }, el("table", {},
    el("thead", {}, row(head, "th", false)),
    el("tbody", {}, ...rows.map((cells, index) => row(cells, "td", isHalf && index === rows.length - 1)))))
}

function inline(text, isHalf) {
  return nodes(piecesOf(text, { isHalf }))
}

// A source's number stays in the line of the word before it.
function nodes(pieces) {
  const made = []
  for (const piece of pieces) {
    const [word] = piece.mark && typeof made.at(-1) === "string" ? /\S{1,30}$/.exec(made.at(-1)) ?? [] : []
    if (word) made[made.length - 1] = made.at(-1).slice(0, -word.length)
    made.push(word ? el("span", { class: "with-mark" }, word, node(piece)) : node(piece))
  }
  return made
}

function node(piece) {
  if (typeof piece === "string") return piece
  const { tag, href, text, inside, mark } = piece
  if (mark) return el("sup", { "data-mark": mark })
  const link = tag === "a" ? { href, target: "_blank", rel: "noopener noreferrer" } : {}
  return el(tag, link, ...(inside ? nodes(inside) : text ? [text] : []))
}
