// What stands in the conversation, row by row: the newest messages, a note where a question got no
// answer, the question on its way, and the answer that is being written. Pure.

// going: { question, taskId } or null. outcomeOf tells what became of a question, or null while that is not known.
export function rowsOf({ messages, going, outcomeOf, most }) {
  const rows = []
  messages.forEach((message, index) => {
    const isOpen = message.role === "user" && !isAnswered(messages, index)
    if (isOpen && isAskedAgain(messages, index, going)) return
    rows.push({ key: keyOf(message), message })
    const outcome = isOpen && !isGoing(message, going) ? outcomeOf(message) : null
    if (outcome) rows.push({ key: `note-${keyOf(message)}`, question: message.text, outcome })
  })
  const earlier = Math.max(0, rows.length - most)
  const shown = rows.slice(earlier)
  const isHere = going && messages.some(({ role, task_id }) => role === "assistant" && task_id && task_id === going.taskId)
  if (!going || isHere) return { rows: shown, earlier }
  if (going.question && !messages.some(message => isGoing(message, going))) shown.push({ key: `user-${going.taskId ?? "asking"}`, message: { role: "user", text: going.question } })
  return { rows: [...shown, { key: "pending", going }], earlier }
}

// A message keeps its key, and so its place in the page, when the history takes over what was typed.
function keyOf({ role, task_id, id }) {
  return task_id ? `${role}-${task_id}` : `${role}-${id}`
}

function isAnswered(messages, index) {
  const { task_id } = messages[index]
  const answer = messages.slice(index + 1).find(({ role, task_id: of }) => role === "assistant" && (!task_id || of === task_id))
  return answer !== undefined && (task_id !== null || messages[index + 1] === answer)
}

// Who asked again has the question once, at its new place.
function isAskedAgain(messages, index, going) {
  const { text } = messages[index]
  if (going?.question === text && !isGoing(messages[index], going)) return true
  return messages.slice(index + 1).some(later => later.role === "user" && later.text === text)
}

function isGoing({ role, task_id }, going) {
  return role === "user" && Boolean(going?.taskId) && task_id === going.taskId
}
