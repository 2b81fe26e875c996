/* What becomes of the gradient in the chain, in words. */

import { figure, short, asText } from "../kit/numbers.js";

/** An alarm, if there is one, and why. */
export function account(activation, { w, depth }, layers) {
  const inner = layers.slice(1);
  const total = layers[0].gradient;
  const lost = inner.findIndex(({ a, slope }) => !Number.isFinite(a) || !Number.isFinite(slope));
  if (lost >= 0) {
    const where = `In layer ${lost + 1} z = ${asText(inner[lost].z)}`;
    return ["Out of range.", `${where}, and there φ(z) or its slope is not a finite number.`];
  }
  if (w === 0) return ["", "The weight is 0, so nothing passes through a layer: the output does not depend on x."];
  if (inner.some(({ slope }) => slope === 0)) return withoutSlope(activation, inner);
  if (inner.every(({ factor }) => Math.abs(factor) === 1))
    return ["", "Every factor is 1 or −1: the gradient reaches the input in full, however many layers there are."];
  const way = wayOf(total, depth);
  if (Math.abs(total) > 100) {
    const large = largeIn(inner.filter(({ factor }) => Math.abs(factor) > 1).length, depth);
    return ["Exploding.", `${way} ${large} A small change of x reaches the output multiplied by all of them.`];
  }
  if (Math.abs(total) < 0.01) return ["Vanishing.", `${way} ${whySmall(activation, w, inner)}`];
  return ["", `${way} It neither vanishes nor explodes.`];
}

function wayOf(total, depth) {
  if (total === 0) return "The product is too small to be held.";
  const mean = figure(Math.abs(total) ** (1 / depth));
  return depth === 1 ? "There is one factor." : `The geometric mean of the ${depth} factors is ${mean} in size.`;
}

function largeIn(some, all) {
  const everywhere = all === 1 ? "the layer" : `all ${all} layers`;
  return `The size of w φ′(z) is above 1 in ${some === all ? everywhere : `${some} of ${all} layers`}.`;
}

function whySmall({ steepest }, w, inner) {
  const largest = figure(Math.max(...inner.map(({ slope }) => Math.abs(slope))));
  if (steepest === undefined) return `The largest slope in the chain is ${largest}.`;
  const most = Math.abs(w) * steepest;
  if (most >= 1)
    return (
      `With w = ${short(w)} a factor could be as large as ${short(most)}, but z lies where the curve is flatter, ` +
      `and a larger weight takes it further out: the largest slope in the chain is ${largest}.`
    );
  const layers = inner.length === 1 ? "one layer" : `${inner.length} layers`;
  return (
    `This activation is nowhere steeper than ${short(steepest)}, so with w = ${short(w)} no factor is larger than ` +
    `${short(most)}, and after ${layers} at most ${figure(most ** inner.length)} is left.`
  );
}

/** A layer with slope 0 lets nothing through. */
function withoutSlope({ name }, inner) {
  const flat = inner.flatMap(({ slope }, i) => (slope === 0 ? [i + 1] : []));
  const last = flat.at(-1);
  const lost = last === 1 ? "layer 1 gets" : `layers 1 to ${last} get`;
  const [loud, why] = name === "relu" ? ["Dead.", "z is not above 0"] : ["No slope.", "the computed slope is 0"];
  return [loud, `${whereFlat(flat, inner.length)} ${why}, so ${lost} no gradient.`];
}

function whereFlat(flat, depth) {
  const [first, last] = [flat[0], flat.at(-1)];
  if (first === last) return `In layer ${first}`;
  if (flat.length === last - first + 1) return `In layers ${first} to ${last}`;
  return `In ${flat.length} of the ${depth} layers`;
}
