// The bar that says which findings are shown, and lets one choose.

import { el, hook, part } from "./dom.js"
import { NO_FILTER } from "./filtering.js"
import { count } from "./wording.js"

const TYPING_MS = 150
const IN_MENU = ["severity", "source", "category", "place"]

export function showFilters({ root, review, shown, selection }) {
  const bar = part(root, "filters")
  const words = hook(bar, "filter-words")
  let typing = null

  bar.addEventListener("change", ({ target }) => { if (target.name in NO_FILTER && target !== words) shown.set({ [target.name]: target.value }) })
  words.addEventListener("input", () => {
    clearTimeout(typing)
    typing = setTimeout(() => shown.set({ words: words.value.trim() }), TYPING_MS)
  })
  words.addEventListener("keydown", event => {
    if (event.key === "Enter" && shown.items.length) shown.choose(shown.items[0].id)
    if (event.key === "Escape" && words.value) {
      words.value = ""
      shown.set({ words: "" })
      event.stopPropagation()
    }
  })
  part(root, "filter-clear").addEventListener("click", () => { shown.clear(); words.focus() })
  part(root, "select-all").addEventListener("click", () => selection.all())
  shown.addEventListener("change", draw)

  function draw() {
    const { filter, items } = shown
    for (const radio of bar.querySelectorAll("[name=decision]")) radio.checked = radio.value === filter.decision
    drawKinds()
    for (const name of IN_MENU) bar.querySelector(`[name=${name}]`).value = filter[name]
    if (document.activeElement !== words) words.value = filter.words
    const used = IN_MENU.filter(name => filter[name]).length
    part(root, "filter-badge").textContent = used || ""
    part(root, "filter-clear").hidden = !shown.isFiltered
    part(root, "select-all").hidden = items.length === 0
    const total = review.items.length
    const said = total === 0 ? "" : shown.isFiltered ? `${items.length} of ${count(total, "finding")}` : count(total, "finding")
    if (part(root, "filter-count").textContent !== said) part(root, "filter-count").textContent = said
    const open = review.items.filter(({ decision }) => decision === "open").length
    part(root, "findings-badge").textContent = open || ""
    bar.toggleAttribute("data-empty", total === 0)
  }

  function drawKinds() {
    const select = hook(bar, "filter-category")
    const kinds = [...new Set(review.items.map(({ category }) => category))].sort()
    if (kinds.join() === [...select.options].slice(1).map(({ value }) => value).join()) return
    select.replaceChildren(select.options[0], ...kinds.map(kind => el("option", { value: kind }, kind.replaceAll("_", " "))))
  }
}
