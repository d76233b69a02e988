// Questions about the document. The history is the server's; the question on its way and the answer
// that is being written are shown below it until it has them.

import { get, postLater } from "./api.js"
import { watchForm } from "./chat_form.js"
import { showLog } from "./chat_log.js"
import { showSuggestions } from "./chat_suggestions.js"
import { part } from "./dom.js"
import { announce, showError } from "./notice.js"

const ENDS = { SUCCESS: "Answered.", REVOKED: "The answer was stopped.", FAILURE: "The question could not be answered." }

export function showChat(session) {
  const { root, review, activity, signal } = session
  const outcomes = new Map() // what became of questions asked here, by task
  let messages = []
  let isLoaded = false
  let going = null

  const log = showLog(session, {
    onCite: citation => session.open(citation.section ?? review.current, { ...citation }),
    onStop: () => activity.cancel(going.job).catch(showError),
    onAgain: ask,
  })
  const form = watchForm(session, { onAsk: ask, onInput: () => suggestions.draw() })
  const suggestions = showSuggestions(session, { isWanted: () => form.isEmpty && going === null, onAsk: ask })

  activity.addEventListener("change", () => {
    const job = activity.chatting.find(({ taskId }) => !going || taskId === going.taskId)
    if (!job && !going) return
    if (!going) adopt(job)
    if (job) going.job = job
    draw()
  })
  activity.addEventListener("delta", ({ detail: { job, delta } }) => {
    if (job.taskId !== going?.taskId || delta.attempt < going.attempt) return
    if (delta.attempt > going.attempt) Object.assign(going, { attempt: delta.attempt, text: "" })
    going.text += delta.text
    draw()
  })
  activity.addEventListener("end", ({ detail: { job, status } }) => { if (job.kind === "chat") finish(job, status) })
  review.addEventListener("change", () => { if (isLoaded) draw() })
  document.addEventListener("visibilitychange", () => { if (!document.hidden) load() }, { signal })
  watchRoom([part(root, "chat-scroll"), part(root, "chat-foot")], signal, isNew => {
    if (isNew) log.follow()
    suggestions.look()
    log.keep()
  })
  load()

  async function load(settle = () => {}) {
    try {
      ({ messages } = await get(`${review.path}/chat`, { signal }))
      for (const citation of messages.flatMap(({ citations }) => citations ?? [])) citation.ocr = review.ocrOf(citation.page)
      isLoaded = true
    } catch (error) {
      if (!signal.aborted && error.status !== 404) showError(error, { again: load })
    }
    settle()
    if (!signal.aborted) draw()
  }

  // A question from another tab, or from before a reload: the history has its words.
  function adopt(job) {
    going = { ...nothing(job.message ?? null), taskId: job.taskId }
    if (!going.question) load()
  }

  async function ask(message) {
    if (going) return
    going = nothing(message)
    form.set("")
    form.focus()
    log.follow()
    draw()
    try {
      const body = { session_id: review.id, message, current_section: review.current }
      const answer = await postLater("/chat", body, { signal })
      if (!answer.task_id) return await ended(null, ENDS.SUCCESS)
      going.taskId = answer.task_id
      activity.start({ taskId: answer.task_id, kind: "chat", section: null, message, note: answer.reason })
      review.tellOtherTabs()
    } catch (error) {
      if (signal.aborted) return
      going = null
      if (form.isEmpty) form.set(message)
      draw()
      showError(error, { again: () => { form.set(""); ask(message) } })
    }
  }

  async function finish({ taskId }, { state, error }) {
    if (state !== "SUCCESS") outcomes.set(taskId, { state, error, text: taskId === going?.taskId ? going.text : "" })
    await ended(taskId, ENDS[state])
  }

  // What is shown stays until the history has it, so nothing jumps.
  async function ended(taskId, words) {
    await load(() => { if (going?.taskId === taskId) going = null })
    announce(words)
  }

  function draw() {
    form.setBusy(going !== null)
    suggestions.draw()
    log.draw({ messages, going, outcomeOf, isLoaded })
  }

  // Of a question that has no answer. Null while nobody can know: the review is not here, or work goes on.
  function outcomeOf({ task_id }) {
    const job = review.data?.jobs.find(job => job.task_id === task_id)
    if (!review.data || (job && !job.ready && !outcomes.has(task_id))) return null
    return outcomes.get(task_id) ?? { state: job?.state ?? null, error: job?.error ?? null }
  }
}

function nothing(question) {
  return { question, job: null, taskId: null, attempt: 0, text: "" }
}

// Calls back when the panel comes into view, saying so, and when the room of one of its parts changes.
function watchRoom(parts, signal, onChange) {
  let wasShown = false
  const observer = new ResizeObserver(() => {
    const isShown = parts[0].checkVisibility()
    if (isShown) onChange(!wasShown)
    wasShown = isShown
  })
  for (const part of parts) observer.observe(part)
  signal.addEventListener("abort", () => observer.disconnect())
}
