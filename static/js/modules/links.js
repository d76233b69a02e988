// A finding's card and its marks in the text belong together: pointing at one lights the other,
// choosing one brings the other into view.

const NEAR = { block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" }

export function linkMarksAndCards({ root, panels, signal }) {
  let held = null

  const cardOf = id => root.querySelector(`[data-testid=finding][data-id="${CSS.escape(id)}"]`)
  const marksOf = id => [...root.querySelectorAll(`mark[data-finding="${CSS.escape(id)}"]`)]
  const idAt = target => target.closest?.("mark[data-finding], [data-testid=finding]")
  const idOf = node => node?.dataset.finding ?? node?.dataset.id ?? null

  function light(id) {
    for (const node of root.querySelectorAll("[data-active]")) node.removeAttribute("data-active")
    if (id === null) return
    for (const node of [cardOf(id), ...marksOf(id)]) node?.setAttribute("data-active", "")
  }

  function toCard(id) {
    panels.show("findings")
    const card = cardOf(id)
    card?.focus({ preventScroll: true })
    card?.scrollIntoView(NEAR)
  }

  function toMark(id) {
    panels.show("text")
    const [first] = marksOf(id)
    first?.focus({ preventScroll: true })
    first?.scrollIntoView(NEAR)
  }

  const on = (type, act) => root.addEventListener(type, act, { signal })
  on("pointerover", ({ target }) => light(idOf(idAt(target)) ?? held))
  on("pointerleave", () => light(held))
  on("focusin", ({ target }) => {
    held = idOf(idAt(target))
    light(held)
  })
  on("reader:drawn", () => light(held))
  on("click", ({ target }) => {
    const mark = target.closest("mark[data-finding]")
    if (mark) {
      if (getSelection().isCollapsed) toCard(mark.dataset.finding)
      return
    }
    const card = target.closest("[data-testid=finding]")
    if (!card) return
    if (target.closest("[data-part=quote]")) toMark(card.dataset.id)
    else if (!target.closest("button, input, summary, label")) marksOf(card.dataset.id)[0]?.scrollIntoView(NEAR)
  })
  on("keydown", event => {
    if (!event.target.matches("mark[data-finding]") || (event.key !== "Enter" && event.key !== " ")) return
    event.preventDefault()
    toCard(event.target.dataset.finding)
  })
}
