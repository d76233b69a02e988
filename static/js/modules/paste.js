// Text instead of a file: by the dialog, or by pasting anywhere on the first view.

import { post } from "./api.js"
import { formDialog } from "./dialog.js"
import { tellTabs } from "./recent_news.js"
import { goTo, sessionAddress } from "./route.js"

export function watchPaste(opener, { signal, onFiles }) {
  const { dialog, open } = formDialog("paste", {
    signal,
    async submit({ name, text }) {
      if (!text.trim()) throw new Error("There is no text yet. Paste or type some.")
      const opened = await post("/sessions", { text, name: name.trim() || "Pasted text" })
      tellTabs(opened.session_id)
      goTo(sessionAddress(opened.session_id))
    },
  })

  opener.addEventListener("click", open, { signal })
  document.addEventListener("paste", event => {
    if (document.querySelector("dialog[open]") || event.target.closest?.("input, textarea")) return
    const files = [...event.clipboardData.files]
    const text = event.clipboardData.getData("text/plain")
    if (files.length) return onFiles(files)
    if (!text.trim()) return
    open()
    dialog.querySelector("[name=text]").value = text
  }, { signal })
}
