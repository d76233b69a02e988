// One review in the list. It is built once and filled again with every piece of news, so that a click
// or a half-typed name is never lost to an update.

import { fromTemplate, part, setText } from "./dom.js"
import { nameOf, reviewState } from "./recent_words.js"
import { sessionAddress } from "./route.js"
import { documentFacts, timeOf, when } from "./wording.js"

export function buildRow(session, { onRename, onDelete }) {
  const row = fromTemplate("recent-row")
  row.dataset.id = session.session_id
  part(row, "rename").addEventListener("click", () => onRename(row))
  part(row, "delete").addEventListener("click", () => onDelete(row))
  fillRow(row, session)
  return row
}

export function fillRow(row, session) {
  const name = nameOf(session)
  const link = part(row, "link")
  if (link.textContent !== name) link.textContent = name
  link.href = sessionAddress(session.session_id)
  part(row, "sample").hidden = !session.sample
  setText(part(row, "facts"), documentFacts(session.document, session.sections))
  part(row, "rename").setAttribute("aria-label", `Rename ${name}`)
  part(row, "delete").setAttribute("aria-label", `Delete ${name}`)
  showState(row, session)
  showWhen(row, session)
}

function showState(row, session) {
  const { state, words, share } = reviewState(session)
  row.dataset.state = state
  row.style.setProperty("--done", `${Math.round(share * 100)}`)
  setText(part(row, "state"), words)
  for (const decision of ["open", "accepted", "rejected"]) {
    const n = session.findings?.[decision]
    setText(part(row, decision), n ? `${n} ${decision}` : "")
  }
  part(row, "counts").hidden = [...part(row, "counts").children].every(chip => chip.hidden)
}

function showWhen(row, { created_at: created, last_activity_at: last }) {
  const node = part(row, "when")
  const time = timeOf(created)
  node.hidden = !created || Number.isNaN(time.getTime())
  if (node.hidden) return
  setText(node, when(created))
  node.dateTime = time.toISOString()
  node.title = [`Added ${when(created)}`, last ? `last worked on ${when(last)}` : ""].filter(Boolean).join(", ")
}
