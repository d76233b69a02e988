// The third view: how this Galley runs and why, Claude and its key, how the page looks, and its keys.

import { get } from "./api.js"
import { watchConnectionTest } from "./connection_test.js"
import { fromTemplate, part } from "./dom.js"
import { keyRows } from "./help.js"
import { lookAtModeAgain } from "./mode.js"
import { showError } from "./notice.js"
import { fillRunning } from "./settings_facts.js"
import { watchOwnKey } from "./settings_key.js"
import { chooseTheme, chosenTheme, watchTheme } from "./theme.js"

export function openSettings(main) {
  const closing = new AbortController()
  const { signal } = closing
  const root = fromTemplate("settings-view")
  main.replaceChildren(root)
  document.title = "Settings · Galley"

  const connection = watchConnectionTest(root, { signal })
  const key = watchOwnKey(root, { signal, connection, onChange: settings => { fill(settings); lookAtModeAgain() } })
  showThemes(part(root, "theme"), signal)
  part(root, "settings-key-list").replaceChildren(...keyRows())
  load()

  async function load() {
    try {
      fill(await get("/settings", { signal }))
      root.dataset.state = "ready"
    } catch (error) {
      if (signal.aborted) return
      root.dataset.state = "absent"
      showError(error, { again: load })
    }
  }

  async function fill(settings) {
    key.fill(settings.claude)
    connection.fill(settings.claude)
    fillRunning(root, settings)
  }

  return { close: () => closing.abort() }
}

function showThemes(fieldset, signal) {
  const show = () => { for (const input of fieldset.querySelectorAll("input")) input.checked = input.value === chosenTheme() }
  fieldset.addEventListener("change", event => chooseTheme(event.target.value), { signal })
  watchTheme({ signal, onChange: show })
  show()
}
