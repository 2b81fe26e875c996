/* What a training says about itself. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { account } from "../../../backprop_widgets/training_stepper/words.js";

/** A run with these costs after 0, 1, ... updates. */
const runOf = (costs, gradient = 1) => ({
  records: costs.map((cost) => ({ cost, wrong: 2, network: [{ W: [[1, 2]], b: [[0]] }] })),
  step: (n) => ({ columns: [0, 1, 2], batch_cost: costs[n], error: 0.25, gradient }),
});
const STATE = { phase: "update", seed: 1, batch_size: 0, edits: [] };
const say = (changes, runs, n, burst = -1) => account({ ...STATE, ...changes }, runs, n, 12, burst);

test("an update is said with what it did to the cost", () => {
  const runs = [runOf([0.5, 0.25, 0.3], 1e-4)];
  const plateau = "2 of 12 on the wrong side of ½. The gradient is almost zero: a plateau.";
  assert.deepEqual(say({}, runs, 1), [`Update: step 1 lowered the cost from 0.50 to 0.25. ${plateau}`, ""]);
  const raised = "Update: step 2 raised the cost from 0.25 to 0.30.";
  assert.deepEqual(say({}, runs, 2), [`${raised} The step was too long. ${plateau}`, ""]);
  const [words] = say({ batch_size: 6 }, runs, 2);
  assert.equal(words, `${raised} A batch sees only its own examples. ${plateau} Epoch 1 is complete.`);
});

test("a phase is said with its number", () => {
  const runs = [runOf([0.5])];
  const said = ["forward", "error", "backward"].map((phase) => say({ phase }, runs, 0)[0]);
  assert.deepEqual(said, [
    "Forward: 3 examples went through the network, at a cost of 0.50.",
    "Error: output minus target, divided by the number of examples. The largest is 0.25.",
    "Backward: the error went back through the weights. The slopes of 3 parameters are a gradient of length 1.00.",
  ]);
});

test("what goes wrong is loud, the second run's too", () => {
  const runs = [runOf([0.5, 0.4]), runOf([0.5, 1.25])];
  const [words, loud] = say({}, runs, 1);
  assert.equal(loud, "Diverging.");
  assert.match(words, /^The cost of run 2 went from 0\.50 to 1\.25: its steps are too long\./);
  assert.match(say({}, runs, 1, 1)[0], /^After step 1 the numbers of run 2 are too large to go on\./);
});

test("the beginning says what a step is for", () => {
  const words = "The weights are random, from seed 1; the biases are 0. A step is for";
  assert.equal(say({}, [runOf([0.5])], 0)[0], `${words} 12 examples.`);
  assert.equal(say({ batch_size: 1 }, [runOf([0.5])], 0)[0], `${words} 1 example.`);
});

test("what was set by hand is said at its step, and is no sign of steps that are too long", () => {
  const edits = [[1, "network[0].W[0,1]", 2.5]];
  const runs = [runOf([0.5, 1.25, 1.2])];
  assert.deepEqual(say({ edits }, runs, 1), ["After step 1 you set layer 1: W[0,1] to 2.50. The cost is 1.25.", ""]);
  assert.match(say({ edits }, runs, 2)[0], /^Update: step 2 lowered/);
});
