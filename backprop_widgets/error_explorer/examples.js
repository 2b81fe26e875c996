/* What a state of the widget comes to: each example with its loss and slopes, and what does not fit together. */

import { isCount, isMatrix } from "../kit/numbers.js";
import { isNameIn } from "../kit/state.js";
import { input_for, MOST } from "./generated.js";

const PROBABILITY = [0, 1];
/** @type {(state: Record<string, any>, losses: Record<string, any>) => string} */
export const unitOf = ({ loss, output }, losses) => losses[loss].unit ?? output;
export const rangeOf = (unit, view) => (unit === "identity" ? view : PROBABILITY);

/** Each example of a state: prediction, target, loss, slope, slope with respect to the net input. */
export function examples(state, losses) {
  const unit = unitOf(state, losses);
  return state.predictions.map((a, n) => {
    // Behind softmax only the right class is looked at, and its target is 1.
    const y = unit === "softmax" ? 1 : state.targets[n];
    const [E, error, behind] = losses[state.loss].at(a, y);
    const [z, slope] = unit === "identity" ? [a, 1] : input_for(a);
    return { a, y, E, error, z, slope, delta: unit === "identity" ? error : behind };
  });
}

/** What does not fit together in a state, as a sentence; empty if everything does. */
export function problem(state, losses, view) {
  const { loss, targets, predictions, example } = state;
  if (!isNameIn(losses, loss)) return `There is no loss called “${loss}”.`;
  for (const [name, values] of Object.entries({ targets, predictions }))
    if (!isMatrix([values], 1, values?.length) || !isCount(values.length, 1, MOST))
      return `The ${name} are ${JSON.stringify(values)}; they must be a list of 1 to ${MOST} numbers.`;
  if (targets.length !== predictions.length)
    return `There are ${targets.length} targets and ${predictions.length} predictions; there must be as many of each.`;
  if (!isCount(example, 1, targets.length))
    return `The example is ${example}; it must be a whole number from 1 to ${targets.length}.`;
  const [low, high] = rangeOf(unitOf(state, losses), view);
  const outside = [...predictions, ...targets].find((value) => value < low || value > high);
  if (outside !== undefined)
    return `${outside} is not between ${low} and ${high}, where predictions and targets lie here.`;
  const bad = examples(state, losses).find(({ E, error, delta }) => [E, error, delta].some(Number.isNaN));
  return bad ? `At the prediction ${bad.a} and the target ${bad.y} this loss has no value.` : "";
}
