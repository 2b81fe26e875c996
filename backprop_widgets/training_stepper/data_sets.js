/* The examples to learn from, and those held out, from the letters in which Python writes them. */

import { DATA, LETTERS, LOWEST } from "./generated.js";

/** @typedef {{ x: number[][], y: number[][], test_x: number[][], test_y: number[][] }} Examples */

const numberOf = (pair) => (64 * LETTERS.indexOf(pair[0]) + LETTERS.indexOf(pair[1]) + LOWEST) / 1000;

/** x (2, N), all of its first row and then its second. */
function points(text) {
  const all = (text.match(/../g) ?? []).map(numberOf);
  return [all.slice(0, all.length / 2), all.slice(all.length / 2)];
}
const targets = (text) => [[...text].map(Number)];

/** All data sets by name; own: those of a reader, [x, y, test_x, test_y], or null.
    @returns {Record<string, Examples>} */
export function dataSets(own) {
  const named = ([x, y, test_x, test_y]) => ({ x, y, test_x, test_y });
  /** @type {Record<string, Examples>} */
  const sets = own ? { "own data": named(own) } : {};
  for (const [name, [x, y, test_x, test_y]] of Object.entries(DATA))
    sets[name] = named([points(x), targets(y), points(test_x), targets(test_y)]);
  return sets;
}
