/* Contour lines: they lie where the height is the level, and a whole line is found. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { contours } from "../../../backprop_widgets/kit/contours.js";

/** The pieces of a path: each from one point to another. */
const pieces = (d) => [...d.matchAll(/M(\S+) (\S+)L(\S+) (\S+?)(?=M|$)/g)].map((found) => found.slice(1).map(Number));
const lengthOf = (d) => pieces(d).reduce((total, [x1, y1, x2, y2]) => total + Math.hypot(x2 - x1, y2 - y1), 0);

test("the contour lines of a slope are straight and reach from edge to edge", () => {
  const [low, high] = contours((px) => px, [20, 30.5], 10, 0, 40, 12, 3);
  for (const [d, level] of [
    [low, 20],
    [high, 30.5],
  ]) {
    for (const [x1, , x2] of pieces(d)) assert.deepEqual([x1, x2], [level, level]);
    assert.equal(lengthOf(d), 12);
  }
});

test("those of a bowl are circles, whole ones", () => {
  const bowl = (px, py) => (px - 50) ** 2 + (py - 50) ** 2;
  const [d, none] = contours(bowl, [30 ** 2, -1], 0, 0, 100, 100, 3);
  const ends = pieces(d).flatMap(([x1, y1, x2, y2]) => [`${x1} ${y1}`, `${x2} ${y2}`]);
  for (const [x, y] of ends.map((end) => end.split(" ").map(Number))) assert.ok(Math.abs(bowl(x, y) ** 0.5 - 30) < 0.1);
  assert.ok(Math.abs(lengthOf(d) - 60 * Math.PI) < 1);
  for (const end of ends) assert.equal(ends.filter((other) => other === end).length % 2, 0, `${end} is a loose end`);
  assert.equal(none, "");
});

test("a saddle is cut twice in one cell, and the two lines do not cross", () => {
  const [d] = contours((px, py) => px * py, [0.1], -1, -1, 2, 2, 2);
  assert.equal(pieces(d).length, 2);
  const sides = pieces(d).map(([x1, y1, x2, y2]) => Math.sign(x1 * y2 - y1 * x2));
  assert.ok(sides.every(Boolean));
});
