// Hears of a job's events the moment they happen, by EventSource: the newest job of each lane only,
// because a browser opens six connections to a server at most. It promises nothing: whoever listens
// asks by itself as well, and loses no more than speed when a stream is refused, lost or held back.

const REST_MS = 60_000
const SHORT_MS = 1_000
const TYPES = ["state", "progress", "delta", "end"]

const lanes = new Map() // lane: the one who hears
let restsUntil = 0

// For a while no stream is asked for: they are refused, or break off at once.
export function rest() {
  restsUntil = Date.now() + REST_MS
}

// after: the number of the last event that is known. onEvent gets each later one; onLost is called when
// nothing more will come, with whether there was hardly a stream at all. Of one lane, the highest order
// hears. Returns null when there is no stream to be had just now.
export function listen(taskId, { lane, order, after, onEvent, onLost }) {
  const before = lanes.get(lane)
  if (document.hidden || Date.now() < restsUntil || before?.order > order) return null
  before?.end()
  const source = new EventSource(`/jobs/${encodeURIComponent(taskId)}/events?after=${after}`)
  let openedAt = Infinity
  const hearing = { order, close, end }
  lanes.set(lane, hearing)
  source.addEventListener("open", () => { openedAt = Date.now() })
  // A stream that ends or breaks off is not left to come back by itself: who listens asks again first.
  source.addEventListener("error", () => end(!(Date.now() - openedAt > SHORT_MS)))
  for (const type of TYPES) {
    source.addEventListener(type, ({ data }) => {
      onEvent(JSON.parse(data))
      if (type === "end") close()
    })
  }
  // A page that nobody looks at keeps no connection of the server.
  document.addEventListener("visibilitychange", leave)
  return hearing

  function close() {
    source.close()
    document.removeEventListener("visibilitychange", leave)
    if (lanes.get(lane) === hearing) lanes.delete(lane)
  }

  function end(wasShort = false) {
    close()
    onLost(wasShort)
  }

  function leave() {
    if (document.hidden) end()
  }
}
