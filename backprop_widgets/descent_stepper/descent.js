/* Gradient descent: the frames of a state, and what in a state does not fit the cost. */

import { isNumber } from "../kit/numbers.js";
import { isNameIn } from "../kit/state.js";
import { LIMIT } from "./generated.js";

/** A frame: where it is (x), the cost there, then the gradient, the step it brings along, the one it takes, where to.
    @typedef {Record<"x" | "gradient" | "carried" | "step" | "next", number[]> & { value: number }} Frame */
/** @typedef {import("./generated.js").Cost & { name: string, title: string }} Cost */

/** All frames of a descent; the last one is the last whose cost can be shown.
    @param {Pick<Cost, "at">} cost
    @returns {Frame[]} */
export function walk(cost, { start, learning_rate, momentum, steps }) {
  const frames = [];
  let x = start;
  let carried = start.map(() => 0);
  while (frames.length <= steps) {
    const [value, ...gradient] = cost.at(...x);
    if (frames.length && !(Math.abs(value) < LIMIT)) break;
    const step = carried.map((last, k) => momentum * last - learning_rate * gradient[k]);
    const next = x.map((from, k) => from + step[k]);
    frames.push({ x, value, gradient, carried, step, next });
    [x, carried] = [next, step];
  }
  return frames;
}

/** What does not fit together in a state, as a sentence; empty if everything does.
    @param {Record<string, any>} state
    @param {Record<string, Pick<Cost, "at" | "parameters">>} costs */
export function problem({ cost, start }, costs) {
  if (!isNameIn(costs, cost)) return `There is no cost called “${cost}”.`;
  const { parameters, at } = costs[cost];
  if (!Array.isArray(start) || start.length !== parameters.length || !start.every(isNumber))
    return `The start is ${JSON.stringify(start)}; this cost needs one number for each of ${parameters.join(", ")}.`;
  if (!at(...start).every(isNumber))
    return `At the start ${start.join(", ")} this cost or its slope is not a finite number.`;
  return "";
}

export const isCurve = ({ parameters }) => parameters.length === 1;
