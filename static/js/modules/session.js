// The second view: one review. Puts the parts together; each of them does one thing.

import { Activity } from "./activity.js"
import { showActivity } from "./activity_bar.js"
import { showBulk } from "./bulk.js"
import { showChat } from "./chat.js"
import { watchDecisions } from "./deciding.js"
import { fromTemplate, part } from "./dom.js"
import { showExportMenu } from "./export_menu.js"
import { showFilters } from "./filters.js"
import { listFindings } from "./finding_list.js"
import { watchHelp } from "./help.js"
import { watchKeys } from "./keys.js"
import { watchMenus } from "./menus.js"
import { showError } from "./notice.js"
import { showNumbers } from "./numbers.js"
import { watchOwnFinding } from "./own_finding.js"
import { showPages } from "./pages.js"
import { watchPanels } from "./panels.js"
import { linkMarksAndCards } from "./pointing.js"
import { showReader } from "./reader.js"
import { Review } from "./review.js"
import { goTo, noteAddress, sessionAddress } from "./route.js"
import { listSections } from "./sections.js"
import { describeSections } from "./section_facts.js"
import { Selection } from "./selection.js"
import { showHeader } from "./session_header.js"
import { showSheet } from "./sheet.js"
import { Shown } from "./shown.js"

export function openSession(main, route) {
  const closing = new AbortController()
  const { signal } = closing
  const root = fromTemplate("session-view")
  main.replaceChildren(root)

  const review = new Review(route.sessionId, signal)
  const activity = new Activity(review, signal)
  const panels = watchPanels(root, signal)
  const shown = new Shown(review)
  const selection = new Selection(shown)
  const session = { root, review, activity, panels, shown, selection, signal, open, analyse, analyseAll, goToFinding, toCard, cardOf }
  session.deciding = watchDecisions(session)
  session.help = watchHelp(session)
  let wanted = route
  let isComplete = false

  showHeader(session)
  const bar = showActivity(session)
  listSections(session)
  const reader = showReader(session)
  const describe = describeSections(session, reader)
  listFindings(session)
  showSheet(session)
  showFilters(session)
  showBulk(session)
  showNumbers(session)
  showPages(session)
  showChat(session)
  showExportMenu(session)
  watchMenus(root, signal)
  watchOwnFinding(session)
  linkMarksAndCards(session)
  watchKeys(session)
  review.addEventListener("current", () => noteAddress(sessionAddress(review.id, review.current)))
  document.addEventListener("visibilitychange", () => { if (!document.hidden) review.refresh() }, { signal })
  load()

  async function load() {
    try {
      await review.load()
      root.dataset.state = "ready"
      const whole = reader.load()
      review.read(firstSection())
      await whole
      isComplete = true
      describe()
      follow(wanted)
    } catch (error) {
      if (signal.aborted) return
      root.dataset.state = "absent"
      const isGone = error.status === 404
      part(root, "name").textContent = isGone ? "This review is not here" : "This review could not be opened"
      part(root, "facts").textContent = isGone ? "It may have been deleted, or the address is not complete." : ""
      if (!isGone) showError(error, { again: load })
    }
  }

  function firstSection() {
    return (review.sections.find(({ words }) => words > 0) ?? review.sections[0])?.name ?? null
  }

  // Goes where an address says.
  function follow({ section, finding, job }) {
    const isKnown = review.sections.some(({ name }) => name === section)
    if (section !== null && !isKnown) showError(`There is no section “${section}” in this document.`)
    if (isKnown) reader.go(section)
    if (finding && review.item(finding)) goToFinding(finding)
    else if (finding) showError("This finding is not here any more. It may have been replaced by a newer review.")
    if (job) bar.point(job)
  }

  // Goes to a section; place is a quoted place to point at there.
  function open(name, place = null) {
    panels.show("text")
    if (place) return reader.point(name, place)
    if (reader.go(name)) goTo(sessionAddress(review.id, name))
  }

  function goToFinding(id) {
    shown.choose(id)
    toCard(id)
  }

  function cardOf(id) {
    return id === null ? null : [...root.querySelectorAll(`[data-testid=finding][data-id="${CSS.escape(id)}"]`)].find(card => card.checkVisibility()) ?? null
  }

  function toCard(id) {
    requestAnimationFrame(() => {
      const card = cardOf(id)
      card?.focus({ preventScroll: true })
      card?.scrollIntoView({ block: "nearest" })
    })
  }

  function analyse(name) {
    return name === null ? null : begin(() => review.analyse(name), { kind: "section", section: name })
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

  return {
    sessionId: route.sessionId,
    show(next) {
      wanted = next
      if (isComplete) follow(next)
    },
    close: () => closing.abort(),
  }
}
