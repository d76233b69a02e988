// Which panel is shown. On a narrow screen one at a time, each where it was left; on a wide one the
// text always, and one of the others beside it. Says "change".

import { part } from "./dom.js"

const WIDE = matchMedia("(min-width: 72rem)")

export function watchPanels(root, signal) {
  return new Panels(part(root, "workspace"), part(root, "panel-switch"), signal)
}

class Panels extends EventTarget {
  #left = new Map() // how far the page was scrolled on each panel

  constructor(workspace, choices, signal) {
    super()
    this.workspace = workspace
    this.choices = choices
    choices.addEventListener("click", event => {
      const button = event.target.closest("[data-panel]")
      if (button) this.show(button.dataset.panel)
    })
    WIDE.addEventListener("change", () => this.#draw(), { signal })
    this.#draw()
  }

  get isWide() { return WIDE.matches }
  get shown() { return WIDE.matches ? this.workspace.dataset.side : this.workspace.dataset.shown }

  show(name) {
    const before = this.workspace.dataset.shown
    if (!WIDE.matches && before !== name) this.#left.set(before, scrollY)
    this.workspace.dataset.shown = name
    if (name !== "text") this.workspace.dataset.side = name
    if (!WIDE.matches && before !== name) scrollTo(0, this.#left.get(name) ?? Math.min(scrollY, this.#top()))
    this.#draw()
  }

  // Where the panels begin, when the page is scrolled past its head.
  #top() { return this.workspace.getBoundingClientRect().top + scrollY }

  #draw() {
    for (const button of this.choices.querySelectorAll("[data-panel]")) {
      if (button.dataset.panel === this.shown) button.setAttribute("aria-current", "true")
      else button.removeAttribute("aria-current")
    }
    this.dispatchEvent(new Event("change"))
  }
}
