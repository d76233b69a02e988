// On a narrow screen one panel shows at a time; on a wide one the switch is hidden and this is idle.

import { part } from "./dom.js"

export function watchPanels(root) {
  const workspace = part(root, "workspace")
  const choices = part(root, "panel-switch")

  function show(name) {
    workspace.dataset.shown = name
    for (const button of choices.querySelectorAll("[data-panel]")) {
      if (button.dataset.panel === name) button.setAttribute("aria-current", "true")
      else button.removeAttribute("aria-current")
    }
  }

  choices.addEventListener("click", event => {
    const button = event.target.closest("[data-panel]")
    if (button) show(button.dataset.panel)
  })

  return { show }
}
