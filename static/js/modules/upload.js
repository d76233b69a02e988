// Files on their way in. They are the page's, not a view's: whoever goes on to a review does not stop
// the rest. Each file fails or arrives by itself. Says "change", and "added" with the session's id.

import { ApiError, lostWords, understand } from "./api.js"
import { tellTabs } from "./recent_news.js"
import { readScan, scansOnTheirWay } from "./scans.js"

const AT_ONCE = 2
const WORTH_SHOWING_MS = 250

export class Uploads extends EventTarget {
  #rows = []
  #number = 0
  #send

  // send(file, signal, tell) brings one file in and answers with its session.
  constructor(send = sendFile) {
    super()
    this.#send = send
    addEventListener("beforeunload", event => { if (this.#rows.some(isOnlyHere)) event.preventDefault() })
    for (const scan of scansOnTheirWay()) this.#rows.push({ id: ++this.#number, scan, name: scan.name, ...fresh(), isSlow: true })
    this.#begin()
  }

  // A file that comes in at once is not shown on the way, so that nothing jumps.
  get shown() { return this.#rows.filter(row => row.state === "failed" || row.isSlow) }
  get isBusy() { return this.#rows.some(row => row.state !== "failed") }

  add(files) {
    for (const file of files) {
      this.#rows.push({ id: ++this.#number, file, name: file.name, isAlone: files.length === 1, ...fresh() })
    }
    setTimeout(() => this.#showSlow(), WORTH_SHOWING_MS)
    this.#changed()
    this.#begin()
  }

  again(row) {
    Object.assign(row, fresh(), { isSlow: true })
    this.#changed()
    this.#begin()
  }

  dismiss(row) {
    row.stopping?.abort()
    this.#rows = this.#rows.filter(other => other !== row)
    this.#changed()
    this.#begin()
  }

  #begin() {
    const running = this.#rows.filter(row => row.state === "running").length
    const waiting = this.#rows.filter(row => row.state === "waiting")
    for (const row of waiting.slice(0, AT_ONCE - running)) this.#run(row)
  }

  async #run(row) {
    row.state = "running"
    row.stopping = new AbortController()
    const { signal } = row.stopping
    const tell = (words, percent) => { Object.assign(row, { words, percent }); this.#changed() }
    try {
      const opened = row.scan ? await readScan(row.scan, signal, tell) : await this.#send(row.file, signal, tell, row)
      this.#rows = this.#rows.filter(other => other !== row)
      const isAlone = row.isAlone && !this.isBusy
      tellTabs(opened.session_id)
      this.dispatchEvent(new CustomEvent("added", { detail: { sessionId: opened.session_id, isAlone } }))
    } catch (error) {
      if (signal.aborted) return
      Object.assign(row, { state: "failed", error, words: "" })
    }
    this.#changed()
    this.#begin()
  }

  #showSlow() {
    for (const row of this.#rows) row.isSlow = true
    this.#changed()
  }

  #changed() { this.dispatchEvent(new Event("change")) }
}

export async function sendFile(file, signal, tell, row = {}) {
  if (await isFolder(file)) throw new ApiError("This is a folder. Drop the documents in it instead.", { status: 415 })
  const answer = await transfer(file, signal, fraction => {
    if (fraction < 1) tell("Sending…", fraction * 100)
    else tell("Reading…", null)
  })
  if (answer.session_id || !answer.task_id) return answer
  row.scan = { taskId: answer.task_id, name: file.name }
  return readScan(row.scan, signal, tell)
}

// A folder comes as a file without a type whose bytes cannot be read.
async function isFolder(file) {
  if (file.type !== "" || /\.\w+$/.test(file.name)) return false
  return file.slice(0, 1).arrayBuffer().then(() => false, () => true)
}

function transfer(file, signal, onFraction) {
  return new Promise((resolve, reject) => {
    const form = new FormData()
    form.append("file", file, file.name)
    const request = new XMLHttpRequest()
    request.open("POST", "/upload")
    request.setRequestHeader("Accept", "application/json")
    request.setRequestHeader("Prefer", "respond-async")
    request.upload.onprogress = event => { if (event.lengthComputable) onFraction(event.loaded / event.total) }
    request.upload.onload = () => onFraction(1)
    request.onerror = () => reject(new ApiError(lostWords()))
    request.onabort = () => reject(signal.reason)
    request.onload = () => {
      try { resolve(understand(request.status, request.responseText)) } catch (error) { reject(error) }
    }
    signal.addEventListener("abort", () => request.abort())
    request.send(form)
  })
}

// The server has the others already.
const isOnlyHere = row => row.state !== "failed" && !row.scan
const fresh = () => ({ state: "waiting", words: "Waiting…", percent: 0, error: null, isSlow: false })
