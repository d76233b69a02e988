// The list of reviews, newest first as the server gives it.

import { get, remove } from "./api.js"
import { confirmed } from "./dialog.js"
import { el, keyed, part } from "./dom.js"
import { announce, showError } from "./notice.js"
import { sessionAddress } from "./route.js"
import { count, documentFacts, findingFacts, timeOf, when } from "./wording.js"

export function listRecent(root, signal) {
  const list = part(root, "recent")
  const empty = part(root, "recent-empty")

  async function refresh() {
    try {
      const { sessions } = await get("/sessions", { signal })
      keyed(list, sessions, { key: session => session.session_id, stamp: session => session, build: row })
      empty.textContent = sessions.length ? "" : "Nothing yet. Documents you add are listed here."
    } catch (error) {
      if (signal.aborted) return
      empty.textContent = "The list could not be loaded."
      showError(error, { again: refresh })
    }
  }

  function row(session) {
    const name = session.name || session.document?.name || "Untitled"
    const facts = [documentFacts(session.document, session.sections), findingFacts(session.findings)]
    const button = el("button", {
      type: "button", class: "button button-small button-quiet", "data-testid": "session-delete", "aria-label": `Delete ${name}`,
    }, "Delete")
    button.addEventListener("click", () => ask(session, name))
    return el("li", { class: "recent-row", "data-testid": "session-row", "data-id": session.session_id },
      el("div", { class: "recent-what" },
        el("p", { class: "recent-name" },
          el("a", { href: sessionAddress(session.session_id) }, name),
          session.sample ? el("span", { class: "chip" }, "Sample") : null),
        el("p", { class: "faint" }, facts.filter(Boolean).join(" — "))),
      session.created_at
        ? el("time", { class: "faint", datetime: isoOf(session.created_at) }, when(session.created_at)) : null,
      button)
  }

  async function ask(session, name) {
    const yes = await confirmed({
      title: "Delete this review?",
      words: `“${name}” goes away with its findings, decisions and questions. This cannot be undone.`,
      yes: "Delete the review",
    })
    if (yes) drop(session, name)
  }

  async function drop(session, name) {
    try {
      await remove(`/sessions/${encodeURIComponent(session.session_id)}`)
      await refresh()
      announce(`Deleted ${name}. ${count(list.children.length, "review")} left.`)
      root.querySelector("#recent-title").setAttribute("tabindex", "-1")
      root.querySelector("#recent-title").focus()
    } catch (error) {
      showError(error, { again: () => drop(session, name) })
    }
  }

  refresh()
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh() }, { signal })
  return { refresh }
}

function isoOf(value) {
  const time = timeOf(value)
  return Number.isNaN(time.getTime()) ? null : time.toISOString()
}
