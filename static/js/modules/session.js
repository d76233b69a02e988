// The second view: one review. Puts the panels together; each of them does one thing.

import { Activity } from "./activity.js"
import { showActivity } from "./activity_bar.js"
import { showChat } from "./chat.js"
import { fromTemplate, part, setText } from "./dom.js"
import { showExportLinks } from "./export_links.js"
import { showFindings } from "./findings.js"
import { watchKeys } from "./keys.js"
import { linkMarksAndCards } from "./links.js"
import { showError } from "./notice.js"
import { watchOwnFinding } from "./own_finding.js"
import { watchPanels } from "./panels.js"
import { showReader } from "./reader.js"
import { Review } from "./review.js"
import { goTo, sessionAddress } from "./route.js"
import { listSections } from "./sections.js"
import { documentFacts, findingFacts } from "./wording.js"

export function openSession(main, { sessionId, section }) {
  const closing = new AbortController()
  const { signal } = closing
  const root = fromTemplate("session-view")
  main.replaceChildren(root)

  const review = new Review(sessionId, signal)
  const activity = new Activity(review, signal)
  const panels = watchPanels(root)
  const session = { root, review, activity, panels, signal, open, analyse, analyseAll }
  let wanted = section
  let pointTo = null

  review.addEventListener("change", showHeader)
  showActivity(session)
  listSections(session)
  showReader(session)
  showFindings(session)
  showChat(session)
  showExportLinks(session)
  watchOwnFinding(session)
  linkMarksAndCards(session)
  watchKeys(session)
  part(root, "analyse-all").addEventListener("click", analyseAll)
  document.addEventListener("visibilitychange", () => { if (!document.hidden) review.refresh() }, { signal })
  load()

  async function load() {
    try {
      await review.load()
      root.dataset.state = "ready"
      choose()
    } catch (error) {
      if (signal.aborted) return
      root.dataset.state = "absent"
      const isGone = error.status === 404
      part(root, "name").textContent = isGone ? "This review is not here" : "This review could not be opened"
      part(root, "facts").textContent = isGone ? "It may have been deleted, or the address is not complete." : ""
      if (!isGone) showError(error, { again: load })
    }
  }

  function choose() {
    const known = review.sections.some(({ name }) => name === wanted)
    if (wanted !== null && !known) showError(`There is no section “${wanted}” in this document.`)
    const first = review.sections.find(({ words }) => words > 0) ?? review.sections[0]
    review.show(known ? wanted : first?.name ?? null, pointTo)
    pointTo = null
  }

  // Goes to a section; spotlight is a quoted place to point at there.
  function open(name, spotlight = null) {
    panels.show("text")
    pointTo = spotlight
    if (name === review.current) return choose()
    goTo(sessionAddress(review.id, name))
  }

  function analyse(name) {
    return begin(() => review.analyse(name), { kind: "section", section: name })
  }

  function analyseAll() {
    return begin(() => review.analyseAll(), { kind: "document", section: null })
  }

  async function begin(ask, job) {
    try {
      const answer = await ask()
      if (answer.task_id) activity.start({ ...job, taskId: answer.task_id, note: answer.reason, status: answer })
      review.tellOtherTabs()
      await review.refresh()
    } catch (error) {
      if (!signal.aborted) showError(error, { again: () => begin(ask, job) })
    }
  }

  function showHeader() {
    const { name, document: paper } = review.data
    document.title = `${name} · Galley`
    part(root, "name").textContent = name
    part(root, "name").title = name
    part(root, "facts").textContent =
      [documentFacts(paper, review.sections.length), findingFacts(tally(review.items))].filter(Boolean).join(" — ")
    setText(part(root, "document-warning"), paper.warnings?.join(" "))
    part(root, "analyse-all").disabled = activity.wholeDocument !== null
  }

  activity.addEventListener("change", () => { if (review.data) showHeader() })

  return {
    sessionId,
    show(name) {
      wanted = name
      if (!review.data) return
      choose()
      part(root, "reader-title").focus({ preventScroll: true })
    },
    close: () => closing.abort(),
  }
}

function tally(items) {
  const counts = { open: 0, accepted: 0, rejected: 0 }
  for (const { decision } of items) counts[decision] += 1
  return counts
}
