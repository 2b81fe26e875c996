/* A unit of the network: what it is called, and which of its values have no tint and the full tint. */

const RANGES = { tanh: [-1, 1], sigmoid: [0, 1] };

/** Unit j of column c, where column 0 are the inputs, in words.
    @param {number[]} sizes */
export function unitName(sizes, c, j) {
  if (c === 0) return `Input x${"₁₂"[j]}`;
  if (c === sizes.length - 1) return "Output";
  return sizes.length === 3 ? `Hidden unit ${j + 1}` : `Layer ${c}, unit ${j + 1}`;
}

/** The values of each unit for the cells of the plane: by column, the inputs first. */
export const valuesOf = (trace) => [trace[0].x, ...trace.map(({ a }) => a)];

/** The range of the activation that made column c, else of the values that there are.
    @returns {number[]} */
export const rangeOf = (network, c, values) =>
  RANGES[network[c - 1]?.activation] ?? [Math.min, Math.max].map((pick) => values.reduce((u, v) => pick(u, v)));
