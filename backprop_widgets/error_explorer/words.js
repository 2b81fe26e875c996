/* What the picked example shows, in words. */

import { figure, MINUS } from "../kit/numbers.js";
import { half_squared_error } from "./generated.js";

/** A number as text, where a loss may have no bound. */
export const written = (value, finite = figure) =>
  Number.isFinite(value) ? finite(value) : `${value < 0 ? MINUS : ""}infinite`;

export function account({ a, y, E, error, slope, delta }, unit) {
  const far = Math.abs(a - y);
  const [given, passed] = [written(error), written(delta)];
  if (!Number.isFinite(E))
    return (
      `The loss is infinite: the prediction ${figure(a)} for the target ${figure(y)} was certain, and wrong. ` +
      (unit === "identity" ? "" : `The unit is flat there; slope times slope has the limit ${passed}.`)
    );
  if (a === y && !error) return "Prediction and target are equal. The slope is 0: this example asks for no change.";
  if (!error) return "The slope is 0: this example asks for no change.";
  const saturated = far > 0.5 && slope < 0.1;
  if (saturated && Math.abs(delta) < 0.5 * far)
    return (
      "Badly wrong, yet hardly any slope reaches the net input: the unit is saturated, " +
      `and its slope ${figure(slope)} leaves ${passed} of ${given}. Choose a cross-entropy to compare.`
    );
  if (saturated)
    return (
      `Badly wrong, and the unit is saturated: its slope is only ${figure(slope)}. ` +
      `But this loss is as steep as the unit is flat, and ${passed} reaches the net input.` +
      (unit === "sigmoid" ? ` With half squared error it would be ${figure(half_squared_error(a, y)[2])}.` : "")
    );
  const wrong = `The prediction is ${figure(far)} too ${a > y ? "high" : "low"}`;
  return (
    `${far ? wrong : "Prediction and target are equal"}. ` +
    `The slope is ${given}, so to reduce this loss, ${error > 0 ? "lower" : "raise"} the prediction.` +
    (unit === "identity" ? "" : ` At the net input the slope is ${passed}.`)
  );
}

/** What mean and sum make of the gradient of N examples. */
export function comparison(cost, N) {
  if (N === 1) return ". With one example mean and sum are the same.";
  if (cost === "mean")
    return `. The mean divides every slope by ${N}, so the gradient does not grow with the number of examples.`;
  return `. This gradient is ${N} times that of the mean, as if the learning rate were ${N} times as large.`;
}

/** A loss as a menu calls it: half_squared_error becomes Half squared error, cross_entropy Cross-entropy. */
export const titleOf = (name) => name[0].toUpperCase() + name.slice(1).replaceAll("_", " ").replace("s e", "s-e");
