// Where the page is lives in the address, so that reload, back and a copied link work.
//   #/   #/settings   #/j/<job>
//   #/s/<session>   #/s/<session>/<section>   each with ?finding=<id> or ?job=<id>

export function readRoute(hash = location.hash) {
  const [path, query = ""] = hash.split("?", 2)
  const [, kind, first, rest] = /^#\/(s|j|settings)(?:\/([^/]+)(?:\/(.*))?)?$/.exec(path) ?? []
  if (kind === "settings") return { view: "settings" }
  if (!kind || !first) return { view: "home" }
  if (kind === "j") return { view: "job", jobId: decode(first) }
  const asked = new URLSearchParams(query)
  return {
    view: "session", sessionId: decode(first), section: rest ? decode(rest) : null,
    finding: asked.get("finding"), job: asked.get("job"),
  }
}

export const homeAddress = "#/"

// more: { finding } or { job }, what to point at there.
export function sessionAddress(sessionId, section = null, more = {}) {
  const base = `#/s/${encodeURIComponent(sessionId)}`
  const query = new URLSearchParams(more).toString()
  return (section === null ? base : `${base}/${encodeURIComponent(section)}`) + (query && `?${query}`)
}

export function goTo(address) {
  location.hash = address
}

// Changes the address without a new entry in the history and without telling anybody.
export function noteAddress(address) {
  if (address !== location.hash) history.replaceState(history.state, "", address)
}

export function onRoute(listener) {
  addEventListener("hashchange", () => listener(readRoute()))
  listener(readRoute())
}

function decode(text) {
  try { return decodeURIComponent(text) } catch { return text }
}
