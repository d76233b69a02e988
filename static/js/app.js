// The page: one header, and one view at a time, chosen by the address.

import { get } from "./modules/api.js"
import { part } from "./modules/dom.js"
import { openHome } from "./modules/home.js"
import { showMode } from "./modules/mode.js"
import { clearNotice, showError } from "./modules/notice.js"
import { goTo, homeAddress, onRoute, sessionAddress } from "./modules/route.js"
import { openSession } from "./modules/session.js"
import { openSettings } from "./modules/settings.js"

const main = document.getElementById("main")
let view = null

showMode(part(document, "masthead"))

document.querySelector("[data-skip]").addEventListener("click", event => {
  event.preventDefault()
  main.focus()
})

onRoute(route => {
  clearNotice()
  if (route.view === "job") return toReviewOf(route.jobId)
  if (route.view === "session" && view?.sessionId === route.sessionId) return view.show(route)
  const isFirst = view === null
  view?.close()
  view = open(route)
  scrollTo(0, 0)
  if (!isFirst) main.querySelector("h1")?.focus({ preventScroll: true })
})

function open(route) {
  if (route.view === "session") return openSession(main, route)
  return route.view === "settings" ? openSettings(main) : openHome(main)
}

// A job's address leads to the review it belongs to.
async function toReviewOf(jobId) {
  try {
    const { session_id: sessionId, section } = await get(`/task_status/${encodeURIComponent(jobId)}`)
    location.replace(sessionId ? sessionAddress(sessionId, section ?? null, { job: jobId }) : homeAddress)
  } catch (error) {
    addEventListener("hashchange", () => showError(error.status === 404 ? "There is no such work here. It may have been deleted with its review." : error), { once: true })
    goTo(homeAddress)
  }
}
