/* What each frame of a forward pass does, and why, in words. */

import { label, sizesOf } from "../diagram/labels.js";
import { figure, upTo } from "../kit/numbers.js";

const listed = (words) =>
  words.length > 4 ? `${words[0]} to ${words.at(-1)}` : words.join(", ").replace(/, ([^,]*)$/, " and $1");

function besideOneHalf(z) {
  if (z === 0) return "one half, since the net input is 0";
  return z > 0 ? "above one half, since the net input is above 0" : "below one half, since the net input is below 0";
}

/** What an activation does with a net input.
    @type {Record<string, (z: number) => string>} */
const CHARACTER = {
  identity: () => "The identity passes the net input on unchanged.",
  sigmoid: (z) => `The logistic function squeezes the net input into the interval from 0 to 1: ${besideOneHalf(z)}.`,
  tanh: () => "The hyperbolic tangent squeezes the net input into the interval from −1 to 1 and keeps its sign.",
  relu: (z) =>
    z > 0
      ? "The net input is above 0, so the rectifier passes it on."
      : "The net input is not above 0, so the rectifier gives 0.",
  leaky_relu: (z) =>
    z > 0
      ? "The net input is above 0, so it is passed on."
      : "The net input is not above 0, so only a hundredth of it is passed on.",
  softplus: () => "Softplus is the rectifier with its corner rounded off: what comes out is always above 0.",
  softmax: () =>
    "Softmax turns the net inputs of the whole layer into shares that add up to 1, so it had to wait for all of them.",
};

/** What frame n does, and why; n counts from 1, and 0 is before the first. */
export function account({ network }, frames, n, names, values) {
  const sizes = sizesOf(network);
  const all = (level) => listed(upTo(sizes[level]).map((j) => names[label.a(level, j)]));
  if (n === 0)
    return (
      `${all(0)} ${sizes[0] > 1 ? "come" : "comes"} in. ` +
      `Press Next for the first sum, ${names[frames[0].label]}, or pick a number and change it.`
    );
  const { level, j, kind, label: own } = frames[n - 1];
  const is = `${names[own]} is ${figure(values.get(own))}`;
  if (kind === "z") return `${is}: ${whatIsAdded(sizes[level - 1])}. ${whyThese(level, j, names, all)}`;
  const said = `${is}. ${CHARACTER[network[level - 1].activation](values.get(label.z(level, j)))}`;
  if (n < frames.length) return said;
  return `${said} Nothing is left to compute: ${all(level)} ${sizes[level] > 1 ? "are" : "is"} the prediction.`;
}

const whatIsAdded = (inputs) =>
  inputs > 1
    ? "each input of the unit times its weight, all added up, plus the bias"
    : "the input of the unit times its weight, plus the bias";

function whyThese(level, j, names, all) {
  if (j) return `The inputs are the same as those of ${names[label.unit(level, 0)]}; the weights are its own.`;
  if (level > 1) return `Its inputs are the outputs of the layer before: ${all(level - 1)}.`;
  return "A weight tells how much its input counts; the bias is added whatever the inputs are.";
}

/** How a menu calls an input, a weight or a bias: a weight with the units that it joins. */
export function titleOf(name, { kind, i, j, k }, names) {
  if (kind !== "W") return names[name];
  return `${names[name]}, ${names[label.a(i, k)].replace("out ", "")} to ${names[label.unit(i + 1, j)]}`;
}
