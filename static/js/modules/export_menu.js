// The links that save the findings as a file. Until somebody chooses, they give what was accepted,
// or everything while nothing has been. A Word document and a PDF can be had
// back with the findings in them.

import { hook, part } from "./dom.js"

export function showExportMenu({ root, review }) {
  const menu = part(root, "export-menu")
  const accepted = hook(menu, "export-accepted")
  const all = hook(menu, "export-all")
  let isChosen = false

  review.addEventListener("change", draw)
  menu.addEventListener("change", () => { isChosen = true; draw() })

  function draw() {
    const number = review.items.filter(({ decision }) => decision === "accepted").length
    part(menu, "export-accepted").textContent = `Accepted (${number})`
    part(menu, "export-all").textContent = `All (${review.items.length})`
    part(menu, "export-word").hidden = review.data?.document.format !== "docx"
    part(menu, "export-pdf").hidden = review.data?.document.format !== "pdf"
    if (!isChosen) (number ? accepted : all).checked = true
    for (const link of menu.querySelectorAll("[data-format]")) {
      link.setAttribute("href", `${review.path}/export?format=${link.dataset.format}&which=${accepted.checked ? "accepted" : "all"}`)
    }
  }
}
