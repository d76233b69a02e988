// Where the cards of a margin go: each as near to its words as the others allow. Pure: no DOM.

// cards: [{anchor, height}] in the order of the text, in pixels; active: the index of the card that
// stands exactly at its words, or -1. Gives the cards' tops and the height they take together.
export function stack(cards, active = -1, gap = 8) {
  const tops = []
  let bottom = -gap
  for (const { anchor, height } of cards) {
    const top = Math.max(0, anchor, bottom + gap)
    tops.push(top)
    bottom = top + height
  }
  if (active >= 0) pullUp(cards, tops, active, gap)
  return { tops, height: cards.length ? Math.max(...tops.map((top, index) => top + cards[index].height)) : 0 }
}

// The active card goes up to its words, those before it make way as far as there is room, and those
// after it close up.
function pullUp(cards, tops, active, gap) {
  const roomBefore = cards.slice(0, active).reduce((sum, { height }) => sum + height + gap, 0)
  tops[active] = Math.max(cards[active].anchor, roomBefore)
  for (let index = active - 1; index >= 0; index -= 1) {
    tops[index] = Math.min(tops[index], tops[index + 1] - gap - cards[index].height)
  }
  for (let index = active + 1; index < cards.length; index += 1) {
    tops[index] = Math.max(cards[index].anchor, tops[index - 1] + cards[index - 1].height + gap)
  }
}
