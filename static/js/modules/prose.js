// The little Markdown that answers are written in, as DOM: paragraphs, lists, quotes, bold, italic, code.
// Anything else stays the text it is.

import { el } from "./dom.js"

const KINDS = [
  { kind: "quote", line: /^\s*> ?(.*)$/ },
  { kind: "bullets", line: /^\s*[-*•]\s+(.*)$/ },
  { kind: "numbers", line: /^\s*\d+[.)]\s+(.*)$/ },
  { kind: "heading", line: /^#{1,6}\s+(.*)$/ },
  { kind: "gap", line: /^()\s*$/ },
  { kind: "words", line: /^(.*)$/ },
]
const INLINE = /(\*\*[^*\n]+\*\*|`[^`\n]+`|(?<!\w)[*_][^*_\s][^*_\n]*[*_](?!\w))/

// without: kinds of block to leave out.
export function prose(text, { without = [] } = {}) {
  return blocksOf(text).filter(({ kind }) => kind !== "gap" && !without.includes(kind)).map(build)
}

function blocksOf(text) {
  const blocks = []
  for (const line of text.split("\n")) {
    const { kind, line: pattern } = KINDS.find(candidate => candidate.line.test(line))
    const words = pattern.exec(line)[1]
    const last = blocks.at(-1)
    if (last?.kind === kind && kind !== "heading") last.lines.push(words)
    else blocks.push({ kind, lines: [words] })
  }
  return blocks
}

function build({ kind, lines }) {
  switch (kind) {
    case "quote": return el("blockquote", {}, ...prose(lines.join("\n")))
    case "bullets": return el("ul", {}, ...lines.map(line => el("li", {}, ...inline(line))))
    case "numbers": return el("ol", {}, ...lines.map(line => el("li", {}, ...inline(line))))
    case "heading": return el("p", {}, el("strong", {}, ...inline(lines[0])))
    default: return el("p", {}, ...inline(lines.join("\n")))
  }
}

function inline(text) {
  return text.split(INLINE).filter(Boolean).map(piece => {
    if (!INLINE.test(piece)) return piece
    if (piece.startsWith("**")) return el("strong", {}, piece.slice(2, -2))
    return el(piece.startsWith("`") ? "code" : "em", {}, piece.slice(1, -1))
  })
}
