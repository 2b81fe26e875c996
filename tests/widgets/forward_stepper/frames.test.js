import assert from "node:assert/strict";
import { test } from "node:test";
import { namesOf } from "../../../backprop_widgets/diagram/labels.js";
import { changeable, edited, problem } from "../../../backprop_widgets/forward_stepper/changes.js";
import { framesOf, numbersOf } from "../../../backprop_widgets/forward_stepper/frames.js";
import { CODE, LINES } from "../../../backprop_widgets/forward_stepper/generated.js";
import { account, titleOf } from "../../../backprop_widgets/forward_stepper/words.js";

/** Two inputs, two hidden units, one output, whose net inputs and outputs are whole numbers. */
const network = [
  {
    W: [
      [1, 2],
      [0, -1],
    ],
    b: [[1], [0]],
    activation: "relu",
  },
  { W: [[3, 5]], b: [[-4]], activation: "identity" },
];
const x = [
  [1, 10],
  [2, 20],
];
const state = { network, x, example: 0, step: 0, picked: "x_1" };

test("each quantity has a frame, made of what is computed before it or given", () => {
  const frames = framesOf(network);
  const order = ["z^1_1", "z^1_2", "a^1_1", "a^1_2", "z^2_1", "a^2_1"];
  assert.deepEqual(
    frames.map(({ label }) => label),
    order,
  );
  assert.deepEqual(frames[4].uses, ["w^2_11", "a^1_1", "w^2_12", "a^1_2", "b^2_1"]);
  assert.deepEqual(frames[4].edges, ["w^2_11", "w^2_12", "b^2_1"]);
  frames.forEach(({ uses }, n) => {
    const known = new Set([...changeable(network, 2).keys(), ...order.slice(0, n)]);
    assert.deepEqual(
      uses.filter((name) => !known.has(name)),
      [],
    );
  });
  const soft = framesOf(network.with(0, { ...network[0], activation: "softmax" }));
  assert.deepEqual(soft[2].uses, ["z^1_1", "z^1_2"], "softmax waits for the whole layer");
});

test("the numbers of a pass, computed by hand", () => {
  const values = numbersOf(state);
  const known = {
    "z^1_1": 6,
    "z^1_2": -2,
    "a^1_1": 6,
    "a^1_2": 0,
    "z^2_1": 14,
    "a^2_1": 14,
    "w^1_22": -1,
    "b^2_1": -4,
  };
  for (const [name, value] of Object.entries(known)) assert.equal(values.get(name), value, name);
  assert.equal(numbersOf({ ...state, example: 1 }).get("z^1_1"), 51);
});

test("an edit changes the number under its label, in this example, and nothing else", () => {
  const frozen = JSON.stringify(state);
  for (const [name, place] of changeable(network, 2)) {
    const now = { ...state, ...edited(state, place, 99) };
    const changed = [...changeable(network, 2).keys()].filter((k) => numbersOf(now).get(k) !== numbersOf(state).get(k));
    assert.deepEqual(changed, [name]);
    assert.equal(numbersOf(now).get(name), 99);
    assert.equal(now.x[0][1], 10);
  }
  assert.equal(JSON.stringify(state), frozen);
});

test("a state that fits together is accepted, and each that does not is named", () => {
  assert.equal(problem(state), "");
  assert.match(problem({ ...state, x: [[1, 2], [3]] }), /^x is not a table of numbers with 2 rows/);
  assert.match(problem({ ...state, picked: "z^1_1" }), /^“z\^1_1” is no input, weight or bias/);
  assert.match(problem({ ...state, example: 2 }), /^The example is 2; it must be a whole number from 0 to 1\.$/);
  assert.match(problem({ ...state, x: [[1e308], [1e308]] }), /overflows/);
});

test("the lines of code are those that compute z and a", () => {
  assert.match(CODE[LINES.z], /^\s+z = /);
  assert.match(CODE[LINES.a], /^\s+a = /);
});

test("words name the quantities of the picture", () => {
  const [names, frames, values] = [namesOf([2, 2, 1]), framesOf(network), numbersOf(state)];
  const said = (n) => account(state, frames, n, names, values);
  assert.equal(said(0).split(".")[0], "i1 and i2 come in");
  assert.equal(said(4), "out h2 is 0. The net input is not above 0, so the rectifier gives 0.");
  assert.match(said(5), /^net o1 is 14\.00: .* Its inputs are the outputs of the layer before: out h1 and out h2\.$/);
  assert.match(said(6), / Nothing is left to compute: out o1 is the prediction\.$/);
  const titles = [...changeable(network, 2)].map(([name, place]) => titleOf(name, place, names));
  assert.deepEqual(titles.slice(0, 3), ["i1", "i2", "w1, i1 to h1"]);
  assert.equal(titles[7], "b of h2");
});
