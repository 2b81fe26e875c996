/* What a nudge says of a formula. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { lastPart, structureOf } from "../../book_ext/site/theme/exercises/structure.js";

const STRUCTURES = {
  "(o_j - t_j) * o_j * (1 - o_j)": "a product of three factors",
  "w_1 * i_1 + w_2 * i_2 + b": "a sum of three terms",
  "theta - eta * slope": "a difference",
  "a + b": "a sum of two terms",
  "(a + b) / 2": "a quotient",
  "a / b * c": "a product and a quotient",
  "W.T @ delta": "a product of matrices",
  "W @ x + b": "a sum of two terms",
  "-a * b": "a product of two factors",
  "a * -b": "a product of two factors",
  "1e-3 * a": "a product of two factors",
  "exp(-a - b)": "",
  "a**2": "",
  "a**-2": "",
  "-a": "",
  a: "",
  "x[0] + x[1]": "a sum of two terms",
};

for (const [expression, words] of Object.entries(STRUCTURES))
  test(expression, () => assert.equal(structureOf(expression), words));

const LAST = {
  "(o_j - t_j) * o_j * (1 - o_j)": "One of its factors is `(1 - o_j)`.",
  "w_1 * i_1 + w_2 * i_2 + b": "One of its terms is `b`.",
  "theta - eta * slope": "`eta * slope` is subtracted.",
  "(a + b) / 2": "It is divided by `2`.",
  "-2 * k * x * exp(-k * x**2)": "One of its factors is `exp(-k * x**2)`.",
  "exp(-a - b)": "",
  a: "",
};

for (const [expression, words] of Object.entries(LAST))
  test(`a part of ${expression}`, () => assert.equal(lastPart(expression), words));
