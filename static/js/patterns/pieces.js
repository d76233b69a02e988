// What the blocks of the patterns page are put together from: parts of the page's own templates.

import { el, fromTemplate, part } from "../modules/dom.js"

const REFERENCES = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "popovertarget", "list"]
const LANDMARKS = "section:is([aria-label], [aria-labelledby]), nav, aside, search, form:is([aria-label], [aria-labelledby])"

// A part of a template, without what stands around it there.
export function piece(template, name) {
  const root = fromTemplate(template)
  return name ? part(root, name) : root
}

export const line = (...children) => el("div", { class: "pattern-line" }, ...children)
export const stack = (...children) => el("div", { class: "pattern-stack" }, ...children)

export function button(words, { kind = "", ...attributes } = {}) {
  const classes = ["button", ...kind.split(" ").filter(Boolean).map(name => `button-${name}`)]
  return el("button", { type: "button", class: classes.join(" "), ...attributes }, words)
}

// The page's own dialog, standing open in the page. There is one of each, so it is moved, not copied.
export function dialog(name, fill = () => {}) {
  const node = part(document, `${name}-dialog`)
  node.setAttribute("open", "")
  node.querySelector("[autofocus]")?.removeAttribute("autofocus")
  fill(node)
  return node
}

// Two copies of one template hold the same ids, the same landmarks and the same groups of choices: each
// block makes them its own, before it stands in the page.
// label is the id of what names the block.
export function withOwnIds(root, prefix, label) {
  const own = name => `${prefix}-${name}`
  const known = new Set([...root.querySelectorAll("[id]")].map(node => node.id))
  for (const node of root.querySelectorAll("*")) {
    if (node.id) node.id = own(node.id)
    for (const name of REFERENCES) {
      const value = node.getAttribute(name)
      if (value) node.setAttribute(name, value.split(/\s+/).map(id => known.has(id) ? own(id) : id).join(" "))
    }
  }
  for (const radio of root.querySelectorAll("[type=radio]")) radio.name = own(radio.name)
  root.querySelectorAll(LANDMARKS).forEach((node, index) => {
    if (!node.hasAttribute("aria-labelledby")) node.id ||= own(`landmark-${index}`)
    node.setAttribute("aria-labelledby", `${label} ${node.getAttribute("aria-labelledby") ?? node.id}`)
  })
}

// Words that stand in for what a click would do: nothing is done on this page.
export const nothing = () => {}
