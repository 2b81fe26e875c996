/* A descent without its page: its frames, its geometry, what is said about it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { problem, walk } from "../../../backprop_widgets/descent_stepper/descent.js";
import { COSTS, LIMIT, TRAITS } from "../../../backprop_widgets/descent_stepper/generated.js";
import { historyLine } from "../../../backprop_widgets/descent_stepper/history.js";
import {
  endOfGradient,
  sideOf,
  layout,
  marksOf,
  parametersAt,
  placeOfSlopeText,
} from "../../../backprop_widgets/descent_stepper/layout.js";
import { account } from "../../../backprop_widgets/descent_stepper/words.js";
import { faultOf } from "../../../backprop_widgets/kit/state.js";

const PUBLISHED = Object.fromEntries(Object.entries(TRAITS).map(([name, rule]) => [name, rule.default]));
const parabola = { ...PUBLISHED, cost: "parabola", start: [4], learning_rate: 0.5 };

test("on a parabola half a slope halves the way that is left, and momentum adds half of the last step", () => {
  const at = (state) => walk(COSTS.parabola, { ...parabola, steps: 3, ...state }).map(({ x }) => x[0]);
  assert.deepEqual(at({}), [4, 2, 1, 0.5]);
  assert.deepEqual(at({ momentum: 0.5 }), [4, 2, 0, -1]);
});

test("a descent ends before its cost reaches the limit", () => {
  const frames = walk(COSTS.parabola, { ...parabola, learning_rate: 4, steps: 1000 });
  const { value, next } = frames.at(-1);
  assert.ok(frames.length < 1000 && value < LIMIT && next[0] ** 2 / 2 >= LIMIT);
});

test("the state that stands in for a first one without sense makes sense itself", () => {
  assert.equal(faultOf(TRAITS, PUBLISHED) + problem(PUBLISHED, COSTS), "");
});

test("a start that does not fit its cost is named", () => {
  assert.match(problem({ ...PUBLISHED, cost: "bowl" }, COSTS), /^The start is \[2.05\]; .* each of w1, w2\.$/);
  assert.match(problem({ ...PUBLISHED, start: [Infinity] }, COSTS), /^The start is \[null\]/);
  const costs = { log: { at: (x) => [Math.log(x), 1 / x], parameters: ["x"] } };
  assert.match(problem({ ...PUBLISHED, cost: "log", start: [-1] }, costs), /^At the start -1 .* not a finite number/);
});

test("a surface has one scale for both axes, in every width", () => {
  for (const width of [280, 361, 640, 1100]) {
    const { scale, frame, y } = layout(COSTS.beale, width);
    assert.ok(Math.abs(scale.run / scale.rise - 1) < 1e-12);
    assert.ok(Math.abs(scale.toY(y[0]) - frame.floor) + Math.abs(scale.toY(y[1]) - frame.top) < 1e-9);
  }
});

test("a curve has no number where its horizontal axis or the name of the other is, a surface has all of them", () => {
  const upTo = (high) => ({ ...COSTS.parabola, range: [0, high] });
  const marks = (curve) => marksOf(curve, layout(curve, 640))[1];
  assert.deepEqual([marks(upTo(10)), marks(upTo(12))], [[5], [5, 10]]);
  const bowl = layout(COSTS.bowl, 640);
  assert.deepEqual(marksOf(COSTS.bowl, { ...bowl, y: [0, 10] })[1], [0, 5, 10]);
});

test("a hand aims at hundredths, and at nothing outside of the picture", () => {
  const laid = layout(COSTS.bowl, 640);
  const pixel = [laid.scale.toX(1.2345), laid.scale.toY(-0.6789)];
  assert.deepEqual(parametersAt(COSTS.bowl, laid, ...pixel), [1.23, -0.68]);
  for (const width of [361, 500, 640, 901]) {
    const other = layout(COSTS.bowl, width);
    assert.deepEqual(parametersAt(COSTS.bowl, other, 9999, 9999), [4, +other.y[0].toFixed(2)]);
  }
  assert.deepEqual(parametersAt(COSTS.parabola, layout(COSTS.parabola, 640), -50, 3), [-4]);
});

test("only what is beside a curve is off its picture, also what is above a surface", () => {
  const [curve, bowl] = [layout(COSTS.parabola, 640), layout(COSTS.bowl, 640)];
  assert.deepEqual(
    [[4], [4.1], [-5]].map((x) => sideOf(curve, x)),
    ["", "to the right", "to the left"],
  );
  assert.deepEqual(
    [
      [1, 1],
      [-4.1, 0],
      [0, 5],
      [9, -9],
    ].map((x) => sideOf(bowl, x)),
    ["", "to the left", "above", "to the right, below"],
  );
});

test("the number of a slope stays above the number of the step", () => {
  const { frame } = layout(COSTS.parabola, 640);
  for (const px of [50, 300, 620])
    for (let py = 0; py < 2000; py += 7)
      for (const slope of [-1, 1]) assert.ok(placeOfSlopeText([px, py], slope, frame).y <= frame.floor - 24);
});

test("the arrow of a gradient points uphill and does not grow without bound", () => {
  const [x, y] = endOfGradient([100, 100], [3, 4]);
  assert.ok(x > 100 && y < 100 && Math.abs((100 - y) / (x - 100) - 4 / 3) < 1e-12);
  assert.equal(Math.hypot(...endOfGradient([0, 0], [1e9, 0])), 90);
  assert.deepEqual(endOfGradient([5, 6], [0, 0]), [5, 6]);
});

test("the line of the costs lies in its drawing, and one cost is a mark", () => {
  assert.equal(historyLine([8, 2, 2], 4), "M0.0 4.0L75.0 36.0L150.0 36.0");
  assert.equal(historyLine([5], 60), "M0.0 36.0h4");
});

test("the first step on each cost is told as what it is", () => {
  const told = (state) => {
    const cost = COSTS[state.cost];
    const frames = walk(cost, state);
    return account(cost, state, frames, Math.min(state.step, frames.length - 1)).join(" ");
  };
  assert.match(told({ ...parabola, step: 1 }), /^ Step 1 lowered the cost from 8.00 to 2.00.$/);
  assert.match(told({ ...parabola, learning_rate: 1.5, step: 1 }), /lowered .* It overshot: the slope has changed/);
  assert.match(told({ ...parabola, learning_rate: 2.1, step: 1 }), /raised the cost .* It jumped across the valley/);
  assert.match(told({ ...parabola, learning_rate: 2.1, step: 9 }), /^Diverging. .* as soon as η is above 2.00.$/);
  assert.match(told({ ...parabola, start: [0] }), /slope here is almost zero/);
  const saddle = { ...PUBLISHED, cost: "saddle", start: [0, 0], step: 1 };
  assert.match(told(saddle), /all but stopped. This is no minimum/);
});
