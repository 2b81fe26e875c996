/* Hints for a question that is no calculation: a choice, a program with a bug, an order, a formula, a gradient. */

import { fingerprint, unlocked } from "./fingerprints.js";
import { lastPart, structureOf } from "./structure.js";

/** What is said of each option.
    @returns {{ name: string, lines: string[] }[]} */
function verdictsOf(question, names) {
  return names.map((name) => {
    const words = unlocked(question, name, question.verdicts[fingerprint(question, name)]);
    return { name, lines: words.split("\n") };
  });
}

const isRight = ({ lines }) => lines[0].startsWith("Right");

/** Two statements that are wrong, each with the reason; then the right one. */
function choiceHints(question, fields) {
  const options = verdictsOf(
    question,
    fields.map((field) => field.value),
  );
  const chosen = fields.find((field) => field.checked)?.value;
  const right = options.find(isRight);
  if (chosen === right?.name) return [];
  const wrong = options.filter((option) => option !== right && option.name !== chosen).slice(0, 2);
  return [...wrong.map(({ name, lines }) => [`Not ${name}:`, ...lines.slice(1)]), [`It is **${right?.name}**.`]];
}

/** In which half of the program the bug is; what it is; its line. */
function bugHints(question, fields) {
  const lines = verdictsOf(
    question,
    fields.map((field) => field.value),
  );
  const at = lines.findIndex(isRight);
  if (fields[at].checked) return [];
  const half = Math.ceil(lines.length / 2);
  const [from, to] = at < half ? [1, half] : [half + 1, lines.length];
  const where = from === to ? `It is line ${from}.` : `It is one of the lines ${from} to ${to}.`;
  return [[where], [lines[at].lines[0].replace(/^Right\.\s*/, "")], [`It is line **${lines[at].name}**.`]];
}

/** How many lines are to be left out, and which can be the first; one to leave out, with the reason; a right order. */
function orderHints(question) {
  const { needs, wrong } = JSON.parse(unlocked(question, "order", question.order));
  const strangers = Object.keys(wrong);
  const order = [];
  let open = question.letters.filter((letter) => !strangers.includes(letter));
  while (open.length) {
    const [next] = open.filter((letter) => !needs.some(([before, after]) => after === letter && open.includes(before)));
    order.push(next);
    open = open.filter((letter) => letter !== next);
  }
  const outside = strangers.length === 1 ? "One line does" : `${strangers.length} lines do`;
  const first = `Line ${order[0]} can be the first. `;
  const out = strangers.length ? [[`Line ${strangers[0]} does not belong there:`, `- ${wrong[strangers[0]]}`]] : [];
  const nudge = strangers.length ? `${first}${outside} not belong there.` : first.trim();
  return [[nudge], ...out, [`An order that is right: **${order.join(" ")}**.`]];
}

/** What kind of formula it is and what it is made of; one of its parts; the formula. Nothing for one that is right. */
function formulaHints(question, text) {
  const { formulas } = /** @type {any} */ (globalThis);
  const said = text.trim() ? formulas.judge(question, text, (values) => fingerprint(question, values)) : {};
  if (said.lines?.[0] === "Right.") return [];
  const { right, latex } = JSON.parse(unlocked(question, "formula", question.formula));
  const used = question.symbols.filter(({ name }) => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(right));
  const names = used.map((symbol) => `$${symbol.latex}$`);
  const from = names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
  const structure = structureOf(right);
  const part = lastPart(right);
  const nudge = `The formula is ${structure ? `${structure}, ` : ""}made of ${from}.`;
  return [[nudge], ...(part ? [[part]] : []), [`The formula: $${latex}$.`]];
}

/** @param {any} question
    @param {HTMLInputElement[]} fields
    @param {string[]} texts what they hold, as far as it can be read
    @returns {string[][]} the lines of each hint */
export function nudgesFor(question, fields, texts) {
  if (question.verdicts) return question.code ? bugHints(question, fields) : choiceHints(question, fields);
  if (question.order) return orderHints(question);
  if (question.formula) return formulaHints(question, texts[0]);
  return question.steps ? JSON.parse(unlocked(question, "steps", question.steps)) : [];
}
