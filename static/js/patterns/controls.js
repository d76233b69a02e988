// Patterns of what is clicked and typed into.

import { el } from "../modules/dom.js"
import { button, line, stack } from "./pieces.js"

const KINDS = [["Plain", ""], ["Primary", "primary"], ["Accept", "accept"], ["Danger", "danger"], ["Quiet", "quiet"], ["Without a border", "plain"]]

const field = (words, control, problem) => el("label", { class: "field" }, words, control, problem)

export const controls = {
  id: "controls",
  title: "Buttons and fields",
  blocks: [
    { id: "buttons", build: () => line(...KINDS.map(([words, kind]) => button(words, { kind }))) },
    { id: "buttons-small", build: () => line(...KINDS.map(([words, kind]) => button(words, { kind: `${kind} small` }))) },
    { id: "buttons-disabled", build: () => line(...KINDS.map(([words, kind]) => button(words, { kind, disabled: true }))) },
    { id: "links", build: () => el("p", {}, "A sentence with ", el("a", { href: "#controls" }, "a link in it"), " and ", el("kbd", {}, "J"), " to press.") },
    {
      id: "fields", narrow: true,
      build: () => stack(
        field("Name", el("input", { type: "text", value: "Annual report.docx" })),
        field("Name, empty", el("input", { type: "text", placeholder: "Pasted text" })),
        field("Name, wrong", el("input", { type: "text", "aria-invalid": "true" }),
          el("span", { class: "field-error" }, "A review needs a name. Type one.")),
        field("Text", el("textarea", { rows: "3" }, "The first line.\nThe second line."))),
    },
    {
      id: "search", narrow: true,
      build: () => el("label", {}, el("span", { class: "for-screen-readers" }, "Search"),
        el("input", { type: "search", value: "policy" })),
    },
    {
      id: "select",
      build: () => el("label", {}, el("span", { class: "for-screen-readers" }, "Findings to export"),
        el("select", {}, el("option", {}, "Accepted"), el("option", {}, "All"))),
    },
    {
      id: "segmented",
      build: () => el("fieldset", { class: "segmented" }, el("legend", { class: "for-screen-readers" }, "Which findings to show"),
        ...["All", "Open"].map((words, index) => el("label", {},
          el("input", { type: "radio", name: "pattern-show", checked: index === 0 }), el("span", {}, words)))),
    },
  ],
}
