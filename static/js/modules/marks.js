// The text of a leaf as DOM, with the findings marked on their words.

import { el } from "./dom.js"
import { headingSigns } from "./leaves.js"
import { cut } from "./ranges.js"

export const SPOTLIGHT = "spotlight"

// ranges: [{id, start, end, severity, decision}] in UTF-16 units of the text; the one whose id is
// SPOTLIGHT is a quoted place; one with a `look` is only shown so. Every character stays in the DOM,
// so that offsets can be counted there.
export function marked(text, ranges, { heading = 0, level = 2 } = {}) {
  const layers = new Map(ranges.map((range, index) => [range.id ?? `look-${index}`, { ...range, id: range.id ?? `look-${index}` }]))
  const borders = heading ? bordersOf(text, heading) : []
  const pieces = cut(text, [...layers.values()], borders)
    .map(({ text: words, end, ids }) => ({ words, end, layers: ids.map(id => layers.get(id)).sort(looksFirst) }))
  const begun = new Set()
  const until = end => { // takes the pieces up to that offset
    const count = pieces.findIndex(piece => piece.end > end)
    return nested(pieces.splice(0, count < 0 ? pieces.length : count), 0, begun)
  }
  if (!heading) return [el("div", { class: "leaf-words" }, ...until(text.length))]
  const [before, after, , below] = borders
  return [
    el("h3", { class: "leaf-heading", "aria-level": Math.min(level + 2, 6), "data-level": Math.min(level, 4), tabindex: -1 },
      el("span", { class: "leaf-sign" }, ...until(before)), ...until(after), el("span", { class: "leaf-sign" }, ...until(heading))),
    el("div", { class: "leaf-words" }, el("span", { class: "leaf-sign" }, ...until(below)), ...until(text.length)),
  ]
}

// Between the heading's signs, its words, and the empty lines below it.
function bordersOf(text, heading) {
  const signs = headingSigns(text.slice(0, heading))
  return [signs.before, heading - signs.after, heading, heading + /^\s*/.exec(text.slice(heading))[0].length]
}

// Looks are outside of marks: a table's cell may hold a mark, but no mark a cell.
const looksFirst = (a, b) => Boolean(b.look) - Boolean(a.look)

// Neighbours with the same layer at this depth share one element.
function nested(pieces, depth, begun) {
  const nodes = []
  for (let from = 0; from < pieces.length;) {
    const layer = pieces[from].layers[depth]
    let to = from + 1
    while (to < pieces.length && pieces[to].layers[depth] === layer) to += 1
    const run = pieces.slice(from, to)
    if (!layer) nodes.push(run.map(({ words }) => words).join(""))
    else if (layer.look) nodes.push(el("span", { class: `look-${layer.look}` }, ...nested(run, depth + 1, begun)))
    else nodes.push(mark(layer, begun, nested(run, depth + 1, begun)))
    from = to
  }
  return nodes
}

function mark({ id, severity, decision }, begun, inside) {
  const isFirst = !begun.has(id)
  begun.add(id)
  if (id === SPOTLIGHT) return el("mark", { class: "spotlight", "data-testid": "spotlight", tabindex: isFirst ? -1 : null }, ...inside)
  return el("mark", { "data-finding": id, "data-severity": severity, "data-decision": decision, tabindex: isFirst ? -1 : null }, ...inside)
}
