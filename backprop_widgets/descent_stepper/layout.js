/* Where things lie in the picture of a descent: pure geometry. Distances are in pixels. */

import { aimed, between } from "../kit/numbers.js";
import { placeOfSlope, scales, ticks } from "../kit/plot.js";
import { isCurve } from "./descent.js";

/** The frame of a picture this wide, what it shows of both axes, and the way from values to pixels and back. */
export function layout(cost, width) {
  const curve = isCurve(cost);
  const height = Math.round(between(width * 0.5, curve ? 250 : 230, 360));
  const frame = { left: curve ? 50 : 34, right: width - 8, top: 10, floor: height - 24 };
  const x = cost.view.slice(0, 2);
  const y = curve ? cost.range : asFine(frame, cost.view);
  return { width, height, frame, x, y, scale: scales(frame, x, y) };
}

/** What a surface shows of its vertical axis: it has the scale of the horizontal one. */
function asFine({ left, right, top, floor }, [low, high, middle]) {
  const half = ((high - low) * (floor - top)) / (right - left) / 2;
  return [middle - half, middle + half];
}

/** The numbers on both axes. Where a curve has its horizontal axis, or the name of the vertical one, that has none. */
export function marksOf(cost, { width, frame, x, y, scale }) {
  const up = ticks(y[0], y[1], 4);
  const free = (value) => scale.toY(value) <= frame.floor - 8 && scale.toY(value) >= frame.top + 18;
  return [ticks(x[0], x[1], width < 420 ? 4 : 8), isCurve(cost) ? up.filter(free) : up];
}

/** The parameters at a pixel, as a hand can aim at them: along both axes of a surface by the same unit. */
export function parametersAt(cost, { x, y, scale }, px, py) {
  const [low, high] = x;
  const across = aimed(scale.fromX(px), low, high);
  if (isCurve(cost)) return [across];
  const [middle, half] = [cost.view[2], (high - low) / 2];
  return [across, aimed(between(scale.fromY(py), y[0], y[1]), middle - half, middle + half)];
}

const SIDES = [
  ["to the left", "to the right"],
  ["below", "above"],
];

/** Where parameters are that are outside of what the picture shows, in words; empty if it shows them. A curve has one
    parameter, and is followed to any height. */
export function sideOf({ x, y }, at) {
  const beyond = at.map((value, k) => (value < [x, y][k][0] ? 0 : value > [x, y][k][1] ? 1 : -1));
  return beyond.flatMap((end, k) => (end < 0 ? [] : [SIDES[k][end]])).join(", ");
}

/** Where the slope's number stands beside a point of a curve: above the number of the step. */
export const placeOfSlopeText = (point, slope, frame) =>
  placeOfSlope(point, slope, { ...frame, floor: frame.floor - 22 });

/** Where the number of a step stands on a curve's axis: at its middle; at the right end is the parameter's name. */
export function placeOfStepText(from, to, text, { left, right, floor }) {
  const half = 3.3 * text.length; // of its width, about
  return { x: between((from + to) / 2, left + half, right - half - 16), y: floor - 10, "text-anchor": "middle" };
}

/** The end of a gradient's arrow from (px, py): its direction is exact, its length grows with the logarithm. */
export function endOfGradient([px, py], [across, up]) {
  const size = Math.hypot(across, up);
  const length = size ? between(22 + 20 * Math.log10(1 + size), 0, 90) / size : 0;
  return [px + across * length, py - up * length];
}
