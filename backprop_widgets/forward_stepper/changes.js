/* What a reader can change in a pass, and what does not fit together in it. */

import { label, sizesOf } from "../diagram/labels.js";
import { faultOfNetwork, parameterCount } from "../kit/exchange.js";
import { forward } from "../kit/network.js";
import { isCount, isMatrix, upTo } from "../kit/numbers.js";
import { MOST } from "./generated.js";

/** Where an input, a weight or a bias is kept: in row j and column k of x, or of W or b of layer i.
    @typedef {{ kind: "x" | "W" | "b", i: number, j: number, k: number }} Place */

/** Inputs, weights and biases by label, each with its place.
    @returns {Map<string, Place>} */
export function changeable(network, rows) {
  const all = new Map(upTo(rows).map((j) => [label.x(j), /** @type {Place} */ ({ kind: "x", i: 0, j, k: 0 })]));
  network.forEach(({ W, b }, i) => {
    W.forEach((row, j) => row.forEach((_, k) => all.set(label.w(i + 1, j, k), { kind: "W", i, j, k })));
    b.forEach((_, j) => all.set(label.b(i + 1, j), { kind: "b", i, j, k: 0 }));
  });
  return all;
}

/** The change that gives one input, weight or bias another value.
    @type {(state: Record<string, any>, place: any, value: number) => Record<string, any>} */
export function edited({ network, x, example }, { kind, i, j, k }, value) {
  if (kind === "x") return { x: x.with(j, x[j].with(example, value)) };
  const matrix = network[i][kind];
  return { network: network.with(i, { ...network[i], [kind]: matrix.with(j, matrix[j].with(k, value)) }) };
}

/** The change that gives layer i another activation.
    @type {(state: Record<string, any>, i: number, activation: string) => Record<string, any>} */
export const activated = ({ network }, i, activation) => ({ network: network.with(i, { ...network[i], activation }) });

/** The change that puts another network in the place of this one. Inputs that do not fit it become ones.
    @type {(state: Record<string, any>, network: any[]) => Record<string, any>} */
export function exchanged({ x, example }, network) {
  const [inputs] = sizesOf(network);
  const kept = x.length === inputs ? { x, example } : { x: upTo(inputs).map(() => [1]), example: 0 };
  return { network, ...kept, step: 0, picked: label.x(0) };
}

/** What does not fit together in a state, as a sentence; empty if everything does. */
export function problem({ network, x, example, picked }) {
  const fault = faultOfNetwork(network);
  if (fault) return fault;
  const parameters = parameterCount(network);
  if (parameters > MOST) return `The network has ${parameters} weights and biases; more than ${MOST} cannot be drawn.`;
  const [rows, N] = [sizesOf(network)[0], x?.[0]?.length];
  if (!isCount(N, 1) || !isMatrix(x, rows, N))
    return `x is not a table of numbers with ${rows} rows, one for each input.`;
  if (example >= N) return `The example is ${example}; it must be a whole number from 0 to ${N - 1}.`;
  if (!changeable(network, rows).has(picked)) return `“${picked}” is no input, weight or bias of this network.`;
  const finite = forward(network, x).every(({ z, a }) => isMatrix(z, z.length, N) && isMatrix(a, a.length, N));
  return finite ? "" : "With these numbers a net input overflows: it is too large to compute with.";
}
