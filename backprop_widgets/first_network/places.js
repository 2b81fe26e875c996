/* Puts parts in their places: a style sheet chooses between those of the wide plan and those of the upright one. */

import { PLANS } from "./generated.js";

/** x, y, width, height: across in percent, down in px.
    @typedef {[number, number, number, number]} Place */
/** An edge is two ends in percent of the box of its layer.
    @typedef {{ height: number, places: Record<string, Place>,
      layers: { box: Place, edges: Record<string, [[number, number], [number, number]]> }[] }} Plan */

const SIDES = ["x", "y", "w", "h"];

/** Gives a part one place for each plan. */
export function placeAt(node, boxes) {
  boxes.forEach((box, plan) =>
    box.forEach((value, side) => node.style.setProperty(`--${SIDES[side]}${plan}`, String(value))),
  );
  return node;
}

export const place = (node, label) =>
  placeAt(
    node,
    PLANS.map(({ places }) => places[label]),
  );
