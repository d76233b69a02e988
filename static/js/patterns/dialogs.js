// Patterns of the dialogs, standing open in the page.

import { part } from "../modules/dom.js"
import { keyRows } from "../modules/help.js"
import { dialog } from "./pieces.js"

export const dialogs = {
  id: "dialogs",
  title: "Dialogs",
  blocks: [
    { id: "dialog-paste", build: () => dialog("paste", node => { part(node, "paste-error").textContent = "There is no text yet. Paste or type some." }) },
    {
      id: "dialog-confirm",
      build: () => dialog("confirm", node => {
        part(node, "confirm-title").textContent = "Delete this review?"
        part(node, "confirm-words").textContent = "“Notes.md” goes away with its findings, decisions and questions. This cannot be undone."
        part(node, "confirm-yes").textContent = "Delete the review"
      }),
    },
    {
      id: "dialog-own",
      build: () => dialog("own", node => {
        part(node, "own-quote").textContent = "as soon as possible"
        part(node, "own-error").textContent = "Say what is wrong."
      }),
    },
    { id: "dialog-help", build: () => dialog("help", node => part(node, "key-list").replaceChildren(...keyRows())) },
  ],
}
