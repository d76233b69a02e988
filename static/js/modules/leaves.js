// A document is shown as leaves: one a section, and a long section in several, so that only what is
// near the window needs to be laid out. Pure: no DOM, no network.

const LONGEST = 6_000 // UTF-16 units

// The leaves of one section: [{section, from, to, text, heading, isFirst}], where from and to are
// UTF-16 offsets in the section's text and heading is how much of the text its heading line takes.
export function leavesOf(section, text) {
  const leaves = []
  for (let from = 0; from < text.length || from === 0;) {
    const to = cutAfter(text, from)
    leaves.push({ section: section.name, from, to, text: text.slice(from, to), heading: 0, isFirst: from === 0 })
    if (to >= text.length) break
    from = to
  }
  leaves[0].heading = Math.min(headingEnd(text, section.title), leaves[0].text.length)
  return leaves
}

// At the end of a paragraph, else of a line, else of a word: never within a pair of surrogates.
function cutAfter(text, from) {
  if (text.length - from <= LONGEST * 1.5) return text.length
  const end = from + LONGEST
  for (const border of ["\n\n", "\n", " "]) {
    const at = text.lastIndexOf(border, end)
    if (at > from + LONGEST / 2) return at + border.length
  }
  return /[\udc00-\udfff]/.test(text[end]) ? end + 1 : end
}

// How far the heading line reaches, when the text begins with it; else 0.
export function headingEnd(text, title) {
  if (!title) return 0
  const end = /^\s*\S[^\n]*/.exec(text)?.[0].length ?? 0
  const line = bare(text.slice(0, end))
  return line && (line.includes(bare(title)) || bare(title).includes(line)) ? end : 0
}

// What of a heading line is only notation: Markdown's signs before and after its words.
export function headingSigns(line) {
  const before = /^\s*(#{1,6}\s+)?/.exec(line)[0].length
  const after = /(\s+#+)?\s*$/.exec(line.slice(before))[0].length
  return { before, after }
}

function bare(text) {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "")
}

// A guess at the height of a text in pixels, before it is laid out.
export function guessHeight(text, { lineLength = 72, lineHeight = 29 } = {}) {
  let lines = 0
  for (const line of text.split("\n")) lines += Math.max(1, Math.ceil(line.length / lineLength))
  return lines * lineHeight
}
