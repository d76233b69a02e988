// Patterns of the first view: where documents come in, and the list of reviews.

import { el, fromTemplate, part } from "../modules/dom.js"
import { showAround } from "../modules/recent.js"
import { renameIn } from "../modules/recent_rename.js"
import { buildRow } from "../modules/recent_row.js"
import { buildUpload, fillUpload } from "../modules/upload_rows.js"
import { nothing, piece } from "./pieces.js"

const [LOST, BUSY] = [{ isLostConnection: true, message: "Galley does not answer. Check that it is still running and that you are online." },
  { isLostConnection: false, status: 503, message: "The database does not answer. Try again in a moment." }]
const LONG_NAME = "Data processing agreement with a name that somebody gave it without thinking of lists, version 7, final (2).pdf"

const review = (name, [fresh, running, reviewed, failed], [open, accepted, rejected], more = {}) => ({
  session_id: `made-up-${name}`, name, document: { pages: 12, words: 5310 }, sections: fresh + running + reviewed + failed,
  created_at: "2024-03-05T12:00:00Z", last_activity_at: "2024-03-06T12:00:00Z", sample: false,
  states: { new: fresh, running, reviewed, failed }, findings: { open, accepted, rejected }, ...more,
})
const NEW = review("Notes.md", [3, 0, 0, 0], [0, 0, 0], { document: { pages: null, words: 412 } })
const SAMPLE = review("Supplier data policy (sample).md", [11, 0, 0, 0], [0, 0, 0], { document: { words: 895 }, sample: true })
const REVIEWS = [
  NEW, SAMPLE,
  review("Annual report.docx", [14, 6, 11, 0], [23, 0, 0]),
  review("Travel policy.docx", [4, 0, 5, 0], [0, 3, 1]),
  review(LONG_NAME, [0, 0, 18, 0], [4, 11, 2]),
  review("Travel policy (old).docx", [0, 0, 9, 0], [0, 3, 1]),
  review("Terms.txt", [0, 0, 2, 0], [0, 0, 0]),
  review("Tenancy contract.pdf", [0, 0, 10, 2], [8, 1, 0]),
  review("Scan.pdf", [0, 0, 0, 12], [0, 0, 0]),
]

const rowOf = session => buildRow(session, { onRename: nothing, onDelete: nothing })
const listOf = (...rows) => el("ul", { class: "recent" }, ...rows)

// The form must stand in the page to be sent.
function renaming(stage, typed) {
  const row = rowOf(NEW)
  stage.append(listOf(row))
  renameIn(row, NEW.name, { save: nothing, onEnd: nothing })
  part(row, "rename-input").value = typed
  if (!typed) row.querySelector("form").requestSubmit()
}

function zone(attributes) {
  const node = piece("home-view", "drop-area")
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  return node
}

function uploads(...states) {
  const ways = { again: nothing, dismiss: nothing }
  return el("ul", { class: "uploads" }, ...states.map((state, index) => {
    const row = { id: index, name: "Annual report.docx", words: "", percent: 0, error: null, ...state }
    const node = buildUpload(row, ways)
    fillUpload(node, row)
    return node
  }))
}

// The part of the first view below the drop zone, in one state of the list.
function around(name, state) {
  const root = fromTemplate("home-view")
  const reviews = { sessions: [], query: "", next: null, problem: null, isLoaded: true, ...state }
  part(root, "recent").append(...reviews.sessions.map(rowOf))
  showAround(root, reviews)
  return part(root, name)
}

export const home = {
  id: "home",
  title: "The first view",
  blocks: [
    { id: "drop-zone", build: () => zone({}) },
    { id: "drop-zone-over", build: () => zone({ "data-over": "" }) },
    {
      id: "uploads",
      build: () => uploads(
        { state: "waiting", words: "Waiting…" }, { state: "running", words: "Sending…", percent: 40 },
        { state: "running", words: "Reading…", percent: null, name: LONG_NAME },
        { state: "running", words: "Reading page 3 of 40. About 50 s left.", percent: 8, name: "Scan.pdf" },
        { state: "failed", error: { status: 415, message: "run.exe is not read. Upload DOCX, PDF, ODT, RTF, HTML, Markdown, plain text or a picture of a page." }, name: "run.exe" },
        { state: "failed", error: LOST }),
    },
    { id: "first-visit", build: () => around("steps", { sessions: [SAMPLE] }) },
    { id: "reviews", build: () => listOf(...REVIEWS.map(rowOf)) },
    { id: "review-renamed", build: stage => renaming(stage, "Notes on paper.md") },
    { id: "review-renamed-wrong", build: stage => renaming(stage, "") },
    { id: "reviews-loading", build: () => around("recent-area", { isLoaded: false }) },
    { id: "reviews-none", build: () => around("recent-area", {}) },
    { id: "reviews-not-found", build: () => around("recent-area", { query: "Quarterly" }) },
    { id: "reviews-failed", build: () => around("recent-area", { isLoaded: false, problem: BUSY }) },
    { id: "reviews-lost", build: () => around("recent-area", { sessions: [NEW], problem: LOST, next: "more" }) },
  ],
}
