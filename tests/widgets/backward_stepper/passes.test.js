/* The passes of a case without Python are those that Python has of it, and what is no case is refused in its words. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { columnFrom } from "../../../backprop_widgets/backward_stepper/own_case.js";
import { caseOf, passesOf } from "../../../backprop_widgets/backward_stepper/passes.js";

const WRITTEN = `
import json
import numpy as np
from backprop_lib import Layer, Network
from backprop_widgets.backward_stepper.passes import passes
from backprop_widgets.kit.traits import plain

CASES = [
    ((3, 4, 2), ["tanh", "sigmoid"], "half_squared_error"),
    ((2, 3, 3, 2), ["leaky_relu", "softplus", "sigmoid"], "binary_cross_entropy"),
    ((2, 3, 3), ["relu", "softmax"], "cross_entropy"),
    ((2, 2, 3), ["softmax", "softmax"], "half_squared_error"),
    ((1, 1), ["identity"], "half_squared_error"),
]
found = []
for sizes, activations, loss in CASES:
    rng = np.random.default_rng(3)
    network = Network(
        Layer(W, rng.normal(size=b.shape), f) for W, b, f in Network.random(sizes, activations, rng=rng)
    )
    x, y = rng.normal(size=(sizes[0], 1)), rng.uniform(size=(sizes[-1], 1))
    y = y / y.sum()
    case = {"network": plain(network), "x": x.tolist(), "y": y.tolist(), "loss": loss}
    found.append([case, passes(network, x, y, loss, 0.5)])
print(json.dumps(found))
`;
const cases = JSON.parse(execFileSync("python", ["-c", WRITTEN], { encoding: "utf8" }));

/** Every number that differs, by its path. Central differences differ in what rounding leaves of them. */
function differing(got, want, path = "") {
  if (typeof want === "number") {
    const room = /central/.test(path) ? 1e-9 : /digits/.test(path) ? 3 : 1e-13;
    return Math.abs(got - want) <= room * Math.max(1, Math.abs(want)) ? [] : [`${path}: ${got}, ${want}`];
  }
  if (want instanceof Object && got instanceof Object) {
    const names = [...new Set([...Object.keys(got), ...Object.keys(want)])];
    return names.flatMap((name) => differing(got[name], want[name], `${path}/${name}`));
  }
  return got === want ? [] : [`${path}: ${got}, ${want}`];
}

test("the passes are those of Python, without its mistakes", () => {
  for (const [one, { mistakes, ...want }] of cases) {
    assert.ok(Object.keys(mistakes).length);
    const { mistakes: none, ...got } = passesOf(one);
    assert.deepEqual(none, {});
    assert.deepEqual(differing(got, want), []);
  }
});

test("those of Python are taken where they are of the same case, and of no other", () => {
  const [[one, known], [other]] = cases;
  assert.equal(caseOf(known, one).passes, known);
  assert.notEqual(caseOf(known, { ...one, y: [[0], [1]] }).passes, known);
  assert.notEqual(caseOf(known, other).passes, known);
});

test("what is no case is refused in words", () => {
  const [one, known] = cases[0];
  const wide = Array.from({ length: 201 }, () => [0]);
  for (const [changes, words] of [
    [{ network: "mazur" }, /^The network is not a list of layers\.$/],
    [{ network: [{ W: wide, b: wide, activation: "tanh" }] }, /^network has 402 weights and biases; .* at most 200\.$/],
    [{ x: [[1]] }, /^x has 1 number; this network expects 3: write them into Inputs\.$/],
    [{ y: [[1], [0], [1]] }, /^y has 3 numbers; this network expects 2: write them into Targets\.$/],
    [{ x: [["half"], [1], [2]] }, /^x has "half"; expected finite numbers\.$/],
    [{ x: 3 }, /^x is no column of numbers/],
    [
      { loss: "cross_entropy" },
      /^cross_entropy belongs to an output layer with softmax; this one has sigmoid\. Change/,
    ],
    [{ loss: "binary_cross_entropy", y: [[2], [0]] }, /^y runs from 0 to 2; targets of .* lie between 0 and 1\.$/],
    [{ ...cases[2][0], y: [[1], [1], [0]] }, /^A column of y does not add up to 1/],
    [{ y: [[1e200], [0]] }, /is not finite: the numbers overflowed\.$/],
  ])
    assert.match(caseOf(known, { ...one, ...changes }).fault, words);
});

test("numbers are read however they are set apart", () => {
  for (const text of ["0.05, -1e-3", "[0.05, -1e-3]", " 0.05\n−0.001 ", "[[0.05], [-0.001]]", "0.05; -0.001"])
    assert.deepEqual(columnFrom(text), [[0.05], [-0.001]], text);
  assert.deepEqual(columnFrom("1 x"), [[1], ["x"]]);
  assert.deepEqual(columnFrom(""), []);
});
