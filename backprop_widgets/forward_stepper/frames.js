/* The forward pass as frames: the same quantities as in steps.py, in the same order, made of the same things. */

import { label } from "../diagram/labels.js";
import { forward } from "../kit/network.js";
import { upTo } from "../kit/numbers.js";

/** A net input or an output: what it is computed from, and the edges along which that comes.
    @typedef {{ level: number, j: number, kind: "z" | "a", label: string, uses: string[], edges: string[] }} Frame */

/** One frame for each net input and each output.
    @returns {Frame[]} */
export function framesOf(network) {
  return network.flatMap(({ W, activation }, i) => {
    const units = upTo(W.length);
    const inputs = upTo(W[0].length);
    const nets = units.map((j) => netInputFrame(i + 1, j, inputs));
    return [...nets, ...units.map((j) => outputFrame(i + 1, j, activation === "softmax" ? units : [j]))];
  });
}

/** @returns {Frame} */
function netInputFrame(level, j, inputs) {
  const bias = label.b(level, j);
  const weights = inputs.map((k) => label.w(level, j, k));
  const terms = inputs.flatMap((k) => [weights[k], label.a(level - 1, k)]);
  return { level, j, kind: "z", label: label.z(level, j), uses: [...terms, bias], edges: [...weights, bias] };
}

/** @returns {Frame} */
function outputFrame(level, j, nets) {
  const uses = nets.map((unit) => label.z(level, unit));
  return { level, j, kind: "a", label: label.a(level, j), uses, edges: [] };
}

/** All numbers of a pass by label: inputs, weights, biases, then net inputs and outputs.
    @returns {Map<string, number>} */
export function numbersOf({ network, x, example }) {
  const column = x.map((row) => [row[example]]);
  const values = new Map(column.map(([value], k) => [label.x(k), value]));
  forward(network, column).forEach(({ z, a }, i) => {
    const { W, b } = network[i];
    for (const j of upTo(W.length)) {
      W[j].forEach((weight, k) => values.set(label.w(i + 1, j, k), weight));
      values.set(label.b(i + 1, j), b[j][0]);
      values.set(label.z(i + 1, j), z[j][0]);
      values.set(label.a(i + 1, j), a[j][0]);
    }
  });
  return values;
}
