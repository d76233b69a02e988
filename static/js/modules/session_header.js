// The head of a review: its name, what the document is, and how far the review is.

import { part, setText } from "./dom.js"
import { tally } from "./tally.js"
import { documentFacts, findingFacts } from "./wording.js"

export function showHeader({ root, review, activity, analyseAll }) {
  const all = part(root, "analyse-all")
  all.addEventListener("click", analyseAll)
  review.addEventListener("change", draw)
  activity.addEventListener("change", () => { if (review.data) draw() })

  function draw() {
    const { name, document: paper } = review.data
    document.title = `${name} · Galley`
    setText(part(root, "name"), name)
    part(root, "name").title = name
    setText(part(root, "facts"), [documentFacts(paper, review.sections.length), findingFacts(tally(review.items))].filter(Boolean).join(" — "))
    setText(part(root, "document-warning"), paper.warnings?.join(" "))
    const isDone = review.sections.every(({ words, state }) => words === 0 || state === "reviewed")
    all.disabled = activity.wholeDocument !== null
    all.textContent = isDone && review.sections.length ? "Analyse all again" : "Analyse all sections"
    all.classList.toggle("button-primary", !isDone)
  }
}
