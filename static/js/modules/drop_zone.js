// Files by drag and drop (anywhere on the page), by click and by keyboard.

import { part } from "./dom.js"

export function watchDrops(root, { signal, onFiles }) {
  const area = part(root, "drop-area")
  const input = part(root, "file-input")
  let depth = 0
  const on = (target, type, act) => target.addEventListener(type, act, { signal })
  const light = isOver => area.toggleAttribute("data-over", isOver)
  const hasFiles = event => event.dataTransfer?.types.includes("Files")

  on(part(root, "drop-zone"), "click", () => input.click())
  on(input, "change", () => {
    const files = [...input.files]
    input.value = ""
    if (files.length) onFiles(files)
  })

  on(window, "dragenter", event => { if (hasFiles(event)) light(++depth > 0) })
  on(window, "dragleave", event => { if (hasFiles(event)) light((depth = Math.max(0, depth - 1)) > 0) })
  on(window, "dragover", event => { if (hasFiles(event)) event.preventDefault() })
  on(window, "drop", event => {
    if (!hasFiles(event)) return
    event.preventDefault()
    light((depth = 0) > 0)
    const files = [...event.dataTransfer.files]
    if (files.length) onFiles(files)
  })
}
