/* The cost at each point of a grid over two parameters, while the others stay: computed bit by bit. */

import { cost, forward } from "../kit/network.js";

export const GRID = 24; // cells along each side

/** The values row by row from the top left: call `work(until)` until it returns true.

    pair: the two parameters, across and up; middle and half: of the square of their values */
export function slicing({ network, pair, middle, half, x, y, loss }) {
  const from = Math.min(...pair.map(({ l }) => l)); // layers below do not change: they run once
  const below = from ? forward(network.slice(0, from), x).at(-1)?.a : x;
  const above = structuredClone(network.slice(from));
  /** @type {number[]} */
  const values = [];
  function work(until) {
    while (values.length < (GRID + 1) ** 2 && performance.now() < until) {
      const [column, row] = [values.length % (GRID + 1), Math.floor(values.length / (GRID + 1))];
      [column, GRID - row].forEach((at, axis) => {
        const { l, part, j, k } = pair[axis];
        above[l - from][part][j][k] = middle[axis] + half * ((2 * at) / GRID - 1);
      });
      values.push(cost(forward(above, below), y, loss));
    }
    return values.length === (GRID + 1) ** 2;
  }
  return { values, work };
}
