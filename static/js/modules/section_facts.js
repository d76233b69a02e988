// The line above a section's text: its page, and why its review failed. What goes on is in the list of
// sections: here it would move the text that somebody reads.

import { el } from "./dom.js"

export function describeSections(session, reader) {
  const { review, activity, analyse } = session

  review.addEventListener("change", draw)
  activity.addEventListener("change", draw)

  function draw() {
    for (const section of review.sections) {
      const [leaf] = reader.leavesOf(section.name)
      if (leaf) leaf.setFacts(words(section), section.state === "failed" && !isRunning(section) ? again(section.name) : null)
    }
  }

  const isRunning = ({ name, state }) => state === "running" || activity.isReading(name)

  function words(section) {
    const page = section.page ? `Page ${section.page}` : ""
    const failure = section.state === "failed" && !isRunning(section) ? section.error || "The review of this section failed." : ""
    return [page, failure].filter(Boolean).join(" · ")
  }

  function again(name) {
    const button = el("button", { type: "button", class: "button button-small" }, "Try again")
    button.addEventListener("click", () => analyse(name))
    return button
  }

  return draw
}
