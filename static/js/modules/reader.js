// The document as one long text in leaves, with the findings in its margin. Only what is near the
// window has cards.

import { part } from "./dom.js"
import { Leaf } from "./leaf.js"
import { leavesOf } from "./leaves.js"
import { SPOTLIGHT } from "./marks.js"
import { showError } from "./notice.js"
import { Leaves } from "./placing.js"
import { watchReadingLine } from "./reading_line.js"

const NEAR = "100% 0px" // leaves within one window's height are made ready
const LEAVES_A_TURN = 150

export function showReader({ root, review, shown, signal }) {
  const pane = part(root, "reader")
  const reveal = watchReadingLine({ pane, review, signal })
  const leaves = new Leaves()
  let filled = new Map() // leaf to what is on it, for the leaves that have findings
  let spotlight = null

  const observer = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) isIntersecting ? near(target.leaf) : target.leaf.far()
  }, { scrollMargin: NEAR, rootMargin: NEAR })
  const resizes = new ResizeObserver(placeAll)
  resizes.observe(pane)
  signal.addEventListener("abort", () => { observer.disconnect(); resizes.disconnect() })

  shown.addEventListener("change", draw)
  shown.addEventListener("choose", choose)
  pane.addEventListener("card:resized", placeAll)

  async function load() {
    const isMarkdown = review.data.document.format === "markdown"
    for await (const lump of review.texts()) {
      const known = new Map(review.sections.map(section => [section.name, section]))
      const fresh = lump.filter(({ name }) => known.has(name)).flatMap(({ name, text }) => {
        const { level } = known.get(name)
        const made = leavesOf(known.get(name), text).map(spec => new Leaf(spec, { level, isMarkdown }))
        leaves.set(name, text, made)
        return made
      })
      await append(fresh)
      draw()
    }
  }

  async function append(fresh) {
    for (let from = 0; from < fresh.length; from += LEAVES_A_TURN) {
      if (from) await new Promise(resolve => setTimeout(resolve))
      const turn = fresh.slice(from, from + LEAVES_A_TURN)
      pane.append(...turn.map(leaf => leaf.node))
      for (const leaf of turn) observer.observe(leaf.node)
    }
  }

  function near(leaf) {
    leaf.near()
    leaf.light(shown.chosen)
    leaf.place(shown.chosen)
  }

  function draw() {
    const wanted = leaves.place(shown.items, spotlight ? [{ ...spotlight, id: SPOTLIGHT }] : [])
    for (const leaf of filled.keys()) if (!wanted.has(leaf)) leaf.want([], [])
    for (const [leaf, { items, ranges }] of wanted) leaf.want(items, ranges)
    filled = wanted
    placeAll()
  }

  function placeAll() {
    for (const leaf of filled.keys()) {
      leaf.light(shown.chosen)
      leaf.place(shown.chosen)
    }
  }

  // where: what it was chosen by. What is under the hand stays where it is.
  function choose({ detail: { id, where } }) {
    const item = id === null ? null : review.item(id)
    for (const leaf of leaves.of(item?.section)) if (filled.has(leaf)) near(leaf)
    placeAll()
    if (!item || where === "focus" || where === "mark") return
    const home = leaves.of(item.section).find(leaf => leaf.mark(id))
    reveal(home?.mark(id) ?? leaves.of(item.section)[0]?.node)
    if (where === "quote") home?.mark(id).focus({ preventScroll: true })
  }

  return {
    load,
    leavesOf: section => leaves.of(section),
    // Goes to the beginning of a section; false while its text is not here.
    go(section) {
      const [first] = leaves.of(section)
      if (first) reveal(first.node, "start")
      return Boolean(first)
    },
    // Points at a quoted place.
    point(section, place) {
      const range = leaves.locate(section, place)
      if (!range) return showError("The quoted words are not in this section.")
      spotlight = { section, ...range }
      draw()
      const home = leaves.leafAt(section, range.start)
      near(home)
      const mark = home.words.querySelector(".spotlight")
      reveal(mark)
      mark?.focus({ preventScroll: true })
    },
  }
}
