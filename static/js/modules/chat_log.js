// The conversation as it is seen: its rows, the way back to earlier ones, and what to say while it is empty.

import { buildMessage, buildNote, buildPending, fillPending } from "./chat_message.js"
import { Place } from "./chat_place.js"
import { rowsOf } from "./chat_rows.js"
import { keyed, part } from "./dom.js"

const AT_ONCE = 60 // rows; a long history is drawn from its end

export function showLog({ root, signal }, { onCite, onStop, onAgain }) {
  const list = part(root, "chat-log")
  const earlierButton = part(root, "chat-earlier")
  const place = new Place({ room: part(root, "chat-scroll"), rows: list, above: part(root, "panel-switch"), below: part(root, "chat-foot"), signal })
  let most = AT_ONCE
  let last = null

  earlierButton.addEventListener("click", () => {
    const first = list.firstElementChild
    most += AT_ONCE
    place.still(first, () => draw(last))
    if (earlierButton.hidden) part(root, "chat-scroll").focus({ preventScroll: true })
  })

  // state: { messages, going, outcomeOf, isLoaded }
  function draw(state) {
    last = state
    const { rows, earlier } = rowsOf({ ...state, most })
    keyed(list, rows, { key: row => row.key, stamp: stampOf, build })
    if (rows.at(-1)?.going) fillPending(list.lastElementChild, state.going)
    for (const button of list.querySelectorAll("[data-testid=chat-again]")) button.disabled = state.going !== null
    earlierButton.hidden = earlier === 0
    part(root, "chat-empty").hidden = rows.length > 0 || !state.isLoaded
    keep()
  }

  function keep() {
    const questions = list.querySelectorAll(":scope > [data-role=user]")
    place.keep(questions[questions.length - 1])
  }

  function build(row) {
    if (row.message) return buildMessage(row.message, onCite)
    return row.going ? buildPending(onStop) : buildNote(row.outcome, () => onAgain(row.question))
  }

  return { draw, keep, follow: () => place.follow() }
}

// A message never changes; the answer that is being written is filled, not built anew.
function stampOf({ outcome }) {
  return outcome ?? ""
}
