// Patterns of the conversation about a document.

import { showLog } from "../modules/chat_log.js"
import { showSuggestions } from "../modules/chat_suggestions.js"
import { WORDS } from "./made_up.js"
import { nothing } from "./pieces.js"
import { madeUpSession } from "./session.js"

const { signal } = new AbortController()
const MARKDOWN = `Whoever notices an incident has **72 hours**, but the text does not say *from when* they count:

1. from the incident, or
2. from the moment somebody notices it.
   - At night the office is told in the morning.

### What is missing

| Who | By when |
|:----|--------:|
| The finder | 72 hours |
| The office | not said |

> as soon as possible

Write \`within 72 hours of noticing it\`, and see [the law](https://example.org).

\`\`\`
Article 33 (1)
\`\`\``

const QUOTES = [
  { quote: "as soon as possible, and within 72 hours at the latest", section: "3. Incidents", page: 3 },
  { quote: `${"Whoever notices an incident tells somebody ".repeat(4)}.`, section: "2.2 What it leaves out, and who decides about what nobody thought of", page: 2 },
  { quote: null, section: "4. Exceptions", page: null },
]
const QUESTION = { id: 1, task_id: "t1", role: "user", text: "Who has to be told of an incident,\nand by when?", citations: [], source: "person" }
const ANSWER = { id: 2, task_id: "t1", role: "assistant", text: MARKDOWN, citations: QUOTES, source: "claude:a-model" }
const after = words => MARKDOWN.indexOf(words) + words.length
const NUMBERED = { ...ANSWER, citations: [{ ...QUOTES[0], marks: [after("72 hours**"), after("notices it.")] }, { ...QUOTES[1], marks: [after("not said |")] }] }
const QUOTED = { ...ANSWER, source: "document", text: "> as soon as possible, and within 72 hours at the latest", citations: QUOTES.slice(0, 2) }
const EARLIER = Array.from({ length: 62 }, (_, n) => ({ ...QUOTED, id: n, task_id: `t${n}`, text: `Message ${n}.`, citations: [] })).toSpliced(1, 57)
const GOING = { question: "And whom at night?", taskId: "t2", attempt: 0, text: "", job: null }
const job = (status, more) => ({ taskId: "t2", kind: "chat", status, stopping: false, ...more })

// state: what the log is drawn from; most of it is told by the name of the block.
function panel(state, { suggest = false } = {}) {
  return stage => {
    const root = madeUpSession({ act: session => {
      const ways = { onCite: nothing, onStop: nothing, onAgain: nothing }
      showLog({ root: session.root, signal }, ways).draw({ messages: [], going: null, outcomeOf: () => null, isLoaded: true, ...state })
      if (suggest) stage.suggestions = suggestions(session)
    } })
    const node = root.querySelector("[data-panel-of=chat]")
    node.querySelector("[type=submit]").disabled = true
    return node
  }
}

// Looks at the text of the section once it stands in the page.
function suggestions({ root, review }) {
  const told = { section: review.section, text: () => Promise.resolve({ text: WORDS }), addEventListener: nothing }
  return showSuggestions({ root, review: told, signal }, { isWanted: () => true, onAsk: nothing })
}

const note = outcome => panel({ messages: [QUESTION], outcomeOf: () => outcome })
const going = change => panel({ messages: [QUESTION, ANSWER].slice(0, 1), going: { ...GOING, question: null, taskId: "t1", ...change } })
const block = (id, build, more = {}) => ({ id: `chat-${id}`, narrow: true, build, ...more })

export const chat = {
  id: "chat",
  title: "Questions and answers",
  blocks: [
    block("empty", panel({}, { suggest: true }), { after: stage => stage.suggestions.look() }),
    block("answered", panel({ messages: [QUESTION, ANSWER] })),
    block("numbered", panel({ messages: [QUESTION, NUMBERED] })),
    block("quoted", panel({ messages: [QUESTION, QUOTED] })),
    block("reading", going({ job: job({ status: "Reading the document…" }) })),
    block("waiting", going({ job: job({ waiting: { reason: "position", position: 3 } }) })),
    block("writing", going({ job: job({ status: "Writing…" }), text: MARKDOWN.slice(0, 190) })),
    block("lost", going({ job: job({ lost: true }), text: "Whoever notices" })),
    block("stopping", going({ job: job({}, { stopping: true }), text: "Whoever notices" })),
    block("failed", note({ state: "FAILURE", error: "Claude refuses this key (HTTP 401). Check it and try again." })),
    block("stopped", note({ state: "REVOKED", text: "Whoever notices an incident has" })),
    block("unanswered", note({ state: null })),
    block("with-earlier", panel({ messages: EARLIER })),
  ],
}
