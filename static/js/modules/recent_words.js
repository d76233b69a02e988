// How far a review is, in words and as a share, from the counts of its sections. Pure: no DOM, no network.

import { count } from "./wording.js"

const NONE = { new: 0, running: 0, reviewed: 0, failed: 0 }

// A review is running, failed, reviewed, or new: the first of these that holds. `share` is how much
// of it has been read, from 0 to 1.
export function reviewState({ states, findings }) {
  if (!states) return { state: "new", words: "", share: 0 }
  const { new: fresh, running, reviewed, failed } = { ...NONE, ...states }
  const total = fresh + running + reviewed + failed
  const share = total ? (reviewed + failed) / total : 0
  const of = n => `${n} of ${count(total, "section")}`
  if (running) return { state: "running", words: `Reviewing: ${of(reviewed + failed)}`, share }
  if (failed) return { state: "failed", words: failed === total ? "The review failed" : `${of(failed)} failed`, share }
  if (reviewed === 0) return { state: "new", words: "Not reviewed", share }
  if (fresh) return { state: "new", words: `${of(reviewed)} reviewed`, share }
  return { state: "reviewed", words: reviewedWords(findings), share }
}

function reviewedWords({ open = 0, accepted = 0, rejected = 0 } = {}) {
  if (open) return "Reviewed"
  return accepted + rejected ? "Reviewed, all decided" : "Reviewed: nothing found"
}

export function nameOf(session) {
  return session.name || session.document?.name || "Untitled"
}
