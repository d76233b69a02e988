// On a narrow screen there is no margin: the chosen finding's card comes up from the bottom instead.

import { part } from "./dom.js"
import { buildCard, fillCard } from "./finding_card.js"

export function showSheet({ root, shown, panels, signal }) {
  const sheet = part(root, "sheet")
  const holder = part(root, "sheet-card")

  shown.addEventListener("choose", draw)
  shown.addEventListener("change", draw)
  panels.addEventListener("change", draw)
  part(root, "sheet-close").addEventListener("click", () => shown.choose(null))
  signal.addEventListener("abort", () => holder.replaceChildren())

  function draw() {
    const item = panels.isWide ? null : shown.chosenItem
    const isHere = item !== null && ["text", "findings"].includes(panels.shown)
    sheet.hidden = !isHere
    const card = holder.firstElementChild
    if (!isHere) return holder.replaceChildren()
    if (card?.dataset.id === item.id) return fillCard(card, item)
    const fresh = buildCard(item)
    fresh.setAttribute("data-active", "")
    holder.replaceChildren(fresh)
  }
}
