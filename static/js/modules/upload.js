// Sends files one after another, says how far it is, and follows a file that needs long work.

import { ApiError, lostWords, understand } from "./api.js"
import { part } from "./dom.js"
import { follow } from "./follow.js"
import { showError } from "./notice.js"

export class Upload {
  #isBusy = false

  constructor(root, { signal, onOpened, onAdded }) {
    this.area = part(root, "upload")
    this.words = part(root, "upload-words")
    this.bar = part(root, "upload-bar")
    this.signal = signal
    this.onOpened = onOpened
    this.onAdded = onAdded
    part(root, "upload-stop").addEventListener("click", () => this.stopping?.abort(), { signal })
  }

  async send(files) {
    if (!files.length) return
    if (this.#isBusy) return showError("One upload is still going on. Wait for it or stop it first.")
    this.#isBusy = true
    this.stopping = new AbortController()
    const signal = AbortSignal.any([this.signal, this.stopping.signal])
    this.area.hidden = false
    const left = [...files]
    try {
      let opened
      while (left.length) {
        opened = await this.#sendOne(left[0], signal)
        left.shift()
      }
      if (files.length === 1) this.onOpened(opened.session_id)
      else this.onAdded()
    } catch (error) {
      if (!signal.aborted) showError(error, { again: () => this.send(left) })
      if (!this.signal.aborted) this.onAdded()
    } finally {
      this.#isBusy = false
      this.area.hidden = true
    }
  }

  async #sendOne(file, signal) {
    this.#say(`Sending ${file.name}…`, 0)
    const answer = await transfer(file, signal, fraction => {
      if (fraction < 1) this.#say(`Sending ${file.name}…`, fraction * 100)
      else this.#say(`Reading ${file.name}…`, null)
    })
    if (answer.session_id || !answer.task_id) return answer
    const status = await follow(answer.task_id, {
      signal,
      onUpdate: news => this.#say(
        news.lost ? "Connection lost, trying again…" : news.status || `Reading ${file.name}…`, news.progress ?? null),
    })
    if (status.state !== "SUCCESS") throw new ApiError(status.error ?? `${file.name} could not be read.`, { status: 422 })
    return status.result?.result ?? status.result
  }

  #say(words, percent) {
    if (this.words.textContent !== words) this.words.textContent = words
    if (percent === null) this.bar.removeAttribute("value")
    else this.bar.value = percent
  }
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
