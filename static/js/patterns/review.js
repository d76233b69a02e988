// Patterns of a review: its head, its sections, work in progress, its numbers.

import { el, fromTemplate, part } from "../modules/dom.js"
import { buildMark, buildPaper } from "../modules/pages.js"
import { FINDINGS, SECTIONS } from "./made_up.js"
import { madeUpSession } from "./session.js"

const panel = (name, more) => madeUpSession(more).querySelector(`[data-panel-of="${name}"]`)
const head = more => headOf(madeUpSession(more))

const job = (taskId, kind, status, more = {}) => ({ taskId, kind, section: kind === "section" ? "3. Incidents" : null, status, stopping: false, ...more })
const work = (...jobs) => part(madeUpSession({ jobs }), "activity")

function unopened(name, facts) {
  const root = fromTemplate("session-view")
  if (name) part(root, "name").textContent = name
  if (facts) part(root, "facts").textContent = facts
  root.dataset.state = name ? "absent" : "loading"
  return headOf(root)
}

function headOf(root) {
  root.querySelector(".workspace").remove()
  return root
}

export const review = {
  id: "review",
  title: "A review",
  blocks: [
    { id: "review-head", build: () => head() },
    { id: "review-head-warning", build: () => head({ items: [], paper: { name: "Scan.pdf", pages: 3, words: 9, warnings: ["Pages 2 and 3 have no text."] } }) },
    { id: "review-head-working", build: () => head({ jobs: [job("d", "document", { state: "PROGRESS", progress: 40, children: { done: 4, total: 10 } })] }) },
    { id: "review-opening", build: () => unopened() },
    { id: "review-absent", build: () => unopened("This review is not here", "It may have been deleted, or the address is not complete.") },
    { id: "panel-switch", build: () => part(madeUpSession(), "panel-switch") },
    { id: "sections", narrow: true, build: () => panel("sections") },
    { id: "pages", narrow: true, build: paper },
    { id: "pages-failed", narrow: true, build: () => problemWithPages() },
    { id: "numbers", narrow: true, build: () => panel("numbers") },
    { id: "numbers-none", narrow: true, build: () => panel("numbers", { items: [], sections: SECTIONS.map(section => ({ ...section, state: "new" })) }) },
    { id: "work-waiting", build: () => work(job("w", "section", { state: "PENDING" })) },
    { id: "work-held", build: () => work(job("w", "section", { state: "PENDING", progress: 0, waiting: { reason: "rate_limit" } })) },
    { id: "work-behind-others", build: () => work(job("w", "section", { state: "PENDING", progress: 0, waiting: { reason: "position", position: 4 } })) },
    { id: "work-going-on", build: () => work(job("w", "section", { state: "PROGRESS", status: "Analyzing section…", progress: 50 })) },
    {
      id: "work-document",
      build: () => work(job("d", "document", { state: "PROGRESS", progress: 40, children: { done: 4, total: 10, failed: 1 } }, { note: "no worker serves the queue analysis" })),
    },
    { id: "work-lost", build: () => work(job("d", "document", { state: "PROGRESS", progress: 40, lost: true })) },
    { id: "work-stopping", build: () => work(job("d", "document", { state: "PROGRESS", progress: 40 }, { stopping: true })) },
    { id: "filters", build: () => part(madeUpSession(), "filters") },
    { id: "filters-set", build: () => part(madeUpSession({ act: ({ shown }) => shown.set({ decision: "open", severity: "medium", words: "period" }) }), "filters") },
    { id: "filter-menu", narrow: true, build: () => menu("filter-menu") },
    { id: "export-menu", narrow: true, build: () => menu("export-menu") },
    { id: "bulk", build: () => part(madeUpSession({ act: ({ selection }) => selection.all() }), "bulk") },
    { id: "bulk-decided", build: decided },
    { id: "finding-list", narrow: true, build: () => panel("findings", { act: ({ shown, selection }) => { shown.choose(FINDINGS.medium.id); selection.toggle(FINDINGS.low.id) } }) },
    { id: "finding-list-none", narrow: true, build: () => panel("findings", { items: [], sections: [SECTIONS[1]] }) },
    { id: "finding-list-nothing-found", narrow: true, build: () => panel("findings", { items: [] }) },
    { id: "finding-list-filtered", narrow: true, build: () => panel("findings", { act: ({ shown }) => shown.set({ words: "no finding says this" }) }) },
  ],
}

function menu(name) {
  const node = part(madeUpSession(), name)
  node.removeAttribute("popover")
  return node
}

function decided() {
  const node = part(madeUpSession(), "bulk")
  node.hidden = false
  part(node, "bulk-acts").hidden = true
  part(node, "bulk-undo").hidden = part(node, "bulk-close").hidden = false
  part(node, "bulk-words").textContent = "4 findings accepted."
  return node
}

// A page on its way, and one with a mark; what is printed on pages is the document's own.
function paper() {
  const [waiting, marked] = [buildPaper(3, 12), buildPaper(4, 12)]
  marked.append(buildMark({ x: 0.12, y: 0.2, width: 0.5, height: 0.02 }), buildMark({ x: 0.12, y: 0.225, width: 0.2, height: 0.02 }))
  return el("ol", { class: "pages" }, waiting, marked)
}

function problemWithPages() {
  const node = panel("pages")
  const words = part(node, "pages-problem")
  words.hidden = false
  words.textContent = "The pages cannot be shown. Galley does not answer."
  return node
}
