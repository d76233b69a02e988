// The page: one header, and one view at a time, chosen by the address.

import { openHome } from "./modules/home.js"
import { showMode } from "./modules/mode.js"
import { clearNotice } from "./modules/notice.js"
import { onRoute } from "./modules/route.js"
import { openSession } from "./modules/session.js"
import { part } from "./modules/dom.js"

const main = document.getElementById("main")
let view = null

showMode(part(document, "mode"))

document.querySelector("[data-skip]").addEventListener("click", event => {
  event.preventDefault()
  main.focus()
})

onRoute(route => {
  clearNotice()
  if (route.view === "session" && view?.sessionId === route.sessionId) return view.show(route.section)
  const isFirst = view === null
  view?.close()
  view = route.view === "session" ? openSession(main, route) : openHome(main)
  scrollTo(0, 0)
  if (!isFirst) main.querySelector("h1")?.focus({ preventScroll: true })
})
