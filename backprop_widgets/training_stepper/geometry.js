/* Where things stand in a picture of a square of a plane: { middle, half of its width }. */

import { upTo } from "../kit/numbers.js";

export const SIDE = 440; // the units across and up in every picture
export const CELLS = 40; // along each side of the plane of the two inputs

/** @typedef {{ middle: number[], half: number }} Square */

export const exampleAt = (x, n) => x.map((row) => row[n]);

/** The square of the plane to show for these examples.
    @returns {Square} */
export function viewOf(x) {
  const [low, high] = [Math.min, Math.max].map((pick) => x.map((row) => pick(...row)));
  const middle = low.map((value, k) => (value + high[k]) / 2);
  return { middle, half: 0.6 * Math.max(...high.map((value, k) => value - low[k])) || 1 };
}

/** The middles of all cells, as a batch for the network: row by row from the top left.
    @param {Square} square */
export function cellsOf({ middle: [across, up], half }) {
  const at = (k) => half * ((2 * k + 1) / CELLS - 1);
  const cells = upTo(CELLS ** 2);
  return [cells.map((k) => across + at(k % CELLS)), cells.map((k) => up - at(Math.floor(k / CELLS)))];
}

/** Where a point of the square stands in its picture, whose second axis points up.
    @param {Square} square
    @returns {(point: number[]) => number[]} */
export const placeIn =
  ({ middle, half }) =>
  (point) =>
    point.map((value, k) => (SIDE / 2) * (1 + ((k ? -1 : 1) * (value - middle[k])) / half));

/** [[left, right], [low, high]].
    @param {Square} square */
export const endsOf = ({ middle, half }) => middle.map((at) => [at - half, at + half]);

/** Path data through these points; where they are too many, through some of them. */
export function through(points) {
  const every = Math.ceil(points.length / 300);
  const shown = points.filter((_, k) => k % every === 0 || k === points.length - 1);
  return shown.length ? `M${shown.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}` : "";
}
