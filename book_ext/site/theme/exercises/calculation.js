/* A calculation with one value in a line, on numbers: backprop_exercises/calculation.py in the page. Its expressions
   come as nested lists (backprop_exercises/as_lists.py). */

import { both, diagonal, each, fromLists, matrixProduct, mean, part, reshaped, sum, transposed } from "./arrays.js";

/** @typedef {import("./arrays.js").Value} Value */
/** @typedef {any} Tree a name, a number, or a list that begins with what is done */
/** @typedef {Record<string, Value>} Values */

/** @type {Record<string, (one: number, other: number) => number>} */
const OF_TWO = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "//": (a, b) => Math.floor(a / b),
  "**": (a, b) => a ** b,
  ">": (a, b) => Number(a > b),
  "<": (a, b) => Number(a < b),
};

/** @type {Record<string, (one: number) => number>} */
const OF_ONE = {
  negative: (a) => -a,
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  relu: (a) => Math.max(a, 0),
  sigmoid: (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a))),
};

/** @type {Record<string, (one: Value, ...more: any[]) => Value>} */
const OF_ARRAYS = { T: transposed, sum, mean, reshape: reshaped, diag: diagonal, part, softmax };

function softmax(z) {
  const powers = each(Math.exp, z);
  return both(OF_TWO["/"], powers, sum(powers, 0, false));
}

/** @param {Tree} tree
    @param {Values} names
    @returns {Value} */
function computed(tree, names) {
  if (typeof tree === "string") return names[tree];
  if (typeof tree === "number") return tree;
  const [what, first, ...more] = tree;
  const one = computed(first, names);
  if (what === "@") return matrixProduct(one, computed(more[0], names));
  if (OF_TWO[what]) return both(OF_TWO[what], one, computed(more[0], names));
  if (OF_ONE[what]) return each(OF_ONE[what], one);
  return OF_ARRAYS[what](one, ...more);
}

/** All values that a program computes; those in `fixed` are taken from there instead.
    @param {[string, Tree][]} lines
    @param {Values} given
    @param {Values} [fixed]
    @returns {Values} */
export function run(lines, given, fixed = {}) {
  const names = { ...given };
  for (const [name, tree] of lines) names[name] = name in fixed ? fixed[name] : computed(tree, names);
  return names;
}

/** The program with other lines in the place of those that compute the same values.
    @param {[string, Tree][]} lines
    @param {[string, Tree][]} others
    @returns {[string, Tree][]} */
export function changed(lines, others) {
  const wanted = new Map(others);
  return lines.map(([name, tree]) => [name, wanted.has(name) ? wanted.get(name) : tree]);
}

/** @param {Record<string, any>} lists numbers and rows of numbers by name
    @returns {Values} */
export const valuesOf = (lists) =>
  Object.fromEntries(Object.entries(lists).map(([name, nested]) => [name, fromLists(nested)]));
