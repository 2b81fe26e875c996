import assert from "node:assert/strict";
import { test } from "node:test";
import { piecesOf } from "../../../backprop_widgets/activation_explorer/curves.js";
import { withZero } from "../../../backprop_widgets/kit/plot.js";

test("curves: an axis holds its values and 0, pieces lie between kinks", () => {
  assert.deepEqual(withZero([2, 4, Infinity]), [0, 4.32]);
  assert.deepEqual(withZero([-1, 1, Number.NaN]), [-1.16, 1.16]);
  assert.deepEqual(piecesOf([0, 2]), [
    [-Infinity, 0],
    [0, 2],
    [2, Infinity],
  ]);
});
