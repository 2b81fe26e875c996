/* Drawing: what a stroke makes of the pixels, and a step against the slopes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { against, stroke } from "../../../backprop_widgets/digits_explorer/brush.js";

const paper = new Float64Array(64);
const rowsOf = (picture) => Array.from({ length: 8 }, (_, row) => Array.from(picture.slice(8 * row, 8 * row + 8)));

test("a stroke is dark along its middle, and fades to both sides", () => {
  for (const row of rowsOf(stroke(paper, [3.5, 0], [3.5, 8]))) {
    assert.equal(row[3], 1);
    assert.ok(row[2] === row[4] && row[2] > 0 && row[2] < 0.5);
    assert.deepEqual([row[0], row[1], row[5], row[6], row[7]], [0, 0, 0, 0, 0]);
  }
});

test("it ends where it ends, and a dot is round", () => {
  const half = rowsOf(stroke(paper, [3.5, 0], [3.5, 3.5]));
  assert.ok(half[3][3] === 1 && half[4][3] < 0.5 && half[5][3] === 0);
  const dot = stroke(paper, [4, 4], [4, 4]);
  const near = [27, 28, 35, 36].map((n) => dot[n]);
  assert.ok(near[0] > 0 && near.every((ink) => ink === near[0]));
  assert.equal(dot.filter((ink) => ink > 0).length, 4);
});

test("it never takes ink away, and its shades are sixteenths", () => {
  const first = stroke(paper, [1, 1], [7, 5]);
  const both = stroke(first, [6, 0], [2, 8]);
  both.forEach((ink, n) => assert.ok(ink >= first[n] && Number.isInteger(16 * ink) && ink <= 1));
  assert.deepEqual(paper, new Float64Array(64));
});

test("a step against the slopes changes by at most two sixteenths, and stays on the paper", () => {
  const slopes = Array.from({ length: 64 }, (_, n) => (n - 32) / 10);
  const moved = against(
    paper.map(() => 0.5),
    slopes,
  );
  assert.equal(moved[0], 10 / 16);
  assert.equal(moved[63], 6 / 16);
  assert.equal(moved[32], 0.5);
  assert.deepEqual(against(paper, slopes.map(Math.abs)), paper);
  const black = paper.map(() => 1);
  assert.deepEqual(
    against(
      black,
      slopes.map((slope) => -Math.abs(slope)),
    ),
    black,
  );
  assert.deepEqual(
    against(
      black,
      slopes.map(() => 0),
    ),
    black,
  );
});
