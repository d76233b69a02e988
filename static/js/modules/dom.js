// Building and updating DOM without innerHTML: data only ever becomes text.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    node.setAttribute(name, value === true ? "" : value)
  }
  node.append(...children.filter(child => child !== null && child !== undefined))
  return node
}

export const part = (root, name) => root.querySelector(`[data-part="${name}"]`)
export const hook = (root, name) => root.querySelector(`[data-testid="${name}"]`)

export function fromTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true)
}

// Sets text, and hides what has none.
export function setText(node, text) {
  const words = text ?? ""
  if (node.textContent !== words) node.textContent = words
  node.hidden = words === ""
}

const stamps = new WeakMap()

// Makes parent's children match items. A child whose stamp is the same is left alone, so focus,
// scroll and half-typed words survive an update; one that is rebuilt gives its focus to the new one.
export function keyed(parent, items, { key, stamp, build }) {
  const old = new Map([...parent.children].map(node => [node.dataset.key, node]))
  const wanted = items.map(item => {
    const name = String(key(item))
    const mark = JSON.stringify(stamp(item))
    const before = old.get(name)
    if (before && stamps.get(before) === mark) return before
    const node = build(item, before)
    node.dataset.key = name
    stamps.set(node, mark)
    if (before) replaceKeepingFocus(before, node)
    return node
  })
  const kept = new Set(wanted)
  for (const node of [...parent.children]) if (!kept.has(node)) node.remove()
  wanted.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null)
  })
}

function replaceKeepingFocus(before, node) {
  const focused = before.contains(document.activeElement) ? document.activeElement : null
  before.replaceWith(node)
  if (!focused) return
  const same = focused.dataset.testid && hook(node, focused.dataset.testid)
  const target = same && same.checkVisibility() && !same.disabled
    ? same : node.matches("[tabindex]") ? node : node.querySelector("[tabindex], a, button")
  target?.focus({ preventScroll: true })
}
