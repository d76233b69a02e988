// Files by drag and drop (anywhere on the page), by click and by keyboard.

import { part } from "./dom.js"

const hasFiles = event => event.dataTransfer?.types.includes("Files")

export function watchDrops(root, { signal, onFiles }) {
  const area = part(root, "drop-area")
  const input = part(root, "file-input")
  let depth = 0
  const on = (target, type, act) => target.addEventListener(type, act, { signal })
  const light = isOver => area.toggleAttribute("data-over", isOver)

  on(part(root, "drop-zone"), "click", () => input.click())
  on(input, "change", () => {
    const files = [...input.files]
    input.value = ""
    if (files.length) onFiles(files)
  })
  on(window, "dragenter", event => { if (hasFiles(event)) light(++depth > 0) })
  on(window, "dragleave", event => { if (hasFiles(event)) light((depth = Math.max(0, depth - 1)) > 0) })
  on(window, "drop", () => light((depth = 0) > 0))
  takeDrops(signal, onFiles)
}

// Without this the browser would leave the page for the file.
export function takeDrops(signal, onFiles) {
  addEventListener("dragover", event => { if (hasFiles(event)) event.preventDefault() }, { signal })
  addEventListener("drop", event => {
    if (!hasFiles(event)) return
    event.preventDefault()
    const files = [...event.dataTransfer.files]
    if (files.length) onFiles(files)
  }, { signal })
}
