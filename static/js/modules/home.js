// The first view: add a document, or go on with a recent one.

import { fromTemplate, part } from "./dom.js"
import { watchDrops } from "./drop_zone.js"
import { watchPaste } from "./paste.js"
import { listRecent } from "./recent.js"
import { goTo, sessionAddress } from "./route.js"
import { Upload } from "./upload.js"

export function openHome(main) {
  const closing = new AbortController()
  const { signal } = closing
  const root = fromTemplate("home-view")
  main.replaceChildren(root)
  document.title = "Galley"

  const recent = listRecent(root, signal)
  const upload = new Upload(root, { signal, onOpened: sessionId => goTo(sessionAddress(sessionId)), onAdded: recent.refresh })
  watchDrops(part(root, "drop-zone"), part(root, "file-input"), { signal, onFiles: files => upload.send(files) })
  watchPaste(part(root, "paste-open"), { signal, onFiles: files => upload.send(files) })

  return { close: () => closing.abort() }
}
