// Questions that a section's own words call for: what its terms mean, who must do what, by when and for
// how much, where it points. Pure: a section and its text in, three questions out.

const MOST = 3
const LONGEST = 90 // characters

const TERM = /(?:[“"]([^”"\n]{2,40})[”"]|\*\*([^*\n]{2,40})\*\*)\s+(?:means|shall mean|refers to|is defined as)\b/
const DUTY = /(?:^|[.;:!?]\s+|\n\s*)((?:the|an?|each|every|any|all|no)[ ]+)?([a-z][\w’'-]*(?:[ ]+[a-z][\w’'-]*){0,3})[ ]+(?:must|shall|is required to|are required to)[ ]+(not[ ]+)?(\w+)/gi
const PERIOD = /\b(within|no later than|not later than|not longer than|at least every|after|for up to)\s+((?:[\w-]+\s+)?(?:\(\d+\)\s+)?[\w-]*\s?(?:hours?|days?|weeks?|months?|years?|quarters?))\b/i
const DATE = /\b(\d{1,2}\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{4}|\d{4}-\d{2}-\d{2})\b/
const AMOUNT = /(?:(?:EUR|USD|GBP|CHF)\s?\d[\d.,]*|[€$£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?)\b|\d[\d.,]*\s?(?:%|percent\b|per cent\b))/
const REFERENCE = /\b((?:Section|Article|Clause|Chapter|Annex|Appendix|Schedule|Exhibit)\s+(?:\d+(?:\.\d+)*|[A-Z])(?![\w.]*\d))/g
const OPENS = /^(?:during|within|under|with|without|until|before|after|unless|because|while|to|from|and|or|but|if|when|where|as|in|on|at|by|for)\b/i
const CLOSES = /\b(?:it|they|he|she|we|you|this|that|these|those|there|which|who|what|and|or|of|in|on)$/i

export function questionsFor(section, text) {
  const found = [term(text), duty(text), time(text), amount(text), reference(section, text)]
  return [...new Set([...found, ...general(section, text)])].filter(words => words && words.length <= LONGEST).slice(0, MOST)
}

function term(text) {
  const [, quoted, bold] = TERM.exec(text) ?? []
  const name = quoted ?? bold
  return name && `What does “${name.trim()}” mean?`
}

function duty(text) {
  for (const [, article = "", who, not, verb] of text.matchAll(DUTY)) {
    if (OPENS.test(who) || CLOSES.test(who)) continue
    const subject = `${article.toLowerCase().replace(/^no\s/, "")}${unlessName(who)}`
    if (verb.toLowerCase() === "be") return `What is required of ${subject}?`
    return `What must ${subject} ${not || /^no\s/i.test(article) ? "not do" : "do"}?`
  }
  return null
}

function time(text) {
  const [, word, span] = PERIOD.exec(text) ?? []
  const words = span && `${word.toLowerCase()} ${span.replace(/\s+/g, " ").trim()}`
  if (words) return word.toLowerCase() === "within" ? `What has to happen ${words}?` : `What does “${words}” apply to?`
  const [date] = DATE.exec(text) ?? []
  return date && `What is fixed for ${date}?`
}

function amount(text) {
  const [sum] = AMOUNT.exec(text) ?? []
  return sum && `What does “${sum.trim().replace(/[.,]$/, "")}” apply to?`
}

function reference({ name }, text) {
  const titleLess = text.slice(text.indexOf("\n") + 1)
  const [place] = [...titleLess.matchAll(REFERENCE)].map(([words]) => words).filter(words => !name.startsWith(words))
  return place && `What does ${place} say?`
}

function general({ title, name, words }, text) {
  if (!words && !text.trim()) return ["What is this document about?"]
  const about = title === null ? "the beginning" : `“${name}”`
  return [`What does ${about} say?`, "What is the main point of this section?", "Is anything unclear in this section?"]
}

// The first word of a sentence is written large whatever it is; a name is large in the middle too.
function unlessName(words) {
  const isName = /\s[A-Z]/.test(words) || /^[A-Z][^\s]*[^s\s]$/.test(words)
  return isName ? words : words[0].toLowerCase() + words.slice(1)
}
