// Files by drag and drop (anywhere on the page), by click and by keyboard.

export function watchDrops(zone, input, { signal, onFiles }) {
  let depth = 0
  const on = (target, type, act) => target.addEventListener(type, act, { signal })
  const light = isOver => zone.toggleAttribute("data-over", isOver)
  const hasFiles = event => event.dataTransfer?.types.includes("Files")

  on(zone, "click", () => input.click())
  on(zone, "keydown", event => {
    if (event.key !== "Enter" && event.key !== " ") return
    event.preventDefault()
    input.click()
  })
  on(input, "change", () => {
    onFiles([...input.files])
    input.value = ""
  })

  on(window, "dragenter", event => { if (hasFiles(event)) light(++depth > 0) })
  on(window, "dragleave", event => { if (hasFiles(event)) light((depth = Math.max(0, depth - 1)) > 0) })
  on(window, "dragover", event => { if (hasFiles(event)) event.preventDefault() })
  on(window, "drop", event => {
    if (!hasFiles(event)) return
    event.preventDefault()
    light((depth = 0) > 0)
    onFiles([...event.dataTransfer.files])
  })
}
