// Counts of findings and of what was decided about them. Pure: no DOM, no network.

import { sourceOf } from "./filtering.js"

export function tally(items) {
  const counts = { open: 0, accepted: 0, rejected: 0, edited: 0, total: items.length }
  for (const { decision, edit } of items) {
    counts[decision] += 1
    if (decision === "accepted" && edit !== null && edit !== undefined) counts.edited += 1
  }
  return counts
}

// [[name, counts], …] by what `nameOf` says, the most frequent first.
export function tallyBy(items, nameOf) {
  const groups = Map.groupBy(items, nameOf)
  return [...groups].map(([name, members]) => [name, tally(members)]).sort((a, b) => b[1].total - a[1].total)
}

export const bySource = items => tallyBy(items, sourceOf)
export const byCategory = items => tallyBy(items, item => item.category)

const SEVERITIES = ["high", "medium", "low"]
export function bySeverity(items) {
  const found = new Map(tallyBy(items, item => item.severity))
  return SEVERITIES.filter(name => found.has(name)).map(name => [name, found.get(name)])
}

// The share that was accepted of what was decided, in per cent; null while nothing is decided.
export function acceptedShare({ accepted, rejected }) {
  return accepted + rejected ? Math.round(100 * accepted / (accepted + rejected)) : null
}
