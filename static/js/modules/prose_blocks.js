// Splits Markdown text into blocks: words, headings, lists, tables, code, quotes, rules. Pure; what it
// does not know stays words. A text that is still being written gives the blocks that are sure so far.

const DEEPEST = 6
const GAP = /^\s*$/
const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/
const HEADING = /^ {0,3}(#{1,6})\s+(.*)$/
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/
const QUOTE = /^ {0,3}> ?(.*)$/
const ITEM = /^( *)([-*+•]|\d{1,9}[.)])(?: +(.*))?$/
const DIVIDER = /^:?-+:?$/ // what every cell below a table's head is
const UNSURE = /^\s*(?:[-*+•#>_~`]+|\d{1,9}[.)]?)\s*$/ // a last line that may become anything

export function blocksOf(text, depth = 0) {
  const lines = text.split(/\r?\n/).map(line => line.replace(/^[ \t]+/, space => space.replaceAll("\t", "    ")))
  const blocks = []
  for (let at = 0; at < lines.length;) {
    if (GAP.test(lines[at])) { at += 1; continue }
    const { block, next } = READERS.map(read => read(lines, at, depth)).find(Boolean)
    blocks.push(block)
    at = next
  }
  return blocks
}

// Without what would look otherwise once the next words are there: a marker alone, the head of a table.
export function settled(text) {
  const lines = text.split("\n")
  if (UNSURE.test(lines.at(-1))) lines.pop()
  let head = lines.length
  while (head > 0 && lines[head - 1].trimStart().startsWith("|")) head -= 1
  const isTable = lines.length - head > 2 || isTableAt(lines, head)
  return (isTable ? lines : lines.slice(0, head)).join("\n")
}

const READERS = [readFence, readHeading, readRule, readTable, readQuote, readList, readWords]

function readFence(lines, at) {
  const open = FENCE.exec(lines[at])
  if (!open) return null
  const isEnd = line => line.trim().startsWith(open[1]) && line.trim().replaceAll(open[1][0], "") === ""
  let end = at + 1
  while (end < lines.length && !isEnd(lines[end])) end += 1
  return { block: { kind: "code", text: lines.slice(at + 1, end).join("\n") }, next: end + 1 }
}

function readHeading(lines, at) {
  const found = HEADING.exec(lines[at])
  if (!found) return null
  return { block: { kind: "heading", level: found[1].length, text: found[2].trim().replace(/ #+$/, "") }, next: at + 1 }
}

function readRule(lines, at) {
  return RULE.test(lines[at]) ? { block: { kind: "rule" }, next: at + 1 } : null
}

function readTable(lines, at) {
  if (!isTableAt(lines, at)) return null
  let end = at + 2
  while (end < lines.length && lines[end].includes("|") && !GAP.test(lines[end])) end += 1
  const width = cellsOf(lines[at]).length
  const rows = lines.slice(at + 2, end).map(line => cellsOf(line).slice(0, width))
  const align = cellsOf(lines[at + 1]).map(cell => cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "end") : null)
  return { block: { kind: "table", head: cellsOf(lines[at]), align, rows }, next: end }
}

function readQuote(lines, at, depth) {
  if (depth >= DEEPEST || !QUOTE.test(lines[at])) return null
  let end = at
  const inner = []
  while (end < lines.length && QUOTE.test(lines[end])) inner.push(QUOTE.exec(lines[end++])[1])
  return { block: { kind: "quote", blocks: blocksOf(inner.join("\n"), depth + 1) }, next: end }
}

function readList(lines, at, depth) {
  const first = ITEM.exec(lines[at])
  if (depth >= DEEPEST || !first) return null
  const isNumbered = /\d/.test(first[2])
  const items = []
  let end = at
  while (end < lines.length) {
    const found = ITEM.exec(lines[end])
    const indent = lines[end].search(/\S/)
    if (found && found[1].length < first[1].length + 2) {
      if (/\d/.test(found[2]) !== isNumbered || RULE.test(lines[end])) break
      items.push({ width: found[1].length + found[2].length + 1, lines: [found[3] ?? ""] })
    } else if (GAP.test(lines[end])) {
      const after = lines.slice(end).find(line => !GAP.test(line))
      if (after === undefined || !(after.startsWith("  ") || isSibling(after, first, isNumbered))) break
      items.at(-1).lines.push("")
    } else if (indent >= first[1].length + 2 || isLazy(lines, end)) {
      items.at(-1).lines.push(lines[end].slice(Math.min(indent, items.at(-1).width)))
    } else break
    end += 1
  }
  const inside = items.map(item => blocksOf(item.lines.join("\n"), depth + 1))
  return { block: { kind: isNumbered ? "numbers" : "bullets", start: parseInt(first[2], 10) || 1, items: inside }, next: end }
}

function readWords(lines, at, depth) {
  let end = at + 1
  while (end < lines.length && !GAP.test(lines[end]) && !startsBlock(lines, end, depth)) end += 1
  return { block: { kind: "words", text: lines.slice(at, end).map(line => line.trim()).join("\n") }, next: end }
}

function isSibling(line, first, isNumbered) {
  const found = ITEM.exec(line)
  return found !== null && /\d/.test(found[2]) === isNumbered && found[1].length >= first[1].length
}

// A line right below an item's words goes on with them.
function isLazy(lines, at) {
  return !GAP.test(lines[at - 1]) && !startsBlock(lines, at, 0)
}

// In the middle of words a number begins a list only when it is the first.
function startsBlock(lines, at, depth) {
  const item = ITEM.exec(lines[at])
  const isItem = item && item[3] && (!/\d/.test(item[2]) || parseInt(item[2], 10) === 1)
  const isNested = depth < DEEPEST && (isItem || QUOTE.test(lines[at]))
  return isNested || [FENCE, HEADING, RULE].some(start => start.test(lines[at])) || isTableAt(lines, at)
}

function isTableAt(lines, at) {
  const [head, divider] = [lines[at] ?? "", lines[at + 1] ?? ""]
  if (!head.includes("|") || !divider.includes("|")) return false
  const cells = cellsOf(divider)
  return cells.length === cellsOf(head).length && cells.every(cell => DIVIDER.test(cell))
}

function cellsOf(line) {
  const cells = line.trim().replace(/^\|/, "").split(/(?<!\\)\|/)
  if (cells.length > 1 && cells.at(-1).trim() === "") cells.pop()
  return cells.map(cell => cell.trim().replaceAll("\\|", "|"))
}
