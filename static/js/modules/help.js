// The list of keys, and the switch that turns them off.

import { el, part } from "./dom.js"
import { KEYS } from "./key_list.js"
import { areKeysOn, setKeysOn } from "./keys.js"

export function watchHelp({ root, signal }) {
  const dialog = part(document, "help-dialog")
  const isOn = part(dialog, "keys-on")
  part(dialog, "key-list").replaceChildren(...keyRows())
  const on = (node, type, act) => node.addEventListener(type, act, { signal })
  on(part(root, "help-open"), "click", open)
  on(isOn, "change", () => setKeysOn(isOn.checked))
  signal.addEventListener("abort", () => dialog.close())

  function open() {
    isOn.checked = areKeysOn()
    dialog.showModal()
  }
  return open
}

// [term, description] pairs for a <dl>: KEYS is a list of { keys: ["g", "s"], words }.
export function keyRows() {
  return KEYS.flatMap(({ keys, words }) => [
    el("dt", {}, ...keys.flatMap((key, index) => [index ? " " : null, el("kbd", {}, key)])), el("dd", {}, words)])
}
