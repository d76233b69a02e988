// The first view: add documents, or go on with one that is there.

import { fromTemplate, part } from "./dom.js"
import { takeDrops, watchDrops } from "./drop_zone.js"
import { watchPaste } from "./paste.js"
import { listRecent } from "./recent.js"
import { goTo, homeAddress, sessionAddress } from "./route.js"
import { Uploads } from "./upload.js"
import { listUploads } from "./upload_rows.js"

const uploads = new Uploads()
let isOpen = false

// A file that is dropped on another view comes in too, on this one.
takeDrops(undefined, files => {
  if (isOpen) return
  goTo(homeAddress)
  uploads.add(files)
})

export function openHome(main) {
  const closing = new AbortController()
  const { signal } = closing
  const root = fromTemplate("home-view")
  main.replaceChildren(root)
  document.title = "Galley"
  isOpen = true

  const recent = listRecent(root, signal)
  const onFiles = files => uploads.add(files)
  listUploads(part(root, "uploads"), uploads, signal)
  uploads.addEventListener("added", ({ detail: { sessionId, isAlone } }) => {
    if (isAlone) goTo(sessionAddress(sessionId))
    else recent.refresh()
  }, { signal })
  watchDrops(root, { signal, onFiles })
  watchPaste(part(root, "paste-open"), { signal, onFiles })

  return {
    close() {
      isOpen = false
      closing.abort()
    },
  }
}
