/* Judging a calculation by hand as Python does (backprop_exercises/kinds/by_hand.py): right; or the mistakes that give
   exactly this; or the first value that does not follow from the learner's own. */

import { both, each, entriesOf, shapeOf, asValue } from "./arrays.js";
import { changed, run, valuesOf } from "./calculation.js";
import { unlocked } from "./fingerprints.js";
import { readNumber } from "./typed_numbers.js";
import { counted, fieldsOf, known, listed, sentences, stillToDo, UNKNOWN } from "./verdicts.js";

/** @typedef {import("./arrays.js").Value} Value */
/** @typedef {{ lines: [string, string, any][], mistakes: { words: string, lines: [string, any][] }[],
                wanted: number | null }} Program */

export const FIGURES = 6; // of a value where an exercise wants full precision

const opened = new Map();

/** What is locked up in a question.
    @returns {Program} */
export function programOf(question) {
  const { program } = question;
  if (!opened.has(program)) opened.set(program, JSON.parse(unlocked(question, "program", program)));
  return opened.get(program);
}

/** The lines of the right program, as `run` takes them.
    @returns {[string, any][]} */
export const linesOf = (program) => program.lines.map(([name, , tree]) => [name, tree]);

/** Whether a value has no more decimals than that. */
export const isExact = (value, decimals) =>
  entriesOf(value).every((entry) => {
    const rounded = roundedTo(entry, decimals);
    return Math.abs(entry - rounded) <= 1e-15 + 1e-12 * Math.abs(rounded);
  });

/** How many units of the last decimal an answer may be off; a short exact decimal has to be given exactly. */
const unitsOf = (right, decimals) => (isExact(right, decimals) ? 0.001 : 1.001);

function roundedTo(entry, decimals) {
  const units = entry * 10 ** decimals;
  const whole = Math.abs(units % 1) === 0.5 ? 2 * Math.round(units / 2) : Math.round(units); // as NumPy: to even
  return whole / 10 ** decimals;
}

/** Whether all numbers of two values are that close. */
function near(one, other, room) {
  if (`${shapeOf(one)}` !== `${shapeOf(other)}`) return false;
  return entriesOf(both((a, b) => Math.abs(a - b), one, other)).every((apart) => apart <= room);
}

const isZero = (value) => entriesOf(value).every((entry) => !entry);

/** What was typed: the learner's own values with their decimals, or the field that cannot be read.
    @returns {{ own: Record<string, Value>, places: Record<string, number>, refusal?: string, faulty?: number }} */
export function readValues(question, texts) {
  const own = {};
  const places = {};
  for (const { name, shape, decimals, fields } of fieldsOf(question)) {
    const read = [];
    for (const k of fields.filter((k) => texts[k].trim())) {
      const number = readNumber(texts[k], decimals);
      if (number.refusal) return { own, places, refusal: `\`${name}\` ${number.refusal}`, faulty: k };
      read.push(number);
    }
    if (read.length < fields.length) continue;
    own[name] = asValue(
      shape,
      read.map(({ value }) => value),
    );
    places[name] = Math.max(...read.map(({ given }) => given));
  }
  return { own, places };
}

/** The learner's own values of what is asked before. From a wrong 0 too much would follow: 0 times anything. */
export function earlierValues(question, name, own, right) {
  const before = question.asked.slice(
    0,
    question.asked.findIndex((value) => value.name === name),
  );
  const taken = before.filter((value) => value.name in own && (!isZero(own[value.name]) || isZero(right[value.name])));
  return Object.fromEntries(taken.map((value) => [value.name, own[value.name]]));
}

/** @param {any} question with the numbers given and the program, locked up
    @param {string[]} texts of the fields
    @returns {import("./verdicts.js").Judgement} */
export function judgeCalculation(question, texts) {
  const judgement = judgeValues(question, texts);
  return { ...judgement, entries: entriesOff(question, texts, judgement.marks ?? {}) };
}

