/* How the gradients of a chain fill a picture: layers across, powers of ten upwards. Distances are in pixels. */

import { between, upTo } from "../kit/numbers.js";
import { roundUp } from "../kit/plot.js";

/** The row of layers and the bars of their factors stand above. */
export const ABOVE = { boxes: 24, box: 28, bars: 128, bar: 54, all: 148 };

/** x(layer) and y(power of ten) in a picture of this width; gradients that are 0 have a line of their own below. */
export function logarithmic(layers, width) {
  const depth = layers.length - 1;
  const sizes = layers.map(({ gradient }) => Math.abs(gradient));
  const powers = sizes.filter((size) => size > 0 && size < Infinity).map(Math.log10);
  const [least, largest] = [Math.floor(Math.min(0, ...powers)), Math.ceil(Math.max(0, ...powers))];
  const [low, high] = largest - least > 1 ? [least, largest] : [-1, 1];
  const zero = sizes.includes(0);
  const height = ABOVE.all + between(Math.round(0.25 * width), 190, 240);
  const [left, right, top, floor] = [46, width - 12, ABOVE.all + 38, height - 24];
  const foot = zero ? floor - 26 : floor;
  const x = (l) => left + 6 + ((right - left - 6) * l) / depth;
  const y = (power) => foot - ((power - low) * (foot - top)) / (high - low);
  const key = [depth, width, zero, low, high].join(); // the same for pictures with the same axes
  return { key, sizes, depth, low, high, zero, width, height, left, right, top, floor, x, y };
}

/** Whole numbers from low to high, about `count` of them: multiples of 1, 2, 5, 10, .... */
export function wholeTicks(low, high, count) {
  const apart = Math.max(1, roundUp((high - low) / count));
  const first = Math.ceil(low / apart);
  return Array.from({ length: Math.floor(high / apart) - first + 1 }, (_, i) => (first + i) * apart);
}

/** The line of the most that can be left when no factor is above `most`: its ends, and places for its words above it;
    null where that is no bound below 1, or nearly reached. */
export function boundOf({ sizes, depth, low, left, right, top, x, y }, most) {
  if (!(most < 1 && sizes[0] < 0.99 * most ** depth)) return null;
  const slant = Math.log10(most);
  const end = Math.min(depth, low / slant); // how many layers back it stays in the picture
  const ends = [
    [x(depth), y(0)],
    [x(depth - end), y(slant * end)],
  ];
  const words = (wide) => {
    const under = between(depth - ((wide + 8) * depth) / (right - left), 0, end); // where the words end
    return upTo(12).map((k) => [left + 8, Math.max(y(slant * under) - 8 - 4 * k, top + 10)]);
  };
  return { d: `M${ends.join("L")}`, ends, words };
}
