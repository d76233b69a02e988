// Questions about the document. The history is the server's; a question on its way is shown below it.

import { get, postLater } from "./api.js"
import { buildMessage, buildPending, fillPending } from "./chat_message.js"
import { keyed, part } from "./dom.js"
import { announce, showError } from "./notice.js"

export function showChat(session) {
  const { root, review, activity, signal } = session
  const log = part(root, "chat-log")
  const scroll = part(root, "chat-scroll")
  const form = part(root, "chat-form")
  const input = part(root, "chat-input")
  const send = part(root, "chat-send")
  const draftKey = `galley-draft-${review.id}`
  let messages = []
  let asking = null
  let shownLast = null

  const fold = watchFold(part(root, "chat-fold"), scroll)
  input.value = sessionStorage.getItem(draftKey) ?? ""
  input.addEventListener("input", () => { sessionStorage.setItem(draftKey, input.value); showButton() })
  input.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })
  form.addEventListener("submit", event => {
    event.preventDefault()
    const message = input.value.trim()
    if (message && !isBusy()) ask(message)
  })
  activity.addEventListener("change", draw)
  activity.addEventListener("end", ({ detail: { job, status } }) => { if (job.kind === "chat") finish(job, status) })
  document.addEventListener("visibilitychange", () => { if (!document.hidden) load() }, { signal })
  load()
  showButton()

  async function load() {
    try {
      ({ messages } = await get(`${review.path}/chat`, { signal }))
      draw()
    } catch (error) {
      if (!signal.aborted && error.status !== 404) showError(error, { again: load })
    }
  }

  async function ask(message) {
    asking = message
    fold.open()
    setInput("")
    draw()
    try {
      const body = { session_id: review.id, message, current_section: review.current }
      const answer = await postLater("/chat", body, { signal })
      if (answer.task_id) activity.start({ taskId: answer.task_id, kind: "chat", section: null, message, note: answer.reason })
      else await answered(answer)
    } catch (error) {
      if (signal.aborted) return
      asking = null
      if (!input.value) setInput(message)
      draw()
      showError(error, { again: () => { setInput(""); ask(message) } })
    }
  }

  async function finish(job, status) {
    if (status.state === "SUCCESS") return answered(status.result)
    asking = null
    await load()
    draw()
    if (status.state === "REVOKED") return announce("The answer was stopped.")
    const again = job.message ? () => ask(job.message) : undefined
    showError(status.error ?? "The question could not be answered.", { again })
  }

  async function answered() {
    await load()
    asking = null
    draw()
    announce("Answered.")
  }

  function draw() {
    const wasAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40
    const rows = [...messages.map(message => ({ key: message.id, message })), ...waiting()]
    fold.show(rows.length > 0)
    keyed(log, rows, { key: row => row.key, stamp: row => row.message ?? row.job?.taskId ?? "", build: row =>
      row.message ? buildMessage(row.message, cite) : buildPending(row, job => activity.cancel(job).catch(showError)) })
    const last = rows.at(-1)
    if (last && !last.message) fillPending(log.lastElementChild, last)
    if (wasAtEnd || last?.key !== shownLast) scroll.scrollTop = endOf(last)
    shownLast = last?.key
    showButton()
  }

  // An answer that is longer than its room is read from its question on.
  function endOf(last) {
    const question = last?.message ? log.lastElementChild.previousElementSibling : null
    return question ? question.offsetTop - log.offsetTop : scroll.scrollHeight
  }

  // The question as typed until the history has it, and one line for the answer that is coming.
  function waiting() {
    const [job] = activity.chatting
    if (!job && asking === null) return []
    const rows = []
    const last = messages.findLast(({ role }) => role === "user")
    const question = asking ?? job?.message
    if (question && !(last?.text === question && messages.at(-1) === last)) {
      rows.push({ key: "asking", message: { role: "user", text: question } })
    }
    rows.push({ key: "pending", job })
    return rows
  }

  function cite(citation) {
    session.open(citation.section ?? review.current, { ...citation })
  }

  function isBusy() { return asking !== null || activity.chatting.length > 0 }
  function showButton() { send.disabled = isBusy() || input.value.trim() === "" }

  function setInput(words) {
    input.value = words
    sessionStorage.setItem(draftKey, words)
  }
}

// The conversation can be put away to give its room to the text; a new question brings it back.
function watchFold(button, scroll) {
  let isOpen = true
  let hasRows = false

  function draw() {
    scroll.hidden = !(hasRows && isOpen)
    button.hidden = !hasRows
    button.setAttribute("aria-expanded", String(isOpen))
    button.textContent = isOpen ? "Hide the conversation" : "Show the conversation"
  }

  button.addEventListener("click", () => { isOpen = !isOpen; draw() })
  return {
    open() { isOpen = true; draw() },
    show(has) { hasRows = has; draw() },
  }
}
