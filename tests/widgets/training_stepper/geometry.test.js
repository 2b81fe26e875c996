/* Where things stand in the pictures of a training. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CELLS,
  cellsOf,
  endsOf,
  placeIn,
  SIDE,
  through,
  viewOf,
} from "../../../backprop_widgets/training_stepper/geometry.js";

const XOR = [
  [0, 0, 1, 1],
  [0, 1, 0, 1],
];

test("the examples stand within the square, with room around them", () => {
  const view = viewOf(XOR);
  assert.deepEqual(view, { middle: [0.5, 0.5], half: 0.6 });
  assert.deepEqual(placeIn(view)([0.5, 0.5]), [SIDE / 2, SIDE / 2]);
  const [px, py] = placeIn(view)([1, 1]);
  assert.ok(px > SIDE / 2 && py < SIDE / 2, "the second axis points up");
  for (const ends of endsOf(view))
    for (const [k, end] of [-0.1, 1.1].entries()) assert.ok(Math.abs(ends[k] - end) < 1e-12);
});

test("a single example has a square too", () => {
  assert.deepEqual(viewOf([[2], [3]]), { middle: [2, 3], half: 1 });
});

test("the cells are the middles of equal squares, row by row from the top left", () => {
  const view = viewOf(XOR);
  const [across, up] = cellsOf(view);
  assert.equal(across.length, CELLS ** 2);
  const place = placeIn(view);
  for (const k of [0, 1, CELLS, CELLS ** 2 - 1]) {
    const [px, py] = place([across[k], up[k]]);
    const cell = SIDE / CELLS;
    assert.ok(Math.abs(px - ((k % CELLS) + 0.5) * cell) < 1e-9);
    assert.ok(Math.abs(py - (Math.floor(k / CELLS) + 0.5) * cell) < 1e-9);
  }
});

test("a long way is drawn through some of its points, its first and its last among them", () => {
  const points = Array.from({ length: 10001 }, (_, k) => [k, 2 * k]);
  const path = through(points);
  const drawn = path.slice(1).split("L");
  assert.ok(drawn.length <= 302);
  assert.deepEqual([drawn[0], drawn.at(-1)], ["0.0 0.0", "10000.0 20000.0"]);
  assert.equal(through([]), "");
});
