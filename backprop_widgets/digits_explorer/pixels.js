/* 8 by 8 values as a picture. */

import { element } from "../kit/dom.js";
import { SIDE } from "./pictures.js";

/** Paints each value of a canvas in its colour, the stronger the nearer to `full`; what is below 0 is a smaller square,
    so that it can be told without its colour. */
function paint(pen, size, values, full, above, below) {
  const cell = size / SIDE;
  pen.clearRect(0, 0, size, size);
  for (let n = 0; n < values.length; n++) {
    const value = values[n];
    if (!value) continue;
    const rim = value < 0 ? cell / 8 : 0;
    pen.globalAlpha = Math.min(1, Math.abs(value) / full);
    pen.fillStyle = value < 0 ? below : above;
    pen.fillRect(cell * (n % SIDE) + rim, cell * Math.floor(n / SIDE) + rim, cell - 2 * rim, cell - 2 * rim);
  }
}

/** A canvas, so many device pixels wide; `show(values, full, above, below)`. */
export function pixelPicture(size, attributes) {
  const node = element("canvas", { width: size, height: size, ...attributes });
  const pen = node.getContext("2d");
  return { node, show: (values, full, above, below) => paint(pen, size, values, full, above, below) };
}
