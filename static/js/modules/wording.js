// Numbers, states and waits in words. Pure: no DOM, no network.

const number = new Intl.NumberFormat("en")
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" })
const DAY_MS = 86_400_000
const LEAST_LEFT = 2 // seconds; less is over before it is read
const CALLS = {
  RATE_LIMIT_ANALYSIS: ["analysis", "analyses"],
  RATE_LIMIT_CHAT: ["answer", "answers"],
  RATE_LIMIT_TEST: ["connection test", "connection tests"],
}

export function count(n, one, many = `${one}s`) {
  return `${number.format(n)} ${n === 1 ? one : many}`
}

export function documentFacts({ pages, words, tracked_changes: changes = 0 } = {}, sections) {
  const facts = []
  if (pages) facts.push(count(pages, "page"))
  if (words !== null && words !== undefined) facts.push(count(words, "word"))
  if (sections !== null && sections !== undefined) facts.push(count(sections, "section"))
  if (changes) facts.push(`${count(changes, "tracked change")}, read as accepted`)
  return facts.join(" · ")
}

export function findingFacts({ open = 0, accepted = 0, rejected = 0 } = {}) {
  return [[open, "open"], [accepted, "accepted"], [rejected, "rejected"]]
    .filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`).join(" · ")
}

export function sectionTitle(section) {
  return section.title === null ? "Before the first heading" : section.name
}

export function sourceWords(source = "") {
  if (source === "rules") return "Rule"
  if (source === "person") return "Yours"
  if (source === "claude:scripted-demo") return "Demo" // a script in Claude's place: never called by its name
  if (source.split(":", 1)[0] === "claude") return "Claude"
  return source
}

export function confidenceWords(confidence) {
  if (typeof confidence === "number") return `${Math.round(confidence <= 1 ? confidence * 100 : confidence)} % sure`
  return confidence ? `${confidence} confidence` : ""
}

// The page, and for one that was read from its picture how sure that is.
export function pageWords({ page, ocr = null }) {
  if (!page) return ""
  return ocr === null ? `Page ${page}` : `Page ${page}, read by OCR: ${Math.round(ocr * 100)} % sure`
}

// Times come as ISO text or epoch seconds or milliseconds.
export function timeOf(value) {
  if (typeof value === "number") return new Date(value < 1e12 ? value * 1000 : value)
  return new Date(value)
}

export function when(value, now = Date.now()) {
  const time = timeOf(value)
  if (Number.isNaN(time.getTime())) return ""
  const clock = time.toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hour12: false })
  const days = Math.round((startOfDay(time) - startOfDay(now)) / DAY_MS)
  if (days > -7 && days <= 0) return `${relative.format(days, "day")} at ${clock}`
  return time.toLocaleDateString("en", { day: "numeric", month: "long", year: "numeric" })
}

export function waitingWords(waiting) {
  if (!waiting) return ""
  const soon = untilWords(waiting.until)
  switch (waiting.reason) {
    case "rate_limit": return waiting.limit ? `Waiting for the rate limit${soon}.` : `Claude asked for a pause; it is asked again${soon.slice(1)}.`
    case "retry": return `The last attempt failed; trying again${soon}.`
    case "paused": return "This queue is paused. The work starts when somebody resumes it."
    case "no_worker": return "No worker is there; this server takes over in a moment."
    case "position": return waiting.position > 1
      ? `${count(waiting.position - 1, "job")} before this one.` : "Next in line."
    default: return waiting.reason ? `Waiting: ${String(waiting.reason).replaceAll("_", " ")}${soon}.` : ""
  }
}

// How long it still takes, and which setting makes it so: "5 analyses a minute: about 8 min left. Change it with …".
export function leftWords({ left_seconds: left, limit: pace, waiting, ready } = {}) {
  const limit = pace ?? waiting?.limit
  const about = Number.isFinite(left) && left >= LEAST_LEFT && !ready ? `about ${spanWords(left)} left` : ""
  if (!limit) return about && `${sentence(about)}.`
  return `${rateWords(limit)}${about && `: ${about}`}. Change it with ${limit.setting}.`
}

export function rateWords({ setting, count: most, seconds }) {
  const [one, many] = CALLS[setting] ?? ["call", "calls"]
  const unit = { 1: "a second", 60: "a minute", 3600: "an hour" }[seconds] ?? `in ${spanWords(seconds)}`
  return `${count(most, one, many)} ${unit}`
}

// Rounded, so that it does not seem to know more than it does: "40 s", "8 min", "3 h".
export function spanWords(seconds) {
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} s`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h` : count(Math.round(seconds / 86_400), "day")
}

// Why this server does what a queue was meant to do.
export function fallbackWords(reason) {
  return reason ? `${sentence(reason)}, so this server does the work.` : ""
}

export function sentence(words) {
  return words.replace(/^./, letter => letter.toUpperCase())
}

function untilWords(until) {
  if (until === null || until === undefined) return ""
  const seconds = Math.ceil((timeOf(until) - Date.now()) / 1000)
  if (!(seconds > 0)) return ""
  return seconds < 90 ? `, in about ${seconds} s` : `, in about ${count(Math.round(seconds / 60), "minute")}`
}

function startOfDay(time) {
  return new Date(time).setHours(0, 0, 0, 0)
}
