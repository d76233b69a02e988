// The review in numbers: how far it is, what was found, and how one's decisions compare. Each number
// shows its findings.

import { el, part } from "./dom.js"
import { NO_FILTER } from "./filtering.js"
import { acceptedShare, byCategory, bySeverity, bySource, tally } from "./tally.js"
import { count, sourceWords } from "./wording.js"

const SEVERITIES = { high: "High", medium: "Medium", low: "Low" }

export function showNumbers({ root, review, shown, panels }) {
  const box = part(root, "numbers")
  let stamp = ""

  review.addEventListener("change", draw)

  function draw() {
    const { items, sections } = review
    const fresh = JSON.stringify([items.map(item => [item.decision, item.severity, item.source, item.category, item.edit]), sections.map(({ state }) => state)])
    if (fresh === stamp) return
    stamp = fresh
    const all = tally(items)
    const readable = sections.filter(({ words }) => words > 0)
    const reviewed = readable.filter(({ state }) => state === "reviewed").length
    box.replaceChildren(
      el("dl", { class: "number-tiles" },
        tile("Sections reviewed", `${reviewed} of ${readable.length}`),
        tile("Findings", all.total, {}),
        tile("Open", all.open, { decision: "open" }),
        tile("Accepted", all.accepted, { decision: "accepted" }),
        tile("Rejected", all.rejected, { decision: "rejected" }),
        tile("Edited by you", all.edited)),
      ...(items.length ? [
        table("How you decided", "Found by", bySource(items), sourceWords, "source"),
        table("By severity", "Severity", bySeverity(items), name => SEVERITIES[name], "severity"),
        table("By kind", "Kind", byCategory(items), name => name.replaceAll("_", " "), "category"),
      ] : [el("p", { class: "faint" }, "Numbers come with the first findings.")]))
  }

  function tile(name, value, filter) {
    return el("div", {}, el("dt", {}, name), el("dd", {}, filter && value ? link(String(value), filter) : String(value)))
  }

  function table(title, head, rows, nameOf, key) {
    return el("table", { class: "number-table" }, el("caption", {}, title),
      el("thead", {}, el("tr", {}, ...[head, "Open", "Accepted", "Rejected", "You agreed"].map(name => el("th", { scope: "col" }, name)))),
      el("tbody", {}, ...rows.map(([name, counts]) => el("tr", {},
        el("th", { scope: "row" }, link(nameOf(name), { [key]: name })),
        ...["open", "accepted", "rejected"].map(decision => el("td", {}, String(counts[decision]))),
        el("td", {}, share(counts))))))
  }

  // The share as words and as a bar.
  function share(counts) {
    const percent = acceptedShare(counts)
    if (percent === null) return el("span", { class: "faint" }, "–")
    return el("span", { class: "share", title: `Accepted ${counts.accepted} of ${count(counts.accepted + counts.rejected, "decided finding")}` },
      el("meter", { min: 0, max: 100, value: percent, "aria-label": `${percent} % accepted` }), `${percent} %`)
  }

  function link(words, filter) {
    const button = el("button", { type: "button", class: "number-link" }, words)
    button.addEventListener("click", () => {
      shown.set({ ...NO_FILTER, ...filter })
      panels.show("findings")
    })
    return button
  }
}
