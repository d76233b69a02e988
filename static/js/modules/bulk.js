// The bar that decides on all selected findings, and takes that back.

import { hook, part } from "./dom.js"
import { count } from "./wording.js"

const MOST_AT_ONCE = 1_000 // what the server takes in one request

export function showBulk({ root, selection, deciding }) {
  const bar = part(root, "bulk")
  const words = part(root, "bulk-words")
  const reason = hook(bar, "bulk-reason")
  let last = null

  selection.addEventListener("change", () => { if (selection.size) last = null; draw() })
  hook(bar, "bulk-accept").addEventListener("click", () => decide("accepted"))
  hook(bar, "bulk-reject").addEventListener("click", () => decide("rejected"))
  hook(bar, "bulk-clear").addEventListener("click", () => selection.clear())
  hook(bar, "bulk-close").addEventListener("click", () => { last = null; draw() })
  hook(bar, "bulk-undo").addEventListener("click", async () => {
    for (const ids of last.lumps) if (!await deciding.takeBack(ids)) return
    last = null
    draw()
  })

  async function decide(decision) {
    const ids = selection.ids
    const lumps = []
    for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
      const lump = ids.slice(from, from + MOST_AT_ONCE)
      if (!await deciding.decideMany(lump, decision, reason.value.trim())) return
      lumps.push(lump)
    }
    reason.value = ""
    selection.clear()
    last = { lumps, words: `${count(ids.length, "finding")} ${decision}.` }
    draw()
    part(root, "bulk-undo").focus()
  }

  function draw() {
    bar.hidden = selection.size === 0 && last === null
    part(root, "bulk-acts").hidden = selection.size === 0
    part(root, "bulk-undo").hidden = part(root, "bulk-close").hidden = last === null
    words.textContent = last?.words ?? (selection.size ? `${count(selection.size, "finding")} selected` : "")
  }
}
