// The search field over the list of reviews: asks as you type, keeps the focus, and Esc clears it.

import { part } from "./dom.js"

const PAUSE_MS = 200
const WORTH_SEARCHING = 5

export function watchSearch(root, reviews, signal) {
  const input = part(root, "search-input")
  let timer = null

  const ask = () => { clearTimeout(timer); reviews.search(input.value.trim()) }
  const clear = () => { input.value = ""; ask(); input.focus() }

  input.value = reviews.query
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MS) })
  input.addEventListener("keydown", event => {
    if (event.key === "Enter") ask()
    if (event.key !== "Escape" || !input.value) return
    event.preventDefault()
    clear()
  })
  part(root, "show-all").addEventListener("click", clear)
  reviews.addEventListener("change", show)
  signal.addEventListener("abort", () => clearTimeout(timer))

  // Once there, it stays: it must not go away under somebody's fingers.
  function show() {
    const isWanted = reviews.sessions.length > WORTH_SEARCHING || Boolean(reviews.query || input.value)
    if (isWanted) part(root, "search").hidden = false
  }
}
