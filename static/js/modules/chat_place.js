// The reading place in the conversation. An answer that is being written is followed to the end of its
// room, and no further than to its question; whoever has scrolled away is left where they are.

const NEAR_PX = 40
const GAP_PX = 8

export class Place {
  #follows = true
  #own = null // where this has scrolled to; anything else was a person

  // room: what scrolls the rows, or stands in a page that scrolls; above and below: what covers its ends.
  constructor({ room, rows, above, below, signal }) {
    Object.assign(this, { room, rows, above, below })
    const moved = () => { if (Math.abs(this.#scroller.scrollTop - this.#own) > 2) this.#follows = this.#isAtEnd }
    room.addEventListener("scroll", moved, { signal, passive: true })
    addEventListener("scroll", () => { if (room.checkVisibility()) moved() }, { signal, passive: true })
  }

  follow() {
    this.#follows = true
  }

  // Called after every change of the rows; from: the row that is not to be scrolled past.
  keep(from) {
    if (!this.#follows || !this.room.checkVisibility()) return
    const { top, bottom } = this.#view
    const toEnd = this.rows.getBoundingClientRect().bottom + GAP_PX - bottom
    const toTop = from ? from.getBoundingClientRect().top - GAP_PX - top : Infinity
    const by = Math.min(toEnd, toTop)
    if (by > 0) this.#scroller.scrollTop += by
    this.#own = this.#scroller.scrollTop
  }

  // Changes the rows above a place without moving what is read.
  still(node, change) {
    const before = node?.getBoundingClientRect().top
    change()
    if (node?.isConnected) this.#scroller.scrollTop += node.getBoundingClientRect().top - before
    this.#own = this.#scroller.scrollTop
  }

  get #scroller() {
    return getComputedStyle(this.room).overflowY === "visible" ? document.scrollingElement : this.room
  }

  get #view() {
    const { top, bottom } = this.room.getBoundingClientRect()
    return {
      top: Math.max(top, this.above.getBoundingClientRect().bottom),
      bottom: Math.min(bottom, this.below.getBoundingClientRect().top),
    }
  }

  get #isAtEnd() {
    return this.rows.getBoundingClientRect().bottom - this.#view.bottom < NEAR_PX
  }
}
