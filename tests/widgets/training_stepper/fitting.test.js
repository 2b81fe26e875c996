/* What fits together in a state, and what gives way. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf } from "../../../backprop_widgets/kit/state.js";
import { dataSets } from "../../../backprop_widgets/training_stepper/data_sets.js";
import { fitting, problem } from "../../../backprop_widgets/training_stepper/fitting.js";
import { TRAITS } from "../../../backprop_widgets/training_stepper/generated.js";

const SETS = dataSets(null);
const START = Object.fromEntries(Object.entries(TRAITS).map(([name, rule]) => [name, rule.default]));

test("the state that Python begins with is one that the page can show", () => {
  assert.equal(faultOf(TRAITS, START) || problem(START, SETS), "");
});

test("what does not fit is named as in Python", () => {
  for (const [changes, words] of [
    [{ data: "toString" }, 'data is "toString"; expected one of xor, moons, spirals.'],
    [{ hidden: [9] }, "hidden is [9]; expected a list of up to 4 numbers of units from 1 to 8."],
    [{ hidden: [1, 1, 1, 1, 1] }, "hidden is [1,1,1,1,1]; expected a list of up to 4 numbers of units from 1 to 8."],
    [{ batch_size: 5 }, "batch_size is 5; expected at most 4, the number of examples, or 0."],
    [
      { up: "network[0].W[3,0]" },
      'up is "network[0].W[3,0]"; expected a parameter of this network, network[0].W[0,0] to network[1].b[0,0].',
    ],
  ])
    assert.equal(problem({ ...START, ...changes }, SETS), words);
});

test("another task begins anew, and what would not fit gives way", () => {
  const pair = { across: "network[0].W[2,1]", up: "network[1].W[0,2]" };
  const state = { ...START, ...pair, data: "moons", batch_size: 20, step: 7, phase: "error" };
  assert.deepEqual(fitting(state, { seed: 2 }, SETS), { seed: 2, batch_size: 20, ...pair });
  const other = fitting(state, { data: "xor" }, SETS);
  assert.deepEqual([other.step, other.phase, other.batch_size], [0, "update", 0]);
  const { across, up } = fitting(state, { hidden: [2] }, SETS);
  assert.deepEqual([across, up], ["network[0].W[0,0]", "network[0].W[0,1]"]);
  for (const changes of [{ data: "xor" }, { hidden: [] }, { hidden: [1, 1] }, { batch_size: 0 }])
    assert.equal(problem({ ...state, ...fitting(state, changes, SETS) }, SETS), "");
});
