/* A picture under its title, with what its axes show along two edges. It fits any width: strokes do not scale. */

import { element, setText, shape } from "../kit/dom.js";
import { SIDE } from "./geometry.js";

/** `label([low, name, high], [high, name, low])`, across and from the top; what is inside stands under the drawing. */
export function framed(kind, title, ...inside) {
  const edge = (side) => element("div", { class: side }, ...[0, 1, 2].map(() => element("span")));
  const [across, up] = [edge("across"), edge("up")];
  const picture = shape("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, preserveAspectRatio: "none", role: "img" });
  const box = element("div", { class: "box" }, ...inside, picture);
  const caption = element("figcaption", {}, title);
  const node = element("figure", { class: `frame ${kind}` }, caption, up, box, across);
  const label = (...ends) =>
    [across, up].forEach((axis, k) => {
      ends[k].forEach((text, end) => setText(axis.children[end], text));
    });
  return { node, caption, box, picture, label };
}
