/* The calculation of an exercise with its numbers, line by line, and hints that lead there. */

import { entriesOf, shapeOf } from "./arrays.js";
import { FIGURES, earlierValues, judgeCalculation, linesOf, programOf, readValues } from "./by_hand.js";
import { run, valuesOf } from "./calculation.js";
import { structureOf } from "./structure.js";

const LOGISTIC = /^(sigmoid\(\w+\)|1 \/ \(1 \+ exp\(-\w+\)\))$/;
const NAME = /\b[A-Za-z_]\w*/g;

/** A number to so many significant digits, without zeros at its end.
    @param {number} value */
const short = (value, digits) => String(Number(value.toPrecision(digits)));

/** A number or an array as a formula.
    @param {import("./arrays.js").Value} value */
export function printed(value, digits = 10) {
  if (typeof value === "number") return short(value, digits);
  const width = shapeOf(value).at(-1) ?? 1;
  const entries = entriesOf(value).map((entry) => short(entry, digits));
  const rows = Array.from({ length: entries.length / width }, (_, k) => entries.slice(k * width, (k + 1) * width));
  return `\\begin{pmatrix} ${rows.map((row) => row.join(" & ")).join(" \\\\ ")} \\end{pmatrix}`;
}

/** The words that say what is given. */
export function givenWords(question) {
  const given = valuesOf(question.given);
  const parts = Object.keys(given).map((name) => `$${question.latex[name]} = ${printed(given[name])}$`);
  return `Given: ${parts.join(", ")}.`;
}

/** An expression with numbers in the place of its names; a negative one in brackets where it needs them. */
function withNumbers(expression, numbers) {
  return expression.replace(NAME, (name, at) => {
    const there = numbers[name] ?? name;
    const first = at === 0 || expression[at - 1] === "(";
    const power = expression.slice(at + name.length).startsWith("**");
    return there.startsWith("-") && (power || !first) ? `(${there})` : there;
  });
}

/** As many decimals as are asked for, and enough of them for two figures. */
function scalar(value, wanted) {
  if (wanted === null) return short(value, FIGURES);
  const seen = Number(value.toFixed(wanted)) || value;
  const small = seen ? 1 - Math.floor(Math.log10(Math.abs(seen))) : 0;
  return value.toFixed(Math.max(wanted, Math.min(small, wanted + 3)));
}

function numbersIn(values) {
  const scalars = Object.entries(values).filter(([, value]) => typeof value === "number");
  return Object.fromEntries(scalars.map(([name, value]) => [name, short(value, 10)]));
}

/** The whole calculation, as the solution prints it. */
export function solved(question) {
  const program = programOf(question);
  const given = valuesOf(question.given);
  const right = run(linesOf(program), given);
  const numbers = numbersIn(given);
  return program.lines.map(([name, expression]) => {
    const value = right[name];
    if (typeof value !== "number") return `- \`${name} = ${expression}\` $= ${printed(value, FIGURES)}$`;
    const used = withNumbers(expression, numbers);
    const same = used === expression || used === numbers[expression];
    const result = scalar(value, program.wanted);
    numbers[name] = result;
    return `- \`${[name, expression, ...(same ? [] : [used]), result].join(" = ")}\``;
  });
}

/** What a value is made of, and whether that is a sum, a product or a quotient, in one sentence. */
function nudge(name, expression, used) {
  if (!used.length) return `${name} is the same for all numbers.`;
  const from = used.length > 1 ? `${used.slice(0, -1).join(", ")} and ${used.at(-1)}` : used[0];
  if (LOGISTIC.test(expression) && used.length === 1) return `${name} is the logistic function of ${from}.`;
  const structure = structureOf(expression);
  return structure ? `${name} is ${structure}, made of ${from}.` : `${name} is made of ${from}.`;
}

/** An expression in which what is not asked for is written out, so that a reader knows all of its names. */
function writtenOut(expression, question, lines) {
  return expression.replace(NAME, (name, at) => {
    const [, inner] = lines.find(([computed]) => computed === name) ?? [];
    const own = inner === undefined || question.asked.some((value) => value.name === name);
    if (own) return name;
    const alone = expression[at - 1] === "(" && expression[at + name.length] === ")";
    const out = writtenOut(inner, question, lines);
    return alone ? out : `(${out})`;
  });
}

/** What helps with the first value that is off or missing: what it is made of, its line, the whole calculation.
    Nothing where all is right.
    @returns {string[][]} the lines of each hint */
export function hintsFor(question, texts) {
  const program = programOf(question);
  const given = valuesOf(question.given);
  const { own } = readValues(question, texts);
  const { marks = {} } = judgeCalculation(question, texts);
  const next =
    question.asked.find(({ name }) => marks[name] === "off") ?? question.asked.find(({ name }) => !marks[name]);
  if (!next) return [];
  const { name } = next;
  const [, line] = program.lines.find(([computed]) => computed === name) ?? ["", ""];
  const expression = writtenOut(line, question, program.lines);
  const known = [...Object.keys(given), ...program.lines.map(([computed]) => computed)];
  const used = [...new Set(expression.match(NAME))].filter((part) => known.includes(part));
  const formula = (part) => `$${question.latex[part]}$`;
  const right = run(linesOf(program), given);
  const numbers = numbersIn({ ...given, ...earlierValues(question, name, own, right) });
  const filled = withNumbers(expression, numbers);
  return [
    [nudge(formula(name), expression, used.map(formula))],
    [`\`${name} = ${expression}\`${filled === expression ? "" : `, here \`${filled}\``}`],
    ["The whole calculation:", ...solved(question)],
  ];
}
