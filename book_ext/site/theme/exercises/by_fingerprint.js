/* Judging numbers of which a page holds fingerprints alone: of what is right, and of what each mistake gives. */

import { fingerprint } from "./fingerprints.js";
import { readNumber } from "./typed_numbers.js";
import { counted, fieldsOf, known, listed, sentences, stillToDo, UNKNOWN } from "./verdicts.js";

// Fingerprints of an answer and of the two below it: an answer is right if it is the lowest one taken, or little more.
function fingerprintsOf(question, field, { units, exact }, decimals) {
  const near = [0, 1, 2].map((below) => `${field}:${((units - below) / 10 ** decimals).toFixed(decimals)}`);
  const prints = near.map((text) => fingerprint(question, text));
  return (wanted) => {
    const [print, more] = wanted.split("+");
    return prints.slice(0, Number(more) + 1).includes(print) && (exact || more !== "0");
  };
}

// Whether a number with too few decimals is the right one, rounded; undefined if that takes too long to find out.
function isRounded(question, field, { units, given }, decimals) {
  const step = 10 ** (decimals - given);
  if (step > 100) return undefined;
  const [print] = question.right[field].split("+"); // of the lowest answer taken, one or two units below the right one
  const others = Array.from({ length: step + 3 }, (_, k) => units - step / 2 - 2 + k);
  return others.some(
    (other) => fingerprint(question, `${field}:${(other / 10 ** decimals).toFixed(decimals)}`) === print,
  );
}

const madeThroughout = (question, filled, agrees) =>
  question.mistakes.filter((mistake) => filled.every((value) => agrees(value, mistake.whole)));
const madeOnce = (question, value, agrees) => question.mistakes.filter((mistake) => agrees(value, mistake.alone));

// The mistakes that a verdict can name.
function named(question, filled, off, agrees) {
  const whole = madeThroughout(question, filled, agrees);
  return whole.length || !off.length ? whole : madeOnce(question, off[0], agrees);
}

/** @param {any} question with fingerprints of what is right, and of what each mistake gives
    @param {string[]} texts of the fields
    @returns {import("./verdicts.js").Judgement} */
export function judgePrints(question, texts) {
  if (texts.every((text) => !text.trim())) return { lines: ["Not answered yet."] };
  const values = fieldsOf(question);
  const matches = [];
  const short = []; // fields with fewer decimals than asked for
  for (const { name, fields, decimals } of values) {
    for (const k of fields.filter((k) => texts[k].trim())) {
      const number = readNumber(texts[k], decimals);
      if (number.refusal) return { lines: [`\`${name}\` ${number.refusal}`], faulty: k };
      matches[k] = fingerprintsOf(question, k, number, decimals);
      if (number.given < decimals) short.push({ k, name, number, decimals });
    }
  }
  const filled = values.filter((value) => value.fields.every((k) => texts[k].trim()));
  const agrees = (value, prints) => value.fields.every((k) => matches[k](prints[k]));
  const lacking = stillToDo(values.filter((value) => !filled.includes(value)));
  if (!filled.length) return { lines: [lacking] };
  const off = filled.filter((value) => !agrees(value, question.right));
  const marks = Object.fromEntries(filled.map((value) => [value.name, off.includes(value) ? "off" : "right"]));
  const rounded = short.find(({ k }) => off[0]?.fields.includes(k) && !matches[k](question.right[k]));
  if (rounded && !named(question, filled, off, agrees).length)
    return { lines: [wordsForShort(question, rounded, values.length > 1, lacking)], faulty: rounded.k };
  if (!off.length) return { lines: [lacking ? `Right so far. ${lacking}` : "Right."], marks };
  const whole = madeThroughout(question, filled, agrees);
  if (whole.length)
    return { lines: [known(whole.length, "this answer"), ...listed(whole), lacking].filter(Boolean), marks };
  const alone = madeOnce(question, off[0], agrees);
  const where = values.length > 1 ? `The first value that is off is \`${off[0].name}\`.` : "";
  const after = off.length > 1 ? "Correct it and calculate on: what comes after it may follow from it." : "";
  const what = values.length > 1 ? `this value of \`${off[0].name}\`` : "this answer";
  if (!alone.length) return { lines: [sentences(UNKNOWN, where, after, lacking)], marks };
  return {
    lines: [known(alone.length, what), ...listed(alone), sentences(where, after, lacking)].filter(Boolean),
    marks,
  };
}

/** What to say of a number with fewer decimals than asked for, behind which no mistake is known. */
function wordsForShort(question, { k, name, number, decimals }, several, lacking) {
  const right = isRounded(question, k, number, decimals);
  const where = several ? `: \`${name}\`` : "";
  if (right === undefined) return `Not right as it stands${where}. If you rounded it, give ${counted(decimals)}.`;
  if (right) return `\`${name}\` has ${counted(number.given)}, which is rounded too much; give ${counted(decimals)}.`;
  const more = `With ${counted(decimals)} a mistake can be named.`;
  return sentences(`Not right, even to the digits given${where}.`, lacking, more);
}
