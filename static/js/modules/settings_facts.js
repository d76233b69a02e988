// How this Galley runs, in words and figures, with the name of each setting that changes it.

import { el, part, setText } from "./dom.js"
import { runsMeaning } from "./mode.js"
import { fallbackWords } from "./wording.js"

const DATABASES = { sqlite: "SQLite, a file", postgresql: "PostgreSQL" }
const UNITS = { s: "a second", m: "a minute", h: "an hour" }
const ASKED_FOR = { analysis: "Reviews of sections", chat: "Questions", test: "Connection tests" }

// settings: what GET /settings answers.
export function fillRunning(root, settings) {
  part(root, "running-meaning").textContent = runsMeaning(settings)
  setText(part(root, "running-reason"), fallbackWords(settings.reason))
  part(root, "running-facts").replaceChildren(...rows(facts(settings)))
  part(root, "running-limits").replaceChildren(...rows(limits(settings)))
}

function facts({ celery, redis, workers, database, data_folder: folder, max_upload_mb: most, version }) {
  const queue = celery ? [["Redis", redis === "ok" ? "Answers" : "Does not answer", "REDIS_URL"], ["Workers", workers]]
    : [["Queue", "None", "USE_CELERY"]]
  const place = folder ? [["Documents are kept in", folder, "DATA_DIR"]] : []
  return [...queue, ["Database", DATABASES[database], "DATABASE_URL"], ...place, ["Largest upload", `${most} MB`, "MAX_UPLOAD_MB"], ["Version of Galley", version]]
}

function limits({ limits }) {
  return Object.entries(ASKED_FOR).map(([queue, words]) => [words, rateWords(limits[queue].rate), limits[queue].setting])
}

// rate: a count and a unit, as 5/m; null is no limit.
function rateWords(rate) {
  if (rate === null) return "No limit"
  const [number, unit] = rate.split("/")
  return `${number} ${UNITS[unit]}`
}

function rows(pairs) {
  return pairs.map(([name, value, setting]) => el("div", {}, el("dt", {}, name),
    el("dd", {}, String(value), setting ? el("code", {}, setting) : null)))
}
