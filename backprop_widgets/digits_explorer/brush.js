/* Drawing on 8 by 8 pixels: a stroke is dark along its middle, and spreads to the pixels beside it. */

import { SIDE } from "./pictures.js";

const [BODY, EDGE] = [0.3, 1.1]; // in pixels: how far from its middle a stroke is full, and how wide it fades

/** How far this point is from the line between two others. */
function distance(x, y, [fromX, fromY], [toX, toY]) {
  const [across, up] = [toX - fromX, toY - fromY];
  const along = ((x - fromX) * across + (y - fromY) * up) / (across ** 2 + up ** 2 || 1);
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(x - fromX - share * across, y - fromY - share * up);
}

/** The picture after a stroke from one point to another, each [right of, below] the upper left corner in pixels. The
    shades are sixteenths, as those of the data: there a pixel counts the dark ones among 16 smaller ones. */
export const stroke = (picture, from, to) =>
  picture.map((ink, n) => {
    const far = distance((n % SIDE) + 0.5, Math.floor(n / SIDE) + 0.5, from, to);
    const added = Math.max(0, Math.min(1, 1 - (far - BODY) / EDGE));
    return Math.max(ink, Math.round(16 * added) / 16);
  });

/** The picture with the pixels changed a little against their slopes: the one that counts most by 2 sixteenths. */
export function against(picture, slopes) {
  const largest = Math.max(...slopes.map(Math.abs)) || 1;
  return picture.map((ink, n) => Math.max(0, Math.min(16, Math.round(16 * ink - (2 * slopes[n]) / largest))) / 16);
}
