// The theme: as the system, light or dark. It is kept in this browser, counts at once in all of its tabs, and is
// applied by static/js/theme.js before the first paint of the next page.

const KEY = "galley-theme"
const SYSTEM = "system"

export function chosenTheme() {
  return document.documentElement.dataset.theme ?? SYSTEM
}

// theme: system, light or dark.
export function chooseTheme(theme) {
  apply(theme)
  try {
    if (theme === SYSTEM) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch { /* a browser that keeps nothing shows it until the page is left */ }
}

// onChange is called when another tab has chosen.
export function watchTheme({ signal, onChange }) {
  addEventListener("storage", ({ key, newValue }) => {
    if (key !== KEY) return
    apply(newValue ?? SYSTEM)
    onChange?.()
  }, { signal })
}

function apply(theme) {
  const root = document.documentElement
  if (theme === "light" || theme === "dark") root.dataset.theme = theme
  else delete root.dataset.theme
  document.querySelector("meta[name=color-scheme]").content = root.dataset.theme ?? "light dark"
}
