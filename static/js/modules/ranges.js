// Ranges of a text. The server counts Unicode code points, the browser counts UTF-16 units.
// Pure: no DOM, no network.

// A function from code point offset to UTF-16 offset.
export function unitsOf(text) {
  if (!/[\ud800-\udbff]/.test(text)) return offset => Math.min(offset, text.length)
  const starts = []
  for (let unit = 0; unit < text.length; unit += text.codePointAt(unit) > 0xffff ? 2 : 1) starts.push(unit)
  return offset => starts[offset] ?? text.length
}

export function codePointsBefore(text, unit) {
  let points = 0
  for (const character of text.slice(0, unit)) points += character ? 1 : 0
  return points
}

// The UTF-16 range of something with {quote, start, end}, or null. Where the offsets do not give
// the quoted words, the words decide.
export function locate(text, { quote, start, end }, units = unitsOf(text)) {
  if (Number.isInteger(start) && Number.isInteger(end) && end > start) {
    const range = { start: units(start), end: units(end) }
    if (!quote || text.slice(range.start, range.end) === quote) return range
  }
  const found = quote ? text.indexOf(quote) : -1
  return found < 0 ? null : { start: found, end: found + quote.length }
}

// Cuts the text at every border, so that overlapping ranges become pieces that nest:
// [{text, end, ids}], where ids go from the longest range to the shortest. `more` are further borders.
export function cut(text, ranges, more = []) {
  const borders = new Set([0, text.length, ...more])
  for (const { start, end } of ranges) borders.add(start).add(end)
  const points = [...borders].sort((a, b) => a - b)
  const byLength = [...ranges].sort((a, b) => (b.end - b.start) - (a.end - a.start))
  return points.slice(0, -1).map((from, index) => ({
    text: text.slice(from, points[index + 1]),
    end: points[index + 1],
    ids: byLength.filter(range => range.start <= from && range.end >= points[index + 1]).map(range => range.id),
  }))
}
