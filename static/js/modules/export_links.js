// The links that save the findings as a file. Until somebody chooses, they give what was accepted,
// or everything while nothing has been.

import { part } from "./dom.js"

export function showExportLinks({ root, review }) {
  const choice = part(root, "export-which")
  let isChosen = false

  review.addEventListener("change", draw)
  choice.addEventListener("change", () => { isChosen = true; draw() })

  function draw() {
    const accepted = review.items.filter(({ decision }) => decision === "accepted").length
    const [first, second] = choice.options
    first.textContent = `Accepted (${accepted})`
    second.textContent = `All (${review.items.length})`
    if (!isChosen) choice.value = accepted ? "accepted" : "all"
    for (const format of ["md", "json"]) {
      part(root, `export-${format}`).setAttribute("href", `${review.path}/export?format=${format}&which=${choice.value}`)
    }
  }
}
