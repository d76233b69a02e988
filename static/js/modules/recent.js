// The list of reviews on the first view: what is there, what to do with each, and what is said when
// there is nothing, nothing yet, or no answer.

import { confirmed } from "./dialog.js"
import { keyed, part, setText } from "./dom.js"
import { announce, showError } from "./notice.js"
import { RecentReviews } from "./recent_reviews.js"
import { renameIn } from "./recent_rename.js"
import { buildRow, fillRow } from "./recent_row.js"
import { watchSearch } from "./recent_search.js"
import { nameOf } from "./recent_words.js"
import { sessionAddress } from "./route.js"
import { count } from "./wording.js"

export function listRecent(root, signal) {
  const reviews = new RecentReviews(signal)
  const list = part(root, "recent")
  const renaming = new Map()
  let told = ""

  reviews.addEventListener("change", draw)
  watchSearch(root, reviews, signal)
  // Who was signed out meanwhile is led to the form by the page itself.
  part(root, "problem-again").addEventListener("click", () =>
    reviews.problem?.status === 401 ? location.reload() : reviews.refresh())
  part(root, "more").addEventListener("click", showMore)
  list.addEventListener("keydown", event => {
    const row = event.target.closest("[data-testid=session-row]")
    if (event.key !== "F2" || !row) return
    event.preventDefault()
    rename(row)
  })
  reviews.refresh()

  function draw() {
    const shown = withRenamed(reviews.sessions)
    keyed(list, shown, { key: idOf, stamp: idOf, build: session => buildRow(session, { onRename: rename, onDelete: ask }) })
    shown.forEach((session, index) => fillRow(list.children[index], session))
    showAround(root, reviews)
    if (reviews.query !== told) announce(foundWords())
    told = reviews.query
  }

  // A row in which somebody types stays where it is, whatever the server says meanwhile.
  function withRenamed(sessions) {
    const shown = [...sessions]
    for (const [id, { session, index }] of renaming) {
      if (!shown.some(other => idOf(other) === id)) shown.splice(index, 0, session)
    }
    return shown
  }

  function rename(row) {
    const id = row.dataset.id
    if (renaming.has(id)) return
    const index = [...list.children].indexOf(row)
    const session = reviews.sessions.find(other => idOf(other) === id)
    if (!session) return
    renaming.set(id, { session, index })
    renameIn(row, nameOf(session), {
      save: async name => {
        await reviews.rename(id, name)
        announce(`Renamed to ${name}.`)
      },
      onEnd: () => { renaming.delete(id); draw() },
    })
  }

  async function ask(row) {
    const session = reviews.sessions.find(other => idOf(other) === row.dataset.id)
    if (!session) return
    const yes = await confirmed({
      title: "Delete this review?",
      words: `“${nameOf(session)}” goes away with its findings, decisions and questions. This cannot be undone.`,
      yes: "Delete the review",
    })
    if (yes) drop(session)
  }

  async function drop(session) {
    const index = reviews.sessions.findIndex(other => idOf(other) === idOf(session))
    try {
      await reviews.delete(idOf(session))
    } catch (error) {
      return showError(error, { again: () => drop(session) })
    }
    if (signal.aborted) return
    announce(`Deleted ${nameOf(session)}.`)
    const after = list.children[Math.min(index, list.children.length - 1)]
    const target = after ? part(after, "link") : part(root, "recent-title")
    target.focus()
  }

  async function showMore() {
    const before = list.children.length
    await reviews.more()
    const first = list.children[before]
    if (first) part(first, "link").focus({ preventScroll: true })
  }

  function foundWords() {
    if (!reviews.query) return "All reviews are shown."
    const n = reviews.sessions.length
    return n ? `${count(n, "review")}${reviews.next ? " and more" : ""} found.` : emptyWords(reviews)
  }

  return { refresh: () => reviews.refresh() }
}

const idOf = session => session.session_id

// What stands around the rows.
export function showAround(root, { sessions, query, next, problem, isLoaded }) {
  const isEmpty = isLoaded && sessions.length === 0
  part(root, "recent-area").dataset.state = isLoaded ? "ready" : problem ? "failed" : "loading"
  part(root, "skeleton").hidden = isLoaded || problem !== null
  part(root, "problem").hidden = problem === null
  setText(part(root, "problem-words"), problem && problemWords(problem, isLoaded))
  part(root, "empty").hidden = !isEmpty || problem !== null
  setText(part(root, "empty-words"), isEmpty ? emptyWords({ query }) : "")
  part(root, "show-all").hidden = !query
  part(root, "more-line").hidden = !next

  const isFirstVisit = isLoaded && !query && !next && sessions.every(({ sample }) => sample)
  const [sample] = sessions
  part(root, "steps").hidden = !isFirstVisit
  part(root, "sample-line").hidden = !sample
  if (isFirstVisit && sample) part(root, "sample-link").href = sessionAddress(idOf(sample))
}

function emptyWords({ query }) {
  return query ? `No review is called “${query}”.` : "No reviews yet. Documents you add are listed here."
}

function problemWords(problem, isLoaded) {
  const words = problem.isLostConnection ? problem.message : `The list could not be loaded: ${problem.message}`
  return isLoaded ? `${words} What is shown may be old.` : words
}
