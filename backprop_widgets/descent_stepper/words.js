/* What a descent has come to at one frame, in words. */

import { count, figure } from "../kit/numbers.js";
import { isCurve } from "./descent.js";

/** @typedef {import("./descent.js").Cost} Cost */
/** @typedef {import("./descent.js").Frame} Frame */
/** @typedef {{ learning_rate: number, momentum: number, steps: number }} Rates */

/** What has happened up to frame n: an alarm, if there is one, and a sentence or two.
    @param {Cost} cost
    @param {Rates} state
    @param {Frame[]} frames
    @param {number} n
    @returns {[string, string]} */
export function account(cost, state, frames, n) {
  const { x, value, gradient, step } = frames[n];
  const flat = Math.hypot(...gradient) < 2e-3;
  const burst = n === frames.length - 1 && frames.length <= state.steps;
  if (n === 0 && burst)
    return [
      "Diverging.",
      `The first step is so long that the cost after it is too large to show. ${remedy(cost, state)}`,
    ];
  if (n === 0) return ["", invitation(gradient, flat)];
  const [before, first] = [frames[n - 1].value, frames[0].value];
  const rising = n >= 3 && [n, n - 1, n - 2].every((k) => frames[k].value > frames[k - 1].value);
  if ((rising && value > first + 0.5 * Math.abs(first)) || (burst && value > first)) {
    const end = burst ? " The next cost is too large to show." : "";
    const went = `The cost went from ${figure(first)} to ${figure(value)} in ${count(n, "step")}.`;
    return ["Diverging.", `${went}${end} ${remedy(cost, state)}`];
  }
  if (burst) {
    const fell = `The cost fell from ${figure(first)} to ${figure(value)}`;
    return ["Without bound.", `${fell}, and the next one is too large to show.`];
  }
  const change = changed(before, value);
  if (value > before + 1e-12 * Math.abs(before)) return ["", `Step ${n} raised the cost ${change}. ${reason(state)}`];
  const tiny = Math.hypot(...step) < 1e-3 * (cost.view[1] - cost.view[0]);
  if (flat && tiny)
    return ["", `The gradient is almost zero, so the steps have all but stopped. ${flatPlace(cost, x)}`];
  if (value === before) return ["", `Step ${n} left the cost as it was.${overshoot(frames, n)}`];
  return ["", `Step ${n} lowered the cost ${change}.${overshoot(frames, n)}`];
}

/** From one cost to another; by how much, where both are the same in the figures that are shown. */
function changed(before, after) {
  const [from, to] = [before, after].map((cost) => figure(cost));
  return from === to ? `by ${figure(+Math.abs(after - before).toPrecision(2))}` : `from ${from} to ${to}`;
}

function invitation(gradient, flat) {
  if (flat) return "The slope here is almost zero, so there is almost no step. Choose another start.";
  const slope =
    gradient.length === 1 ? `The slope here is ${figure(gradient[0])}` : "The arrow of the gradient points uphill";
  return `Drag the diamond, or use the Start slider, to choose where to begin. ${slope}; the step goes the other way.`;
}

/** What to do about a descent that diverges; of a quadratic cost the largest good learning rate is known. */
function remedy(cost, { momentum, learning_rate }) {
  const threshold = cost.sharpness && (2 * (1 + momentum)) / cost.sharpness;
  if (!threshold || learning_rate <= threshold) return "Try half the learning rate.";
  return `On this ${isCurve(cost) ? "curve" : "surface"} steps grow as soon as η is above ${figure(threshold)}.`;
}

const reason = ({ momentum }) =>
  momentum ? "Momentum carried the point uphill." : "It jumped across the valley and landed higher on the other side.";

/** Whether the next step turns back. */
function overshoot(frames, n) {
  const { gradient, step, carried } = frames[n];
  if (gradient.length === 1 && gradient[0] * frames[n - 1].gradient[0] < 0)
    return " It overshot: the slope has changed its sign, so the next step turns back.";
  if (gradient.length === 2 && step[0] * carried[0] + step[1] * carried[1] < 0)
    return " It overshot across the valley: the next step turns back, and little is gained along the valley.";
  return "";
}

/** What kind of flat place this is, as far as the picture's minima tell. */
function flatPlace(cost, x) {
  const near = (minimum) => Math.hypot(...minimum.map((at, k) => at - x[k])) < 0.02 * (cost.view[1] - cost.view[0]);
  const found = cost.minima.findIndex(near);
  if (found < 0 && cost.minima.length)
    return "This is no minimum: the ground is flat here, and the minimum lies elsewhere.";
  if (found < 0) return "Gradient descent has found a stationary point.";
  const [lowest, here] = [cost.minima[0], cost.minima[found]].map((minimum) => cost.at(...minimum)[0]);
  if (here - lowest <= 1e-6 * Math.abs(lowest)) return "Gradient descent has found a minimum.";
  const there = `${cost.parameters[0]} = ${figure(cost.minima[0][0])}`;
  return `This is a minimum, but not the lowest one: that is near ${there}. Descent cannot see it from here.`;
}

/** A point by its coordinates: x = 1.50, y = 2.00. */
export const placeOf = (parameters, x) => parameters.map((name, k) => `${name} = ${figure(x[k])}`).join(", ");

/** A frame, for those who do not see its picture. */
export function described(cost, { x, value, gradient, step }, n) {
  const kind = isCurve(cost) ? "Curve of the cost" : "Contour lines of the cost";
  const [slopes, steps] = [gradient, step].map((numbers) => numbers.map(figure).join(", "));
  const at = placeOf(cost.parameters, x);
  return `${kind}. After ${n} steps ${at}; cost ${figure(value)}; gradient ${slopes}; next step ${steps}.`;
}
