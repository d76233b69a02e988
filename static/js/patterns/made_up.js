// Made-up content for the patterns page: a short document, and findings of every kind in it.

export const SECTIONS = [
  { name: "1. Purpose", title: "1. Purpose", level: 1, page: 1, words: 120, state: "reviewed" },
  { name: "2. Scope", title: "2. Scope", level: 1, page: 1, words: 0, state: "new" },
  { name: "2.1 Who it is for", title: "2.1 Who it is for", level: 2, page: 2, words: 80, state: "new" },
  { name: "2.2 What it leaves out, and who decides about what nobody thought of", title: "2.2", level: 2, page: 2, words: 60, state: "running" },
  { name: "3. Incidents", title: "3. Incidents", level: 1, page: 3, words: 95, state: "reviewed" },
  { name: "4. Exceptions", title: "4. Exceptions", level: 1, page: 4, words: 40, state: "failed", error: "Claude refuses this key (HTTP 401). Check it and try again." },
  { name: "text before the first heading", title: null, level: 1, page: 1, words: 12, state: "reviewed" },
]

const BASE = {
  section: "3. Incidents", page: 3, confidence: 0.82, anchor: "verified", category: "unclear_wording", severity: "medium",
  source: "claude:a-model", rule: null, model_quote: null, replacement: null, decision: "open", reason: null, edit: null,
  suggestion: "Say how many hours, and from when they count.",
}

// Fixed ids, so that nothing on the page differs from one visit to the next.
export function finding(id, description, more = {}) {
  return { ...BASE, id: `made-up-${id}`, description, quote: "as soon as possible", start: 0, end: 19, ...more }
}

export const FINDINGS = {
  high: finding("high", "Two periods contradict each other.", { severity: "high", category: "contradiction", quote: "within 72 hours" }),
  medium: finding("medium", "“As soon as possible” is not a period."),
  low: finding("low", "A word is written twice.", {
    severity: "low", category: "repetition", source: "rules", rule: "repeated_word", confidence: 1, quote: "the the", replacement: "the", suggestion: "",
  }),
  accepted: finding("accepted", "“Occured” is not spelled so.", { decision: "accepted", severity: "low", source: "rules", replacement: "occurred", quote: "occured" }),
  edited: finding("edited", "Say whom to tell.", { decision: "accepted", quote: "somebody", replacement: "the Data Owner", edit: "the Data Owner, in writing" }),
  rejected: finding("rejected", "TBD stands where a number should be.", {
    decision: "rejected", severity: "high", quote: "TBD", reason: "It is known, and comes with the next version.",
  }),
  unverified: finding("unverified", "The fine is not named.", { anchor: "unverified", quote: null, model_quote: "a fine of 2 % of the yearly turnover", start: null, end: null }),
  repaired: finding("repaired", "The reference leads nowhere.", { anchor: "repaired", quote: "see Section 9", model_quote: "See section 9." }),
  deletion: finding("deletion", "These words say nothing.", { severity: "low", quote: "in order that", replacement: "" }),
  own: finding("own", "Ask the works council about this.", { source: "person", confidence: null, category: "other", suggestion: "" }),
  long: finding("long", `A${"very".repeat(24)}longword, and many words after it: ${"it is not said who has to do this, and until when. ".repeat(6).trim()}`, {
    quote: "Whoever notices an incident, or believes to have noticed one, or hears of one from somebody who has, ".repeat(4).trim(),
    suggestion: "https://example.org/a/very/long/address/without/any/place/to/break/it/anywhere/in/the/middle/of/it?and=more&of=it",
  }),
}

export const WORDS = `## 3. Incidents

Whoever notices an incident tells somebody as soon as possible, and within 72 hours at the latest. If it occured at night, the the office is told in the morning, in order that nobody is woken. The fine is TBD; see Section 9.
`
