/* The parameters of a network: their names, where they stand, and all of them in a row. */

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

/** A parameter as a menu and a sentence call it.
    @type {(name: string) => string} */
export const shortName = (name) => name.replace(/^network\[(\d+)\]\./, (_, layer) => `layer ${+layer + 1}: `);

/** What a reader has set after n updates: of [[step, name, value], ...] those of step n. */
export const editsAt = (edits, n) => edits.filter(([step]) => step === n);

/** These edits with another one, in the place of what was set there. */
export const withEdit = (edits, step, name, value) => [
  ...edits.filter(([at, other]) => at !== step || other !== name),
  [step, name, value],
];

/** The layers with these parameters set. */
export function edited(layers, edits) {
  if (!edits.length) return layers;
  const changed = structuredClone(layers);
  for (const [, name, value] of edits) {
    const [, l, part, j, k] = name.match(/\w+/g);
    changed[l][part][j][k] = value;
  }
  return changed;
}

/** @type {(layers: Layers, parameter: Parameter) => number} */
export const valueAt = (layers, { l, part, j, k }) => layers[l][part][j][k];

/** @param {Layers} layers */
export const flat = (layers) => layers.flatMap(({ W, b }) => [...W, ...b].flat());

/** @param {Layers} layers */
export const lengthOf = (layers) => Math.hypot(...flat(layers));
