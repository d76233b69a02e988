// Single keys. They work anywhere in a review but not while somebody types, and can be switched off
// (WCAG 2.1.4), because speech input may press them by accident.

import { part } from "./dom.js"

const SWITCH = "galley-single-keys"
const SEQUENCE_MS = 1_200

export const areKeysOn = () => localStorage.getItem(SWITCH) !== "off"
export const setKeysOn = isOn => localStorage.setItem(SWITCH, isOn ? "on" : "off")

export function watchKeys(session) {
  const { root, review, shown, selection, deciding, panels, signal } = session
  let begun = null // the first key of two, and when

  const card = () => session.cardOf(shown.chosen)
  const onChosen = act => () => shown.chosenItem && deciding.acts[act](shown.chosenItem, card())
  const move = (by, more) => () => {
    const next = shown.neighbour(by, more)
    if (next) session.goToFinding(next.id)
  }

  const acts = {
    "j": move(1), "k": move(-1), "n": move(1, { open: true }), "p": move(-1, { open: true }),
    "a": onChosen("accept"), "r": onChosen("reject"), "e": onChosen("edit"),
    "u": () => shown.chosenItem && shown.chosenItem.decision !== "open" ? deciding.acts.undo(shown.chosenItem) : deciding.undoLast(),
    "w": onChosen("reason"), "x": () => shown.chosen && selection.toggle(shown.chosen),
    "]": () => step(1), "[": () => step(-1),
    "/": () => { if (!panels.isWide) panels.show("findings"); root.querySelector("[data-testid=filter-words]").focus() },
    "c": () => { panels.show("chat"); root.querySelector("[data-testid=chat-input]").focus() },
    "+": () => part(root, "own-open").click(), "?": () => session.help(), "Escape": () => shown.choose(null),
    "g s": () => focusPanel("sections", "[data-current] a"),
    "g f": () => focusPanel("findings", "[data-current] [data-testid=row-open]", "[data-testid=row-open]"),
    "g n": () => focusPanel("numbers", "[data-part=numbers]"),
    "g t": () => focusPanel("text", "[data-part=reader]"),
    "g h": () => { location.hash = "#/" },
    "s a": () => session.analyse(review.current), "s d": () => session.analyseAll(), "s x": () => selection.all(),
  }
  const firsts = new Set(Object.keys(acts).filter(name => name.includes(" ")).map(name => name[0]))

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return
    if (document.querySelector("dialog[open], [popover]:popover-open")) return
    if (event.key !== "Escape" && !areKeysOn()) return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const pair = begun && event.timeStamp - begun.at < SEQUENCE_MS ? `${begun.key} ${key}` : null
    begun = null
    const act = acts[pair] ?? acts[key]
    if (!act && firsts.has(key)) begun = { key, at: event.timeStamp }
    else if (!act) return
    else act()
    event.preventDefault()
  }, { signal })

  function step(by) {
    const { sections, current } = review
    const next = sections[sections.findIndex(({ name }) => name === current) + by]
    if (next) session.open(next.name)
  }

  function focusPanel(name, ...selectors) {
    panels.show(name)
    const panel = root.querySelector(`[data-panel-of="${name}"]`)
    selectors.map(selector => panel.querySelector(selector)).find(Boolean)?.focus()
  }
}

function isTyping(target) {
  return target.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])")
}
