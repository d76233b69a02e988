// How Markdown looks in the reader: its signs are hidden and what they mean is shown. Nothing of the
// text is changed. Pure: no DOM, no network.

const STRONG = /(\*\*|__)(?=\S)([^\n]+?)(?<=\S)\1/g
const CODE = /(`+)([^`\n]+)\1/g
const QUOTE = /^> ?/gm
const TABLE = /^\|.*\|[ \t]*\n\|[-:| \t]+\|[ \t]*(?:\n\|.*\|[ \t]*)*$/gm
const CELL_BORDER = /(?<!\\)\|/g

// [{look, start, end}] in UTF-16 units: "strong", "code", "table", "row" and "cell" for what is shown so,
// "sign" for what is hidden.
export function looksOf(text) {
  const looks = []
  const add = (look, start, end) => { if (start < end) looks.push({ look, start, end }) }
  for (const { index, 0: table } of text.matchAll(TABLE)) {
    addTable(table, index, add)
    if (text[index + table.length] === "\n") add("sign", index + table.length, index + table.length + 1)
  }
  for (const [look, pattern] of [["strong", STRONG], ["code", CODE]]) {
    for (const { index, 0: { length }, 1: { length: sign } } of text.matchAll(pattern)) {
      add("sign", index, index + sign)
      add(look, index + sign, index + length - sign)
      add("sign", index + length - sign, index + length)
    }
  }
  for (const { index, 0: { length } } of text.matchAll(QUOTE)) add("sign", index, index + length)
  return looks
}

// The second line is only the border below the head.
function addTable(table, from, add) {
  add("table", from, from + table.length)
  let at = from
  for (const [number, line] of table.split("\n").entries()) {
    const end = at + line.length
    if (number === 1) add("sign", at, end)
    else addRow(line, at, add)
    add("sign", end, Math.min(end + 1, from + table.length))
    at = end + 1
  }
}

function addRow(line, at, add) {
  add("row", at, at + line.length)
  const borders = [...line.matchAll(CELL_BORDER)].map(({ index }) => index)
  for (const [number, border] of borders.entries()) {
    add("sign", at + border, at + border + 1)
    if (number + 1 < borders.length) add("cell", at + border + 1, at + borders[number + 1])
  }
}
