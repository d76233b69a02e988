// Patterns of the header and of the settings.

import { watchConnectionTest } from "../modules/connection_test.js"
import { fromTemplate, part } from "../modules/dom.js"
import { keyRows } from "../modules/help.js"
import { fillMode } from "../modules/mode.js"
import { fillRunning } from "../modules/settings_facts.js"
import { watchOwnKey } from "../modules/settings_key.js"
import { nothing } from "./pieces.js"

const { signal } = new AbortController()
const OFFLINE = { provider: "offline", model: null, label: null, key: "none", may_keep_key: true, why_not: null }
const ASKED = { ...OFFLINE, provider: "anthropic", model: "a-model", key: "kept" }
const PARTS = [
  { name: "name", state: "ok", words: "example.org has an address." }, { name: "connection", state: "ok", words: "It answers." },
  { name: "tls", state: "ok", words: "Its certificate is in order." }, { name: "key", state: "failed", words: "Claude refuses this key." },
  { name: "model", state: "skipped", words: "Not tried." }, { name: "limit", state: "unknown", words: "Not said." },
]
const RUNNING = {
  mode: "inline", reason: null, celery: false, redis: "off", workers: 0, database: "sqlite", data_folder: "/home/ada/galley/data",
  max_upload_mb: 50, version: "1.0", claude: OFFLINE,
  limits: { analysis: { rate: "5/m", setting: "RATE_LIMIT_ANALYSIS" }, chat: { rate: "10/m", setting: "RATE_LIMIT_CHAT" }, test: { rate: null, setting: "RATE_LIMIT_TEST" } },
}
const QUEUED = { ...RUNNING, mode: "queued", celery: true, redis: "ok", workers: 2, database: "postgresql", data_folder: null, claude: ASKED }
const FALLEN_BACK = { ...QUEUED, mode: "inline", redis: "gone", workers: 0, reason: "Redis does not answer" }

const health = ({ reason, ...running }) => ({ status: reason ? "degraded" : "ok", ...running, ...(reason ? { reason } : {}) })

function masthead(running, { isOpen = false } = {}) {
  const node = fromTemplate("pattern-masthead")
  if (running) fillMode(node, health(running))
  part(node, "mode").open = isOpen
  return node
}

function settings(name, { claude = OFFLINE, running = RUNNING, error, told } = {}) {
  const root = fromTemplate("settings-view")
  root.dataset.state = "ready"
  const connection = watchConnectionTest(root, { signal })
  watchOwnKey(root, { signal, connection, onChange: nothing }).fill(claude)
  connection.fill(claude)
  connection.show(told ?? {})
  fillRunning(root, running)
  part(root, "settings-key-list").replaceChildren(...keyRows())
  root.querySelector("[name=theme]").checked = true
  if (error) {
    part(root, "key-error").textContent = error
    part(root, "key-input").setAttribute("aria-invalid", "true")
  }
  return root.querySelector(`[data-testid=settings-${name}]`)
}

const block = (id, build) => ({ id, build })

export const frame = {
  id: "frame",
  title: "Header and settings",
  blocks: [
    block("header-looking", () => masthead()),
    block("header", () => masthead(RUNNING)),
    block("header-queued", () => masthead(QUEUED)),
    block("header-fallen-back", () => masthead(FALLEN_BACK)),
    block("header-demo", () => masthead({ ...RUNNING, claude: { ...ASKED, label: "Scripted stand-in" } })),
    block("header-open", () => masthead(FALLEN_BACK, { isOpen: true })),
    block("settings-running", () => settings("running")),
    block("settings-fallen-back", () => settings("running", { running: FALLEN_BACK })),
    block("settings-without-key", () => settings("claude")),
    block("settings-key-refused", () => settings("claude", { error: "Claude refuses this key. Check it and try again.", told: { parts: PARTS } })),
    block("settings-key-kept", () => settings("claude", { claude: ASKED, told: { words: "a-model answered in 0.8 s." } })),
    block("settings-key-not-here", () => settings("claude", { claude: { ...OFFLINE, may_keep_key: false, why_not: "Others use this Galley too: its key is set with ANTHROPIC_API_KEY." } })),
    block("settings-theme", () => settings("theme")),
    block("settings-keys", () => settings("keys")),
  ],
}

