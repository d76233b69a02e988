// What a person says to findings: accept, reject, edit, say why, undo, remove; one by one from the
// cards, or many at once. Everything can be taken back.

import { closeForm, openForm, readForm } from "./card_forms.js"
import { announce, showError } from "./notice.js"

const SAID = { accepted: "Accepted.", rejected: "Rejected.", open: "Open again." }

export function watchDecisions(session) {
  const { root, review, shown, signal } = session
  const done = [] // the ids of each thing that was decided, the last at the end

  async function attempt(act, said) {
    try {
      await act()
      announce(said)
      return true
    } catch (error) {
      if (!signal.aborted) showError(error, { again: () => attempt(act, said) })
      return false
    }
  }

  function decide(item, decision, more = {}) {
    if (!item) return
    shown.keep([item.id])
    done.push([item.id])
    return attempt(() => review.decide(item, decision, more), SAID[decision])
  }

  const acts = {
    accept: item => decide(item, "accepted"),
    reject: item => decide(item, "rejected"),
    undo: item => takeBack([item.id]),
    remove: item => attempt(() => review.remove(item), "Removed."),
    edit: (item, card) => openForm(card, "edit", item),
    reason: (item, card) => openForm(card, "reason", item),
    show: item => shown.choose(item.id, "quote"),
  }

  root.addEventListener("click", event => {
    const card = event.target.closest("[data-testid=finding]")
    const act = event.target.closest("[data-act]")?.dataset.act
    if (!card || !act) return
    if (act === "close-form") return closeForm(card)
    acts[act](review.item(card.dataset.id), card)
  }, { signal })

  root.addEventListener("submit", event => {
    const card = event.target.closest("[data-testid=finding]")
    if (!card) return
    event.preventDefault()
    const item = review.item(card.dataset.id)
    const { kind, words } = readForm(event.target)
    closeForm(card)
    if (kind === "edit") decide(item, "accepted", { edit: words })
    else decide(item, item.decision, { reason: words.trim() || null })
  }, { signal })

  function decideMany(ids, decision, reason) {
    shown.keep(ids)
    return attempt(async () => {
      await review.decideMany(ids, decision, reason)
      done.push(ids)
    }, `${ids.length} ${decision}.`)
  }

  function takeBack(ids) {
    shown.keep(ids)
    return attempt(() => review.undoMany(ids), "Undone.")
  }

  return {
    acts, decideMany, takeBack,
    undoLast() {
      const ids = done.pop()
      return ids ? takeBack(ids) : announce("There is nothing to undo.")
    },
  }
}
