/* The parameters of a network: their names in Python, where they stand, and all of them in a row. */

import { upTo } from "../kit/numbers.js";

/** @typedef {{ name: string, l: number, part: "W" | "b", j: number, k: number }} Parameter */
/** The parameters of a network, or what is shaped like them: a gradient, a step along it.
    @typedef {{ W: number[][], b: number[][] }[]} Layers */

/** @type {(hidden: number[]) => number[]} */
export const layerSizes = (hidden) => [2, ...hidden, 1];

/** Every parameter of a network of these sizes.
    @param {number[]} sizes
    @returns {Parameter[]} */
export function parametersOf(sizes) {
  const those = (l, part, rows, columns) =>
    upTo(rows).flatMap((j) => upTo(columns).map((k) => ({ name: `network[${l}].${part}[${j},${k}]`, l, part, j, k })));
  return sizes.slice(1).flatMap((n_out, l) => [...those(l, "W", n_out, sizes[l]), ...those(l, "b", n_out, 1)]);
}

/** @type {(layers: Layers, parameter: Parameter) => number} */
export const valueAt = (layers, { l, part, j, k }) => layers[l][part][j][k];

/** @param {Layers} layers */
export const flat = (layers) => layers.flatMap(({ W, b }) => [...W, ...b].flat());

/** @param {Layers} layers */
export const lengthOf = (layers) => Math.hypot(...flat(layers));
