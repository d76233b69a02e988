// Splits a line of Markdown into pieces: strings, and { tag, text } or { tag, inside } or { tag, href, inside }.
// Pure. Only links to the web and to mail are links; whatever else looks like one stays the text it is.

// Stands where an answer's words end that a source carries: its number between these two.
export const MARK = ["\ue000", "\ue001"]
const MARKS = /\ue000\d*\ue001?/g

const PIECES = new RegExp([
  /\ue000(?<mark>\d+)\ue001/,
  /\\(?<escaped>[\\`*_{}[\]()#+\-.!|>~])/,
  /`(?<code>[^`\n]+)`/,
  /\*\*\*(?<both>[^\s*][^*\n]*)\*\*\*/,
  /\*\*(?=\S)(?<strong>(?:[^*\n]|\*(?!\*))+)\*\*/,
  /(?<![\w_])__(?=\S)(?<strong2>(?:[^_\n]|_(?!_))+)__(?![\w_])/,
  /(?<![\w*])\*(?<em>[^\s*][^*\n]*)\*(?![\w*])/,
  /(?<![\w_])_(?<em2>[^\s_][^_\n]*)_(?![\w_])/,
  /(?<image>!\[[^[\]\n]*\]\([^()\s]*\))/,
  /\[(?<label>[^[\]\n]+)\]\((?<href>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)/,
  /<?(?<bare>https?:\/\/[^\s<>"'|`*\\)\]\ue000]+)>?/,
  /(?<br><br ?\/?>)/,
].map(({ source }) => source).join("|"), "g")

const HALF = /(?<code>`(?=[^`\n]*$))|(?<strong>\*\*(?=\S)(?=(?:[^*\n]|\*(?!\*))*$))|(?<em>(?<![\w*])\*(?=[^\s*][^*\n]*$))|(?<marks>[*_`[]{1,3}$)/
const HALF_LINK = /\[([^[\]\n]+)\]\([^()\s]*$/
const SAFE = ["http:", "https:", "mailto:"]
const DEEPEST = 4

export function unmarked(text) {
  return text.replace(MARKS, "")
}

// isHalf: more words will come; what is opened and not closed yet is taken as closed at the end.
export function piecesOf(text, { isHalf = false, depth = 0 } = {}) {
  if (isHalf) text = text.replace(HALF_LINK, "$1")
  const pieces = []
  let at = 0
  for (const match of text.matchAll(PIECES)) {
    if (match.index > at) pieces.push(text.slice(at, match.index))
    pieces.push(pieceOf(match, depth))
    at = match.index + match[0].length
  }
  const rest = text.slice(at)
  if (rest) pieces.push(...(isHalf ? halfPieces(rest) : [rest]))
  return pieces
}

// The address of a link that may be followed, or null.
export function safeAddress(href) {
  try {
    const { protocol, href: whole } = new URL(href)
    return SAFE.includes(protocol) ? whole : null
  } catch {
    return null
  }
}

function pieceOf({ 0: all, groups }, depth) {
  const { mark, escaped, code, both, image, label, bare, br } = groups
  const strong = groups.strong ?? groups.strong2
  const em = groups.em ?? groups.em2
  if (mark !== undefined) return { tag: "sup", mark }
  if (escaped !== undefined) return escaped
  if (code !== undefined) return { tag: "code", text: unmarked(code) }
  if (image !== undefined || depth >= DEEPEST) return all
  if (br !== undefined) return { tag: "br", text: "" }
  const within = words => piecesOf(words, { depth: depth + 1 })
  if (both !== undefined) return { tag: "strong", inside: [{ tag: "em", inside: within(both) }] }
  if (strong !== undefined) return { tag: "strong", inside: within(strong) }
  if (em !== undefined) return { tag: "em", inside: within(em) }
  if (bare !== undefined) return bareLink(all, bare)
  const href = safeAddress(unmarked(groups.href))
  return href ? { tag: "a", href, inside: within(unmarked(label)) } : all
}

// The full stop after an address is not a part of it.
function bareLink(all, bare) {
  const shown = bare.replace(/[.,;:!?]+$/, "")
  const href = safeAddress(shown)
  if (!href) return all
  return { tag: "span", inside: [{ tag: "a", href, inside: [shown] }, bare.slice(shown.length)] }
}

function halfPieces(text) {
  const open = HALF.exec(text)
  if (!open) return [text]
  const before = text.slice(0, open.index)
  const { code, strong, em } = open.groups
  const inside = text.slice(open.index + open[0].length)
  const tag = code ? "code" : strong ? "strong" : em ? "em" : null
  if (!tag) return [before]
  if (tag === "code") return [before, { tag, text: inside }]
  return [before, { tag, inside: piecesOf(inside, { isHalf: true, depth: 1 }) }]
}
