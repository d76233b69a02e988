// The section at the reading line, a fifth below the upper edge, is the one that is read; and the way
// to bring something there.

const READING_LINE = 0.2 // of the height
const SETTLED_MS = 120
const JUMP_MS = 250 // a jump's own scrolling says nothing about what is read
const HOLD_FRAMES = 20
const MARGIN = 8 // pixels

export function watchReadingLine({ pane, review, signal }) {
  let quietUntil = 0
  let jumpedAt = -JUMP_MS
  let settling = null
  let held = 0
  let place = null // what is at the line: a leaf, and how much of its height is above

  addEventListener("scroll", () => {
    clearTimeout(settling)
    settling = setTimeout(settle, SETTLED_MS)
  }, { signal, passive: true, capture: true })

  // In another width the text has other heights, and it may be the page that scrolls: what was read
  // comes to the line again.
  let width = 0
  const widths = new ResizeObserver(() => {
    const before = width
    width = pane.clientWidth || before
    if (!before || width === before || !place?.leaf.isConnected || performance.now() < jumpedAt + JUMP_MS) return
    const { top, height } = place.leaf.getBoundingClientRect()
    scroller().scrollBy(0, top + place.share * height - line())
    hold(place.leaf)
  })
  widths.observe(pane)
  signal.addEventListener("abort", () => widths.disconnect())

  function settle() {
    const { left, width } = pane.getBoundingClientRect()
    const leaf = document.elementsFromPoint(left + width / 3, line()).find(node => node.matches(".leaf"))
    if (!leaf) return
    const { top, height } = leaf.getBoundingClientRect()
    place = { leaf, share: (line() - top) / height }
    if (performance.now() >= quietUntil) review.read(leaf.dataset.section)
  }

  function line() {
    const { top, bottom } = seen()
    return top + (bottom - top) * READING_LINE
  }

  // Where a node stands in what scrolls, which itself may be moved by a notice above it.
  function topOf(node) {
    return node.getBoundingClientRect().top - (scroller() === pane ? pane.getBoundingClientRect().top : 0)
  }

  function scroller() {
    return getComputedStyle(pane).overflowY === "visible" ? document.scrollingElement : pane
  }

  // What of the pane is in the window.
  function seen() {
    const { top, bottom } = pane.getBoundingClientRect()
    return { top: Math.max(top, 0), bottom: Math.min(bottom, innerHeight) }
  }

  function isSeen(node) {
    const { top, bottom } = node.getBoundingClientRect()
    return top >= seen().top + MARGIN && bottom <= seen().bottom - MARGIN
  }

  // Brings a node into view, unless it is; its section is the one that is read, wherever the line is.
  return function reveal(node, block = "center") {
    if (!node) return
    jumpedAt = performance.now()
    quietUntil = jumpedAt + JUMP_MS
    if (block === "start" || !isSeen(node)) {
      node.scrollIntoView({ block })
      hold(node)
    }
    review.read(node.closest(".leaf").dataset.section)
  }

  // What is laid out on the way has other heights than were guessed: the node is held where it came
  // to stand until nothing moves any more, or somebody scrolls.
  function hold(node) {
    const at = topOf(node)
    const letGo = new AbortController()
    const number = held += 1
    for (const type of ["wheel", "touchstart", "keydown", "pointerdown"]) {
      addEventListener(type, () => { quietUntil = 0; letGo.abort() }, { signal: letGo.signal, capture: true, passive: true })
    }
    let frames = 0
    requestAnimationFrame(function again() {
      if (letGo.signal.aborted || signal.aborted || number !== held) return
      const moved = topOf(node) - at
      if (Math.abs(moved) >= 1) scroller().scrollBy(0, moved)
      quietUntil = performance.now() + JUMP_MS
      if (++frames < HOLD_FRAMES) requestAnimationFrame(again)
      else letGo.abort()
    })
  }
}
