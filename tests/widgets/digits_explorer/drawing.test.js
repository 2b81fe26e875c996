/* What a reader draws in a few strokes looks like the data: the trained network reads all ten digits. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { stroke } from "../../../backprop_widgets/digits_explorer/brush.js";
import { passOf } from "../../../backprop_widgets/digits_explorer/pass.js";
import { PIXELS, unpacked } from "../../../backprop_widgets/digits_explorer/pictures.js";
import { newTraining } from "../../../backprop_widgets/digits_explorer/training.js";

// Of each digit its lines, each through points [right, down] in pixels.
const DRAWN = [
  ["3.5,.5 2.3,2 2,4 2.3,6 3.5,7.5 5,7 5.8,5 5.8,3 5,1 3.5,.5"],
  ["3,1.5 4,.5 4,7.5"],
  ["2,1.8 3.5,.5 5,1.5 4.8,3 2.2,7.2 6,7.2"],
  ["2,.8 5,.8 3.7,3.3 5.3,5 4.5,7 2,7.3"],
  ["3.5,.5 1.8,4.5 6,4.5", "5,2.5 4.6,7.5"],
  ["5.5,.7 2.5,.7 2.2,3.3 4.5,3.3 5.5,5 4.5,7 2,7.2"],
  ["4.2,.5 2.5,3 2.2,5.5 3,7.2 4.8,7 5.2,5.2 4,4.2 2.6,5"],
  ["2,.8 5.8,.8 4.2,4 3,7.5", "2.5,4 5.5,4"],
  ["4,3.7 2.5,2.2 3.8,.6 5.2,2 4,3.7 2.5,5.6 3.8,7.4 5.3,5.8 4,3.7"],
  ["5.2,2.6 3.5,4 2.3,2.4 3.6,.7 5.2,1.8 5.2,4 4.8,7.3"],
];

function drawing(lines) {
  let picture = new Float64Array(PIXELS);
  for (const line of lines) {
    const points = line.split(" ").map((point) => point.split(",").map(Number));
    for (const [k, point] of points.entries()) if (k) picture = stroke(picture, points[k - 1], point);
  }
  return picture;
}

test("all ten digits are read as they are meant", () => {
  const settings = { learning_rate: 0.1, momentum: 0.9, batch_size: 32, hidden: 24, seed: 1 };
  const training = newTraining(settings, unpacked());
  training.reach(600, Infinity);
  const layers = training.layers();
  const guesses = DRAWN.map((lines) => passOf(layers, drawing(lines), -1).guess);
  assert.deepEqual(guesses, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("a drawing has about as much ink as a digit of the data", () => {
  const inkOf = (x) => x.reduce((sum, ink) => sum + ink, 0);
  const { x, labels } = unpacked().training;
  const mean = inkOf(x) / labels.length;
  const drawn = DRAWN.map((lines) => inkOf(drawing(lines)));
  assert.ok(
    drawn.every((ink) => ink > mean / 2 && ink < 2 * mean),
    `${drawn}, ${mean}`,
  );
});
