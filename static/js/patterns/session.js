// A review with made-up content, drawn by the modules that draw a real one; the blocks take its parts.

import { Activity } from "../modules/activity.js"
import { showActivity } from "../modules/activity_bar.js"
import { showBulk } from "../modules/bulk.js"
import { fromTemplate } from "../modules/dom.js"
import { showExportMenu } from "../modules/export_menu.js"
import { showFilters } from "../modules/filters.js"
import { listFindings } from "../modules/finding_list.js"
import { showNumbers } from "../modules/numbers.js"
import { Review } from "../modules/review.js"
import { listSections } from "../modules/sections.js"
import { Selection } from "../modules/selection.js"
import { showHeader } from "../modules/session_header.js"
import { Shown } from "../modules/shown.js"
import { FINDINGS, SECTIONS } from "./made_up.js"
import { nothing } from "./pieces.js"

const { signal } = new AbortController()
const PAPER = { name: "Data policy.docx", pages: 12, words: 5310, warnings: [], format: "markdown" }

class MadeUpReview extends Review {
  constructor(data) {
    super("made-up", signal)
    this.data = data
  }

  item(id) { return this.items.find(item => item.id === id) ?? null }
  refresh() {}
}

class MadeUpActivity extends Activity {
  made = []
  get jobs() { return this.made }
  cancel() { return Promise.resolve() }
}

// act(parts) brings it into the state that is to be seen: by a filter, a selection, a chosen finding.
export function madeUpSession({ items = Object.values(FINDINGS), sections = SECTIONS, jobs = [], current = "3. Incidents", paper = PAPER, act = nothing } = {}) {
  const root = fromTemplate("session-view")
  root.dataset.state = "ready"
  const review = new MadeUpReview({ session_id: "made-up", name: paper.name, document: paper, sections, feedback_items: items, jobs: [] })
  const activity = new MadeUpActivity(review, signal)
  const shown = new Shown(review)
  const selection = new Selection(shown)
  const deciding = { decideMany: () => Promise.resolve(true), takeBack: nothing }
  const panels = { show: nothing, isWide: true, addEventListener: nothing }
  const session = {
    root, review, activity, shown, selection, deciding, panels, signal,
    analyse: nothing, analyseAll: nothing, open: nothing, toCard: nothing,
  }
  for (const draw of [showHeader, showActivity, listSections, listFindings, showFilters, showBulk, showNumbers, showExportMenu]) draw(session)
  activity.made = jobs
  review.current = current
  review.dispatchEvent(new Event("change"))
  activity.dispatchEvent(new Event("change"))
  act(session)
  return root
}