/** The fields of arrays that are off in part: those whose entries are not right. */
function entriesOff(question, texts, marks) {
  if (!Object.values(marks).includes("off")) return [];
  const right = run(linesOf(programOf(question)), valuesOf(question.given));
  return fieldsOf(question).flatMap(({ name, shape, decimals, fields }) => {
    if (marks[name] !== "off" || !shape.length) return [];
    const room = unitsOf(right[name], decimals) * 10 ** -decimals;
    const entries = entriesOf(right[name]);
    const off = fields.filter((k, at) => !(Math.abs(readNumber(texts[k], decimals).value - entries[at]) <= room));
    return off.length < fields.length ? off : [];
  });
}

/** @returns {import("./verdicts.js").Judgement} */
function judgeValues(question, texts) {
  if (texts.every((text) => !text.trim())) return { lines: ["Not answered yet."] };
  const { own, places, refusal, faulty } = readValues(question, texts);
  if (refusal) return { lines: [refusal], faulty };
  const values = fieldsOf(question);
  const lacking = stillToDo(values.filter(({ name }) => !(name in own)));
  if (!Object.keys(own).length) return { lines: [lacking] };

  const program = programOf(question);
  const lines = linesOf(program);
  const given = valuesOf(question.given);
  const right = run(lines, given);
  const decimals = Object.fromEntries(values.map((value) => [value.name, value.decimals]));
  const close = (name, value, units = unitsOf(value, decimals[name])) =>
    near(own[name], value, units * 10 ** -decimals[name]);
  const agrees = (all) => Object.keys(own).every((name) => close(name, all[name]));
  const earlier = Object.fromEntries(values.map(({ name }) => [name, earlierValues(question, name, own, right)]));
  const follows = (name) => {
    const expected = run(lines, given, earlier[name])[name];
    const units = unitsOf(program.wanted === null ? right[name] : expected, decimals[name]);
    return close(name, right[name]) || close(name, expected, Object.keys(earlier[name]).length ? 3 * units : units);
  };
  const rounded = (name) => tooShort(own[name], right[name], places[name], decimals[name]);

  const off = Object.keys(own).filter((name) => !follows(name));
  const marks = Object.fromEntries(
    Object.keys(own).map((name) => [name, off.includes(name) ? "off" : close(name, right[name]) ? "right" : "follows"]),
  );
  if (agrees(right)) return { lines: [lacking ? `Right so far. ${lacking}` : "Right."], marks };
  const whole = program.mistakes.filter((mistake) => agrees(run(changed(lines, mistake.lines), given)));
  const after = Object.values(marks).includes("follows") ? "What follows it was judged on your own value." : "";
  if (whole.length) {
    const remark = sentences(after, lacking);
    return { lines: [known(whole.length, "this answer"), ...listed(whole), remark].filter(Boolean), marks };
  }
  if (!off.length) {
    const name = Object.keys(own).find(rounded);
    const said = name ? roundedWords(name, places[name], decimals[name]) : "";
    return { lines: [sentences("Every value follows, but too much was rounded on the way.", said)], marks };
  }
  const [first] = off;
  const found = program.mistakes.filter((mistake) =>
    close(first, run(changed(lines, mistake.lines), given, earlier[first])[first]),
  );
  if (!found.length && rounded(first)) {
    const words = sentences(roundedWords(first, places[first], decimals[first]), lacking);
    return { lines: [words], marks: { ...marks, [first]: "rounded" } };
  }
  const several = values.length > 1;
  const where = several ? `The first value that is off is \`${first}\`.` : "";
  if (!found.length) return { lines: [sentences(UNKNOWN, where, after, lacking)], marks };
  const gives = several ? `this value of \`${first}\`` : "this answer";
  const remark = sentences(where, after, lacking);
  return { lines: [known(found.length, gives), ...listed(found), remark].filter(Boolean), marks };
}

/** Whether a value is the right one with too few decimals. */
function tooShort(own, right, places, decimals) {
  if (places >= decimals || isZero(own) || near(own, right, unitsOf(right, decimals) * 10 ** -decimals)) return false;
  return near(
    own,
    each((entry) => roundedTo(entry, places), right),
    1e-12,
  );
}

const roundedWords = (name, places, decimals) =>
  `\`${name}\` has ${counted(places)}, which is rounded too much; give ${counted(decimals)}.`;
