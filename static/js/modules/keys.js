// Single keys that work only while a finding has the focus, so that they never get in the way.

const MOVES = { j: 1, k: -1 }
const DECISIONS = { a: "accept", r: "reject", u: "undo" }

export function watchKeys({ root, signal }) {
  root.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return
    const card = event.target.closest("[data-testid=finding]")
    if (!card) return
    const key = event.key.toLowerCase()
    if (key in MOVES) move(card, MOVES[key])
    else if (key in DECISIONS) press(card, DECISIONS[key])
    else return
    event.preventDefault()
  }, { signal })

  function move(card, by) {
    const cards = [...root.querySelectorAll("[data-testid=finding]")]
    const next = cards[cards.indexOf(card) + by]
    next?.focus({ preventScroll: true })
    next?.scrollIntoView({ block: "nearest" })
  }

  function press(card, name) {
    const button = card.querySelector(`[data-testid=${name}]`)
    if (button.checkVisibility()) button.click()
  }
}
