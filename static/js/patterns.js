// The patterns page: each group's blocks, one below the other, in the theme that the address names. A
// block that cannot be built says so in its place and on the console; the others are shown all the same.

import { el, part } from "./modules/dom.js"
import { groups } from "./patterns/groups.js"
import { withOwnIds } from "./patterns/pieces.js"

const theme = new URLSearchParams(location.search).get("theme")
if (["light", "dark"].includes(theme)) {
  document.documentElement.dataset.theme = theme
  document.querySelector("meta[name=color-scheme]").content = theme
}

const main = part(document, "patterns")
const contents = part(document, "contents")

const coming = []

for (const { id, title, blocks } of groups) {
  contents.append(el("li", {}, el("a", { href: `#${id}` }, title)))
  main.append(el("section", { class: "pattern-group", id, "data-group": id, "aria-labelledby": `${id}-title` },
    el("h2", { id: `${id}-title` }, title), ...blocks.map(block)))
}

await Promise.all(coming)

// Builders may have moved the focus, and named the page.
document.activeElement?.blur()
document.title = "Patterns · Galley"
document.getElementById(location.hash.slice(1))?.scrollIntoView()
document.documentElement.dataset.patterns = "ready"

// build(stage) gives what the block shows; after(stage), once it stands in the page, may wait for more.
function block({ id, narrow = false, build, after }) {
  const stage = el("div", { class: "pattern-stage" })
  const node = el("div", { class: "pattern", "data-pattern": id, "data-narrow": narrow }, el("p", { class: "pattern-name", id: `${id}-name` }, id.replaceAll("-", " ")), stage)
  document.body.append(node)
  try {
    const built = new DocumentFragment()
    built.append(...[build(stage)].flat(Infinity).filter(Boolean))
    for (const root of [built, stage]) withOwnIds(root, id, `${id}-name`)
    stage.append(built)
    if (after) coming.push(after(stage))
  } catch (error) {
    stage.append(el("p", { class: "field-error" }, `Not built: ${error.message}`))
    console.error(`The pattern ${id} cannot be built:`, error)
  }
  return node
}
