/* A picture under its title, with what its axes show along two edges. It fits any width: strokes do not scale. */

import { element, shape } from "../kit/dom.js";
import { withMinus } from "../kit/numbers.js";
import { ticks } from "../kit/plot.js";
import { SIDE } from "./geometry.js";

/** A round number beside an axis. */
export const tickText = (value) =>
  withMinus(Math.abs(value) < 1e5 ? String(value) : value.toExponential(0).replace("+", ""));

/** Round numbers along an edge, as few as possible but two, and its name between the last of them. */
function axis(edge, side) {
  let shown = "";
  return ([low, high], name) => {
    const wanted = String([low, high, name]);
    if (wanted === shown) return;
    shown = wanted;
    const marks = [2, 4, 8].map((count) => ticks(low, high, count)).find(({ length }) => length > 1) ?? [low, high];
    const [before, last] = marks.slice(-2);
    const words = (text, value) => {
      const place = (100 * (value - low)) / (high - low);
      return element("span", { style: `${side}: ${place}%; --place: -${place}%` }, text);
    };
    const numbers = marks.map((value) => words(tickText(value), value));
    edge.replaceChildren(...numbers, words(name, (before + last) / 2));
  };
}

/** `label([[low, high], name], [[low, high], name])`, across and up; what is inside stands under the drawing, what is
    told below it. */
export function framed(kind, title, inside = [], told = []) {
  const [across, up] = ["across", "up"].map((side) => element("div", { class: side }));
  const picture = shape("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, preserveAspectRatio: "none", role: "img" });
  const box = element("div", { class: "box" }, ...inside, picture);
  const caption = element("figcaption", {}, title);
  const below = element("div", { class: "legend" }, ...told);
  const node = element("figure", { class: `frame ${kind}` }, caption, up, box, across, below);
  const axes = [axis(across, "left"), axis(up, "bottom")];
  const label = (...ends) => axes.forEach((show, k) => show(...ends[k]));
  return { node, caption, box, picture, across, below, label };
}
