// Where the page is lives in the address, so that reload, back and a copied link work.
//   #/   #/s/<session>   #/s/<session>/<section>

export function readRoute(hash = location.hash) {
  const [, kind, session, section] = /^#\/(s)\/([^/]+)(?:\/(.*))?$/.exec(hash) ?? []
  if (!kind) return { view: "home" }
  return { view: "session", sessionId: decode(session), section: section ? decode(section) : null }
}

export const homeAddress = "#/"

export function sessionAddress(sessionId, section = null) {
  const base = `#/s/${encodeURIComponent(sessionId)}`
  return section === null ? base : `${base}/${encodeURIComponent(section)}`
}

export function goTo(address) {
  location.hash = address
}

export function onRoute(listener) {
  addEventListener("hashchange", () => listener(readRoute()))
  listener(readRoute())
}

function decode(text) {
  try { return decodeURIComponent(text) } catch { return text }
}
