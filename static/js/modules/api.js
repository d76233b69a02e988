// The one door to the server. Callers get a body or an ApiError whose message is fit to be shown.

const PATIENCE_MS = 130_000

export class ApiError extends Error {
  constructor(message, { status = 0, code = "unreachable", body = null } = {}) {
    super(message)
    this.status = status
    this.code = code
    this.body = body
  }

  get isLostConnection() { return this.status === 0 }
}

export const get = (path, options) => call("GET", path, options)
export const post = (path, body, options) => call("POST", path, { ...options, body })
export const remove = (path, options) => call("DELETE", path, options)

// Work that may be long: the answer comes at once, and the job is followed by its task_id.
export const postLater = (path, body, options) =>
  call("POST", path, { ...options, body, headers: { Prefer: "respond-async" } })

export async function call(method, path, { body, headers = {}, signal, patienceMs = PATIENCE_MS } = {}) {
  const timeout = AbortSignal.timeout(patienceMs)
  const request = {
    method,
    headers: { Accept: "application/json", ...headers },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }
  if (body !== undefined) {
    request.headers["Content-Type"] = "application/json"
    request.body = JSON.stringify(body)
  }
  let response, text
  try {
    response = await fetch(path, request)
    text = await response.text()
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError(lostWords(timeout.aborted))
  }
  return understand(response.status, text)
}

// Shared with the upload, which needs XMLHttpRequest to know how far it is.
export function understand(status, text) {
  const body = parse(text)
  const failed = status >= 400 || body?.success === false
  if (body && !failed) return body
  const message = body?.error ?? `Galley answered in a way this page does not understand (HTTP ${status}).`
  throw new ApiError(String(message), { status, code: body?.code ?? "unexpected_answer", body })
}

export function lostWords(tookTooLong = false) {
  return tookTooLong
    ? "Galley took too long to answer."
    : "Galley does not answer. Check that it is still running and that you are online."
}

function parse(text) {
  try { return JSON.parse(text) } catch { return null }
}
