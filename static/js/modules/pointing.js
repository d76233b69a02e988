// A finding's card and its marks in the text belong together: pointing at one lights the other,
// choosing one brings the other into view.

export function linkMarksAndCards(session) {
  const { root, shown, panels, signal } = session
  let lit = null

  const idAt = target => {
    const node = target.closest?.("mark[data-finding], [data-testid=finding], [data-testid=finding-row]")
    return node?.dataset.finding ?? node?.dataset.id ?? node?.dataset.key ?? null
  }

  function light(id) {
    if (id === lit) return
    lit = id
    for (const node of root.querySelectorAll("[data-lit]")) node.removeAttribute("data-lit")
    if (id === null) return
    const name = CSS.escape(id)
    for (const node of root.querySelectorAll(`mark[data-finding="${name}"], [data-testid=finding][data-id="${name}"]`)) node.setAttribute("data-lit", "")
  }

  const on = (type, act) => root.addEventListener(type, act, { signal })
  on("pointerover", ({ target }) => light(idAt(target)))
  on("pointerleave", () => light(null))
  on("focusin", ({ target }) => {
    const card = target.closest("[data-testid=finding]")
    if (card && panels.isWide && !target.closest(".finding-quick")) shown.choose(card.dataset.id, "focus")
  })
  on("click", ({ target }) => {
    const mark = target.closest("mark[data-finding]")
    if (!mark || !getSelection().isCollapsed) return
    shown.choose(mark.dataset.finding, "mark")
    session.toCard(mark.dataset.finding)
  })
  on("keydown", event => {
    if (!event.target.matches("mark[data-finding]") || (event.key !== "Enter" && event.key !== " ")) return
    event.preventDefault()
    shown.choose(event.target.dataset.finding, "mark")
    session.toCard(event.target.dataset.finding)
  })
}
