/* Whether a formula is the right one, or which mistakes give it: by its values at the points of the question, all
   of them under one fingerprint. backprop_exercises/formula_values.py computes the same. */

import { Refusal } from "./grammar.js";
import { read } from "./reading.js";
import { valueAt } from "./values.js";

const DIGITS = 9; // of each value
const REAL = 1e-12; // what rounding leaves of an imaginary part
const UNKNOWN = "Not right yet, and no mistake that we know gives this formula.";
const BELOW = /\/\s*(\d+\.?\d*) ?([A-Za-z]\w*)/; // in a/2h only the 2 is below

/** What a page knows of an exercise on a formula: at each point one number for each symbol.
    @typedef {{ symbols: { name: string, latex: string }[], points: number[][], right: string,
                mistakes: { words: string, print: string }[] }} Question */

/** What was typed, as a verdict: its lines, or the sentence with which it is refused.
    @param {Question} question
    @param {string} text
    @param {(text: string) => string} fingerprint
    @returns {{ refusal?: string, lines: string[] }} */
export function judge(question, text, fingerprint) {
  try {
    const lines = verdict(question, fingerprint(valuesOf(read(text, question.symbols), question)));
    return { lines: lines[0] === UNKNOWN ? [UNKNOWN + doubtful(text)] : lines };
  } catch (refusal) {
    if (refusal instanceof Refusal) return { refusal: refusal.message, lines: [] };
    throw refusal;
  }
}

function verdict({ right, mistakes }, print) {
  if (print === right) return ["Right."];
  const found = mistakes.filter((mistake) => mistake.print === print).map(({ words }) => `- ${words}`);
  if (!found.length) return [UNKNOWN];
  const several =
    "Several known mistakes give exactly this answer; the case cannot tell which. What to know about them:";
  const one = "A known mistake gives exactly this answer. What to know about it:";
  const opening = `Not right yet. ${found.length > 1 ? several : one}`;
  return [opening, ...found];
}

/** A sentence where a formula may be meant otherwise than it is read. */
function doubtful(text) {
  const [, number, name] = BELOW.exec(text) ?? [];
  if (!name) return "";
  return ` Here /${number}${name} divides by ${number} and multiplies by ${name}; /(${number}${name}) divides by both.`;
}

/** The values at all points, as one text. */
function valuesOf(tree, { symbols, points }) {
  const values = points.map((point) =>
    valueAt(tree, Object.fromEntries(symbols.map(({ name }, k) => [name, point[k]]))),
  );
  if (!values.some(([re, im]) => Number.isFinite(re) && Number.isFinite(im))) {
    const names = symbols.map(({ name }) => name).join(", ");
    throw new Refusal(`This formula contains an infinity or a division by 0; expected a formula in ${names}.`);
  }
  return values.map(written).join(" ");
}

function written([re, im]) {
  if (Math.abs(im) > REAL * (1 + Math.abs(re))) return "not real";
  const [digits, power] = re.toExponential(DIGITS - 1).split("e");
  return `${digits}e${Number(power)}`;
}
