/* Units are called by where they stand, and their tints run over what their activation can give. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { rangeOf, unitName } from "../../../backprop_widgets/training_stepper/units.js";

test("a unit has a name in words", () => {
  const names = (sizes) => sizes.map((n, c) => unitName(sizes, c, n - 1));
  assert.deepEqual(names([2, 1]), ["Input x₂", "Output"]);
  assert.deepEqual(names([2, 3, 1]), ["Input x₂", "Hidden unit 3", "Output"]);
  assert.deepEqual(names([2, 3, 4, 1]), ["Input x₂", "Layer 1, unit 3", "Layer 2, unit 4", "Output"]);
});

test("a bounded activation has its bounds, another what there is", () => {
  const network = ["tanh", "relu", "sigmoid"].map((activation) => ({ activation }));
  const values = [0.25, 3, 0.5];
  assert.deepEqual(
    [0, 1, 2, 3].map((c) => rangeOf(network, c, values)),
    [
      [0.25, 3],
      [-1, 1],
      [0.25, 3],
      [0, 1],
    ],
  );
});
