// The files on their way in, below the place where they were dropped: how far each is, a way to stop it,
// and what went wrong with it.

import { fromTemplate, keyed, part, setText } from "./dom.js"

export function listUploads(list, uploads, signal) {
  const show = () => {
    keyed(list, uploads.shown, { key: idOf, stamp: idOf, build: row => buildUpload(row, uploads) })
    uploads.shown.forEach((row, index) => fillUpload(list.children[index], row))
  }
  uploads.addEventListener("change", show, { signal })
  show()
}

export function buildUpload(row, uploads) {
  const node = fromTemplate("upload-row")
  part(node, "upload-name").textContent = row.name
  part(node, "upload-bar").setAttribute("aria-label", `Progress: ${row.name}`)
  act("upload-stop", "Stop", () => uploads.dismiss(row))
  act("upload-again", "Try again", () => uploads.again(row))
  act("upload-dismiss", "Dismiss", () => uploads.dismiss(row))
  return node

  function act(name, words, does) {
    part(node, name).setAttribute("aria-label", `${words}: ${row.name}`)
    part(node, name).addEventListener("click", does)
  }
}

export function fillUpload(node, { name, state, words, percent, error }) {
  const isFailed = state === "failed"
  node.dataset.state = state
  setText(part(node, "upload-words"), words)
  setText(part(node, "upload-problem"), isFailed ? error.message : "")
  part(node, "upload-name").hidden = isFailed && error.message.includes(name)
  const bar = part(node, "upload-bar")
  bar.hidden = isFailed
  if (percent === null) bar.removeAttribute("value")
  else bar.value = percent
  part(node, "upload-stop").hidden = isFailed
  part(node, "upload-again").hidden = !isFailed || !mayGetBetter(error)
  part(node, "upload-dismiss").hidden = !isFailed
}

// What the server refused it will refuse again; a lost connection or a busy server may not.
function mayGetBetter({ status = 0 }) {
  return status < 400 || status >= 500 || [408, 425, 429].includes(status)
}

const idOf = row => row.id
