import assert from "node:assert/strict";
import { test } from "node:test";
import { upTo } from "../../../backprop_widgets/kit/numbers.js";
import { arrow, lineThrough, roundUp, scales, tangent, ticks } from "../../../backprop_widgets/kit/plot.js";

const near = (have, want, words) => assert.ok(Math.abs(have - want) <= 1e-9 * Math.max(1, Math.abs(want)), words);
/** The numbers in path data. */
const numbersIn = (d) => d.match(/-?\d[\d.e+-]*/g).map(Number);

test("numbers on an axis are round, within it, and about as many as were asked for", () => {
  assert.deepEqual(ticks(-6, 6, 6), [-6, -4, -2, 0, 2, 4, 6]);
  assert.deepEqual(ticks(0, 1, 4), [0, 0.5, 1]);
  assert.deepEqual(ticks(0.1, 0.35, 5), [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]);
  for (const i of upTo(300)) {
    const [low, size] = [3 * Math.sin(i), 10 ** ((i % 9) - 4) * (1.5 + Math.cos(i))];
    const found = ticks(low, low + size, 6);
    assert.ok(found.length >= 2 && found.length <= 7, `${found}`);
    assert.ok(found[0] >= low - 1e-9 * size && found.at(-1) <= low + size * (1 + 1e-9), `${found}`);
  }
});

test("rounding up gives 1, 2 or 5 times a power of ten, the least that is not smaller", () => {
  for (const [size, round] of Object.entries({ 1: 1, 1.1: 2, 3: 5, 7: 10, 0.03: 0.05, 250: 500 }))
    near(roundUp(+size), round);
});

test("a scale and its inverse cancel, and the ends are the frame", () => {
  const { toX, toY, fromX, fromY, rise } = scales({ left: 38, right: 310, top: 20, floor: 202 }, [-6, 6], [0, 2]);
  assert.deepEqual([toX(-6), toX(6), toY(0), toY(2)], [38, 310, 202, 20]);
  for (const value of [-7, -1.5, 0, 0.3, 4]) {
    near(fromX(toX(value)), value);
    near(fromY(toY(value)), value);
    near(toY(value) - toY(value + 1), rise);
  }
});

test("a line is interrupted where it has no height", () => {
  assert.equal(
    lineThrough((px) => px, 0, 4, 2),
    "M0.0 0.0L2.0 2.0L4.0 4.0",
  );
  assert.equal(
    lineThrough((px) => (px === 2 ? Number.NaN : 1), 0, 6, 2),
    "M0.0 1.0M4.0 1.0L6.0 1.0",
  );
});

test("a tangent has the slope of the curve and the same length on the screen", () => {
  for (const slope of [-30, -1, 0, 0.2, 500]) {
    const [x1, y1, x2, y2] = numbersIn(tangent([100, 80], slope, { run: 20, rise: 50 }, 86));
    near(Math.hypot(x2 - x1, y2 - y1), 172);
    near((x1 + x2) / 2, 100);
    near((y1 + y2) / 2, 80);
    near(-(y2 - y1) / 50, (slope * (x2 - x1)) / 20, String(slope)); // upwards on the screen is down in pixels
  }
});

test("an arrow ends in its point, and one too short to see is not drawn", () => {
  assert.deepEqual(arrow(5, 5, 5.5, 6, 8), { shaft: "", head: "" });
  const { shaft, head } = arrow(10, 20, 40, 60, 8);
  assert.deepEqual(numbersIn(shaft).slice(0, 2), [10, 20]);
  const [x, y, ...corners] = numbersIn(head);
  assert.deepEqual([x, y], [40, 60]);
  for (const [cx, cy] of [corners.slice(0, 2), corners.slice(2)]) near(Math.hypot(cx - x, cy - y), Math.hypot(8, 4));
});
