/* A run of training: its steps go along the gradient that differences of the cost give, and can be asked for again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { cost, forward } from "../../../backprop_widgets/kit/network.js";
import { dataSets } from "../../../backprop_widgets/training_stepper/data_sets.js";
import { parametersOf, valueAt } from "../../../backprop_widgets/training_stepper/parameters.js";
import { newRun } from "../../../backprop_widgets/training_stepper/run.js";

const SETS = dataSets(null);
const SETUP = { hidden: [3, 2], activation: "tanh", loss: "half_squared_error", batch_size: 0, seed: 5 };
const PARAMETERS = parametersOf([2, 3, 2, 1]);

/** How the cost of these columns changes with a parameter, by a central difference. */
function slopeAt(network, parameter, { x, y }, columns, loss) {
  const picked = (rows) => rows.map((row) => columns.map((n) => row[n]));
  const [high, low] = [1e-5, -1e-5].map((nudge) => {
    const near = structuredClone(network);
    const { l, part, j, k } = parameter;
    near[l][part][j][k] += nudge;
    return cost(forward(near, picked(x)), picked(y), loss);
  });
  return (high - low) / 2e-5;
}

test("the letters of Python are the examples", () => {
  const { x, y, test_x } = SETS.xor;
  assert.deepEqual(
    [x, y, test_x],
    [
      [
        [0, 0, 1, 1],
        [0, 1, 0, 1],
      ],
      [[0, 1, 1, 0]],
      [[], []],
    ],
  );
  assert.deepEqual(Object.keys(SETS), ["xor", "moons", "spirals"]);
});

for (const batch_size of [0, 7])
  for (const momentum of [0, 0.9])
    test(`each step goes along the gradient: batches of ${batch_size}, momentum ${momentum}`, () => {
      const run = newRun({ ...SETUP, batch_size }, SETS.moons, 0.5, momentum);
      assert.equal(run.reach(6, Infinity), true);
      const running = PARAMETERS.map(() => 0);
      for (let n = 0; n < 6; n++) {
        const [{ network }, { network: next }] = run.records.slice(n, n + 2);
        const { columns, direction } = run.step(n);
        PARAMETERS.forEach((parameter, p) => {
          running[p] = momentum * running[p] + slopeAt(network, parameter, SETS.moons, columns, SETUP.loss);
          assert.ok(Math.abs(valueAt(direction, parameter) - running[p]) < 1e-8, parameter.name);
          const went = valueAt(network, parameter) - 0.5 * valueAt(direction, parameter);
          assert.equal(valueAt(next, parameter), went, parameter.name);
        });
      }
    });

test("a step that is asked for again has the same numbers", () => {
  for (const batch_size of [0, 7]) {
    const run = newRun({ ...SETUP, batch_size }, SETS.moons, 0.5, 0.9);
    const seen = [0, 1, 2, 3].map((n) => {
      run.reach(n, Infinity);
      return structuredClone(run.step(n));
    });
    for (const n of [2, 0, 3, 1]) assert.deepEqual(run.step(n), seen[n]);
  }
});

test("a run ends before its numbers are too large, and its last step is still that of its last network", () => {
  const wild = { ...SETUP, hidden: [8, 8], activation: "identity", loss: "binary_cross_entropy" };
  const run = newRun(wild, SETS.xor, 1e3, 0);
  assert.equal(run.reach(100, Infinity), false);
  const last = run.records.length - 1;
  assert.ok(last > 0 && last < 100 && run.records.every(({ cost }) => cost < 1e12));
  run.step(0);
  assert.equal(run.step(last).batch_cost, run.records[last].cost);
});

test("time that is up ends the way, not the run", () => {
  const run = newRun(SETUP, SETS.xor, 0.5, 0);
  assert.equal(run.reach(100, 0), true);
  assert.equal(run.records.length, 1);
});

test("what is set by hand changes a training from its step on, and can be taken back", () => {
  const edits = [[3, "network[0].W[1,0]", 7]];
  for (const momentum of [0, 0.9]) {
    const [plain, run, fresh] = [0, 1, 2].map(() => newRun(SETUP, SETS.xor, 0.5, momentum));
    plain.reach(6, Infinity);
    fresh.edit(edits);
    fresh.reach(6, Infinity);
    run.reach(6, Infinity);
    const kept = run.records[2];
    run.edit(edits);
    assert.equal(run.records.length, 4);
    assert.equal(run.records[2], kept);
    assert.equal(run.records[3].network[0].W[1][0], 7);
    run.reach(6, Infinity);
    assert.deepEqual(run.records, fresh.records);
    run.edit([]);
    run.reach(6, Infinity);
    assert.deepEqual(run.records, plain.records);
  }
});
