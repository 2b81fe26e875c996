/* Arrays of the page, beside what NumPy gives. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { entriesOf, fromLists, shapeOf } from "../../book_ext/site/theme/exercises/arrays.js";
import { run, valuesOf } from "../../book_ext/site/theme/exercises/calculation.js";
import { decimalsFor } from "../../book_ext/site/theme/exercises/numbers.js";

const GIVEN = {
  W: [
    [1, -2, 3],
    [0.5, 4, -1],
  ],
  b: [[1], [-2]],
  row: [[3, 0.5, -1]],
  v: [2, -1, 0.5],
  s: -1.5,
};
const EXPRESSIONS = [
  "W + b",
  "b * row",
  "b - v",
  "W * v + s",
  "-2 * s - -W",
  "W.T @ b",
  "W @ row.T",
  "W.sum(axis=0)",
  "W.sum(axis=1, keepdims=True) / b",
  "W.mean(axis=1)",
  "W.sum() // s",
  "W[1, 2] + W[-1, 0]",
  "W[:, 1:] * b",
  "W[:1]",
  "W[-1:]",
  "v[:, None] * v[None, :]",
  "np.diag(W.T @ W)",
  "np.diag(v)",
  "row.reshape(3, 1) + v",
  "W.reshape(-1, 2)",
  "(W > 0) * W + (W < 0)",
  "relu(W) + abs(W) ** 2",
  "softmax(W) - sigmoid(W)",
  "np.sqrt(abs(W)) * np.log10(abs(W)) + np.abs(b)",
  "tanh(W) + exp(s) + log(abs(s))",
];
const NUMPY = `
import json, sys
from backprop_exercises.as_lists import as_lists
from backprop_exercises.calculation import run
import numpy as np
given, expressions = json.loads(sys.argv[1])
given = {name: np.array(value) if isinstance(value, list) else value for name, value in given.items()}
made = [run(f"r = {one}", given)["r"] for one in expressions]
parts = [(list(np.shape(r)), np.ravel(r).astype(float).tolist()) for r in made]
print(json.dumps([[as_lists(one), *part] for one, part in zip(expressions, parts)]))
`;

test("each operation gives what NumPy gives, in the same shape", () => {
  const answer = execFileSync("python", ["-c", NUMPY, JSON.stringify([GIVEN, EXPRESSIONS])], { encoding: "utf8" });
  JSON.parse(answer).forEach(([tree, shape, entries], k) => {
    const made = run([["r", tree]], valuesOf(GIVEN)).r;
    assert.deepEqual(shapeOf(made), shape, EXPRESSIONS[k]);
    entriesOf(made).forEach((entry, at) => {
      assert.ok(Math.abs(entry - entries[at]) <= 1e-12 * (1 + Math.abs(entry)), `${EXPRESSIONS[k]}, entry ${at}`);
    });
  });
});

test("shapes that do not fit are refused", () => {
  assert.throws(() => run([["r", ["+", "W", ["T", "W"]]]], valuesOf(GIVEN)), RangeError);
  assert.throws(() => run([["r", ["@", "W", "b"]]], valuesOf(GIVEN)), RangeError);
});

test("as many decimals are asked for with other numbers as Python asks for", () => {
  const program = `
import json
from backprop_exercises.as_lists import plain
from backprop_exercises.asking import EXERCISES, ask
from backprop_exercises.kinds.by_hand import ByHand
print(json.dumps([
    [plain(value), exercise.decimals_asked(value)]
    for slug, exercise in EXERCISES.items() if isinstance(exercise, ByHand) and exercise.decimals is None
    for number in range(30) for value in ask(slug, number).answer.values()
]))
`;
  const cases = JSON.parse(execFileSync("python", ["-c", program], { encoding: "utf8" }));
  assert.ok(cases.length > 300);
  for (const [value, decimals] of cases) assert.equal(decimalsFor(fromLists(value)), decimals, JSON.stringify(value));
});
