// Applies the chosen theme before anything is painted. Not a module: modules run when the page is there already.
{
  let theme = null
  try { theme = localStorage.getItem("galley-theme") } catch { /* a browser that keeps nothing has no theme */ }
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme
    document.querySelector("meta[name=color-scheme]").content = theme
  }
}
