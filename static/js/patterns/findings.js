// Patterns of the text with its marks, and of the cards beside it.

import { el, fromTemplate, part } from "../modules/dom.js"
import { openForm } from "../modules/card_forms.js"
import { buildCard } from "../modules/finding_card.js"
import { Leaf } from "../modules/leaf.js"
import { SPOTLIGHT } from "../modules/marks.js"
import { FINDINGS, WORDS } from "./made_up.js"

const MARKED = ["high", "medium", "low"].flatMap(severity => ["open", "accepted", "rejected"].map(decision => ({ severity, decision })))
const TABLE = `# A heading of the first level

Words that are **bold**, *leaning* or \`code\`, and [a link](https://example.org).

- a point of a list
- another one

> Words of somebody else.

| Role | Days |
|------|------|
| Owner | 10 |
| Reader | 5 |
`

const card = (item, { isActive = true, form } = {}) => {
  const node = buildCard(item)
  node.toggleAttribute("data-active", isActive)
  if (form) openForm(node, form, item)
  return node
}
const block = (name, item, options) => ({ id: `card-${name}`, narrow: true, build: () => card(item, options) })

// A leaf stands in a reader, and places its cards when its size is known.
function leaf(stage, text, { heading = 0, items = [], ranges = [], chosen = null, isMarkdown = true, facts } = {}) {
  const made = new Leaf({ section: "3. Incidents", from: 0, to: text.length, text, heading, isFirst: true }, { level: 1, isMarkdown })
  stage.append(el("div", { class: "reader" }, made.node))
  made.setFacts(...(facts ?? ["Page 3"]))
  made.want(items, ranges)
  made.near()
  const place = () => {
    made.place(chosen)
    made.light(chosen)
    for (const card of made.margin.children) resizes.observe(card)
  }
  const resizes = new ResizeObserver(place)
  resizes.observe(stage)
  place()
}

const rangeOf = ({ id, quote, severity, decision }) => {
  const start = WORDS.indexOf(quote)
  return { id, severity, decision, start, end: start + quote.length }
}

// Every severity with every decision, each a sentence of its own; the chosen one, one in another, a place that is pointed at.
function marks(stage) {
  const sentences = MARKED.map(({ severity, decision }) => `${severity}, ${decision}.`)
  const texts = [...sentences, "The chosen one.", "A mark with another in it.", "A place that is pointed at."]
  const text = texts.join("\n")
  const place = words => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length })
  const ranges = MARKED.map((kind, index) => ({ ...kind, id: `mark-${index}`, ...place(sentences[index]) }))
  ranges.push({ id: "mark-chosen", severity: "medium", decision: "open", ...place("The chosen one.") })
  ranges.push({ id: "mark-outer", severity: "low", decision: "open", ...place("A mark with another in it.") })
  ranges.push({ id: "mark-inner", severity: "high", decision: "open", ...place("another") })
  ranges.push({ id: SPOTLIGHT, ...place("A place that is pointed at.") })
  leaf(stage, text, { ranges, chosen: "mark-chosen", isMarkdown: false })
}

function withCards(stage) {
  const items = [FINDINGS.medium, FINDINGS.high, FINDINGS.accepted, FINDINGS.low, FINDINGS.rejected]
  leaf(stage, WORDS, { heading: WORDS.indexOf("\n"), items, ranges: items.map(rangeOf), chosen: FINDINGS.high.id })
}

export const findings = {
  id: "findings",
  title: "Text and findings",
  blocks: [
    { id: "marks", build: marks },
    { id: "text-with-cards", build: withCards },
    { id: "text-of-markdown", build: stage => leaf(stage, TABLE, { heading: TABLE.indexOf("\n") }) },
    { id: "text-failed", build: stage => leaf(stage, WORDS, { heading: WORDS.indexOf("\n"), facts: ["Page 3 · The review of this section failed.", el("button", { type: "button", class: "button button-small" }, "Try again")] }) },
    block("high", FINDINGS.high), block("medium", FINDINGS.medium), block("low", FINDINGS.low),
    block("at-rest", FINDINGS.medium, { isActive: false }),
    block("accepted", FINDINGS.accepted), block("accepted-at-rest", FINDINGS.accepted, { isActive: false }),
    block("edited", FINDINGS.edited), block("rejected", FINDINGS.rejected), block("rejected-at-rest", FINDINGS.rejected, { isActive: false }),
    block("unverified", FINDINGS.unverified), block("repaired", FINDINGS.repaired), block("deletion", FINDINGS.deletion),
    block("own", FINDINGS.own), block("long", FINDINGS.long),
    block("editing", FINDINGS.medium, { form: "edit" }), block("saying-why", FINDINGS.rejected, { form: "reason" }),
    {
      id: "mark-words", narrow: true,
      build: () => {
        const node = part(fromTemplate("session-view"), "mark-words")
        node.hidden = false
        return node
      },
    },
    {
      id: "sheet",
      build: () => {
        const node = part(fromTemplate("session-view"), "sheet")
        node.hidden = false
        part(node, "sheet-card").append(card(FINDINGS.medium))
        return node
      },
    },
  ],
}
