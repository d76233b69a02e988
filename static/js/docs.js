// The API's page: what an address leads to is opened, and curl lines can be copied. The page is whole without it.

import { el, part } from "./modules/dom.js"

const SAID_MS = 2000

function openWhatIsAskedFor() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  const entry = target?.closest("details")
  if (!entry || entry.open) return
  entry.open = true
  target.scrollIntoView()
}

function addCopyButton(figure) {
  const button = el("button", { type: "button", class: "button button-small", "data-testid": "copy" }, "Copy")
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(part(figure, "copied").textContent)
      button.textContent = "Copied"
    } catch {
      // Without HTTPS browsers have no clipboard for pages; the line is selected, so that one key copies it.
      getSelection().selectAllChildren(part(figure, "copied"))
      button.textContent = "Selected: copy it"
    }
    setTimeout(() => { button.textContent = "Copy" }, SAID_MS)
  })
  figure.querySelector("figcaption").append(button)
}

const contents = part(document, "contents")
const wide = matchMedia("(min-width: 64rem)")
const fold = () => { contents.open = wide.matches }
wide.addEventListener("change", fold)
fold()

for (const figure of document.querySelectorAll('[data-part="copyable"]')) addCopyButton(figure)
addEventListener("hashchange", openWhatIsAskedFor)
openWhatIsAskedFor()
