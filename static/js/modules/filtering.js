// Which findings are shown. Pure: no DOM, no network.

export const NO_FILTER = Object.freeze({ decision: "", severity: "", source: "", category: "", place: "", words: "" })

export function isFiltering(filter) {
  return Object.keys(NO_FILTER).some(name => filter[name] !== "")
}

// A function that says whether an item passes. `section` is the one being read; `kept` has the ids
// that stay though their decision no longer fits, so that nothing jumps from under one's hand.
export function passing(filter, { section = null, kept = new Set() } = {}) {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean)
  return item =>
    (!filter.decision || item.decision === filter.decision || kept.has(item.id)) &&
    (!filter.severity || item.severity === filter.severity) &&
    (!filter.source || sourceOf(item) === filter.source) &&
    (!filter.category || item.category === filter.category) &&
    (!filter.place || item.section === section) &&
    (words.length === 0 || holds(item, words))
}

export function sourceOf({ source = "" }) {
  return source.split(":", 1)[0]
}

function holds(item, words) {
  const text = [item.description, item.suggestion, item.quote, item.model_quote, item.replacement, item.edit, item.reason]
    .filter(Boolean).join("\n").toLowerCase()
  return words.every(word => text.includes(word))
}
