/* What the widget says: about its phase, and about the weight or bias that a reader points at. */

import { label } from "../diagram/labels.js";
import { count, figure } from "../kit/numbers.js";
import { NAMES } from "./generated.js";

/** Where we are. */
export function account({ trace, E }, y, { step, back }, before) {
  if (back)
    return (
      "Orange is blame: how fast E rises if that weight is raised, or in a unit its bias; with a minus it falls. " +
      "The larger the number, the harder the push."
    );
  const outputs = trace[1].a.map(([value]) => value.toFixed(2)).join(" and ");
  const wanted = y.map(([value]) => value.toFixed(2)).join(" and ");
  if (!step) return `It says ${outputs}; ${wanted} were wanted. Who is to blame?`;
  return (
    `Each weight and bias has moved against its slope. E has fallen from ${before.toFixed(4)} to ${E.toFixed(4)} ` +
    `in ${count(step, "step")}.`
  );
}

/** What a label is about: { level, j, k }, without k for a bias. */
function partsOf(name) {
  const [level, ...units] = /** @type {RegExpMatchArray} */ (name.match(/\d/g)).map(Number);
  return { level, j: units[0] - 1, k: units[1] - 1 };
}

export const isBias = (name) => name.startsWith("b");

/** A weight by its number, a bias by its unit. */
export function calledIn(name) {
  const { level, j } = partsOf(name);
  return isBias(name) ? `the bias of ${NAMES[label.unit(level, j)]}` : NAMES[name];
}

/** Where the gradient of a weight or bias comes from; before the way back, what it does. */
export function origin(name, { network, trace, gradients }, back) {
  const { level, j, k } = partsOf(name);
  const [{ W, b }, slopes, unit] = [network[level - 1], gradients[level - 1], NAMES[label.unit(level, j)]];
  const delta = figure(slopes.delta[j][0]);
  if (isBias(name)) {
    if (!back)
      return `The bias of ${unit} is ${figure(b[j][0])}, and is added there. Is it to blame? Send the error back.`;
    return `The bias of ${unit} is added there, so its slope is the slope at ${unit} itself: ${delta}.`;
  }
  const source = NAMES[level > 1 ? label.unit(level - 1, k) : label.x(k)];
  if (!back)
    return (
      `${NAMES[name]} is ${figure(W[j][k])}: so much of ${source} goes into ${unit}. ` +
      "Is it to blame? Send the error back."
    );
  const product = `${figure(trace[level - 1].x[k][0])} × ${delta} = ${figure(slopes.W[j][k])}`;
  const rule = "so its slope is that times the slope at";
  return `${NAMES[name]} multiplies what comes from ${source}, ${rule} ${unit}: ${product}.`;
}
