// The document's own pages beside its text: a PDF drawn by pdf.js, a scan as its pictures. The chosen
// finding's words are marked on them. Only pages near the window are drawn.

import { get } from "./api.js"
import { el, part, setText } from "./dom.js"
import { openPaper } from "./paper.js"

const NEAR = "100% 0px"

export function showPages({ root, review, shown, panels, signal }) {
  const [tab, panel, list] = ["pages-tab", "pages-panel", "pages"].map(name => part(root, name))
  let paper = null
  let marked = null // the finding whose places are shown, or being asked for

  const near = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) isIntersecting ? draw(target) : clear(target)
  }, { root: panel, scrollMargin: NEAR, rootMargin: NEAR })
  signal.addEventListener("abort", () => { near.disconnect(); paper?.then(({ close }) => close(), () => {}) })

  review.addEventListener("change", () => { tab.hidden = !isPaper() })
  panels.addEventListener("change", () => { if (isOpen()) open() })
  shown.addEventListener("choose", ({ detail: { id } }) => { if (isOpen() && id !== null) mark(review.item(id)) })
  review.addEventListener("current", () => { if (isOpen() && !marked) bring(pageOf(review.section?.page)) })

  const isPaper = () => Boolean(review.data?.document.pages) && ["pdf", "image"].includes(review.data.document.format)
  const isOpen = () => !tab.hidden && panels.shown === "pages"
  const pageOf = number => list.querySelector(`[data-page="${number}"]`)

  async function open() {
    if (!list.childElementCount) build()
    const item = shown.chosenItem
    if (item?.page) mark(item)
    else bring(pageOf(review.section?.page))
  }

  function build() {
    const { pages, format } = review.data.document
    for (let page = 1; page <= pages; page += 1) {
      const node = buildPaper(page, pages)
      list.append(node)
      near.observe(node)
    }
    paper = openPaper(format, review.path, signal)
    paper.catch(error => { if (!signal.aborted) setText(part(root, "pages-problem"), `The pages cannot be shown. ${error.message}`) })
  }

  async function draw(node) {
    if (node.dataset.drawn) return
    node.dataset.drawn = "begun"
    try {
      const { draw: drawn } = await paper
      const { picture, shape } = await drawn(Number(node.dataset.page), node.clientWidth)
      if (node.dataset.drawn !== "begun" || signal.aborted) return
      node.style.setProperty("--paper-shape", shape)
      picture.setAttribute(picture.localName === "img" ? "alt" : "aria-label", `Page ${node.dataset.page}`)
      node.prepend(picture)
      node.dataset.drawn = "done"
    } catch {
      delete node.dataset.drawn // what is wrong with the whole file is said above the pages
    }
  }

  function clear(node) {
    node.querySelector("canvas, img")?.remove()
    delete node.dataset.drawn
  }

  async function mark(item) {
    marked = item?.page ? item.id : null
    for (const old of list.querySelectorAll(".paper-mark")) old.remove()
    if (!item?.page) return
    bring(pageOf(item.page))
    const answer = await get(`${review.path}/feedback/${encodeURIComponent(item.id)}/places`, { signal }).catch(() => null)
    if (marked !== item.id || !answer) return
    const marks = answer.places.map(place => place && put(place)).filter(Boolean)
    if (marks.length) bring(marks[0])
  }

  function put(place) {
    const node = buildMark(place)
    pageOf(place.page)?.append(node)
    return node.isConnected ? node : null
  }

  // Scrolls the panel alone where it scrolls by itself.
  function bring(node) {
    if (!node) return
    if (panel.scrollHeight <= panel.clientHeight + 1) return node.scrollIntoView({ block: "center" })
    const [inner, outer] = [node.getBoundingClientRect(), panel.getBoundingClientRect()]
    if (inner.top < outer.top || inner.bottom > outer.bottom) panel.scrollTop += inner.top - outer.top - panel.clientHeight / 4
  }
}

// A page that is not drawn yet.
export function buildPaper(page, pages) {
  return el("li", { class: "paper", "data-page": page, "data-testid": "paper" },
    el("span", { class: "paper-number", "aria-hidden": "true" }, `${page} / ${pages}`))
}

// A place on it, in shares of the page.
export function buildMark({ x, y, width, height }) {
  const node = el("span", { class: "paper-mark", "data-testid": "paper-mark", "aria-hidden": "true" })
  const share = value => `${(value * 100).toFixed(2)}%`
  Object.assign(node.style, { insetInlineStart: share(x), insetBlockStart: share(y), inlineSize: share(width), blockSize: share(height) })
  return node
}
