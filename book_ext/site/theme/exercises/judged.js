/* Judging what a form holds: a choice, a formula, an order, a calculation, or numbers by their fingerprints. */

import { judgePrints } from "./by_fingerprint.js";
import { judgeCalculation } from "./by_hand.js";
import { fingerprint, unlocked } from "./fingerprints.js";
import { judgeOrder } from "./in_order.js";
import { VERBATIM } from "./verdicts.js";

/** @typedef {import("./verdicts.js").Judgement} Judgement */

/** @param {any} question
    @param {HTMLInputElement[]} fields
    @returns {Judgement} */
export function judged(question, fields) {
  if (question.verdicts) return judgeChoice(question, fields.find((field) => field.checked)?.value);
  if (question.points) return judgeFormula(question, fields[0].value);
  const texts = fields.map((field) => field.value);
  if (question.order) return judgeOrder(question, texts);
  return question.program ? judgeCalculation(question, texts) : judgePrints(question, texts);
}

function judgeChoice(question, chosen) {
  if (!chosen) return { lines: ["Not answered yet."] };
  return { lines: unlocked(question, chosen, question.verdicts[fingerprint(question, chosen)]).split("\n") };
}

/** A formula is read and judged by formulas.js, which pages load that ask for one. A refusal quotes what was typed. */
function judgeFormula(question, text) {
  const { formulas } = /** @type {any} */ (globalThis);
  const { refusal, lines } = formulas.judge(question, text, (values) => fingerprint(question, values));
  return refusal ? { lines: [`${VERBATIM}${refusal}`], faulty: 0 } : { lines };
}
