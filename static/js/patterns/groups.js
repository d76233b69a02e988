// The groups of the patterns page, in their order.

import { chat } from "./chat.js"
import { controls } from "./controls.js"
import { dialogs } from "./dialogs.js"
import { feedback } from "./feedback.js"
import { findings } from "./findings.js"
import { home } from "./home.js"
import { review } from "./review.js"
import { frame } from "./settings.js"

export const groups = [controls, feedback, frame, home, review, findings, chat, dialogs]
