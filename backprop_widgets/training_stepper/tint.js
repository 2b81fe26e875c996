/* A picture of one value for each cell of the plane: the higher, the more of the colour. */

import { element } from "../kit/dom.js";
import { CELLS } from "./geometry.js";

/** `show(values, [low, high], colour)`, with the colour as canvases have it, but for its alpha. */
export function tint() {
  const node = element("canvas", { width: CELLS, height: CELLS, "aria-hidden": "true" });
  const pen = node.getContext("2d");
  const image = pen.createImageData(CELLS, CELLS);
  const pixels = new Uint32Array(image.data.buffer);
  function show(values, [low, high], colour) {
    const scale = 150 / (high - low || 1);
    for (let k = 0; k < pixels.length; k++) pixels[k] = colour | (Math.round(scale * (values[k] - low)) << 24);
    pen.putImageData(image, 0, 0);
  }
  return { node, show };
}

/** The colour of this node's text as canvases have it; null as long as the node is not on the page. */
export function colourOf(node) {
  const hue = getComputedStyle(node).color.match(/\d+/g)?.map(Number);
  return hue ? hue[0] | (hue[1] << 8) | (hue[2] << 16) : null;
}
