/* The picture of a descent: what stands still of its cost, and before it what moves with each step. */

import { element, put, setClass, shape } from "../kit/dom.js";
import { draggable } from "../kit/plot.js";
import { isCurve } from "./descent.js";
import { layout, parametersAt } from "./layout.js";
import { movingParts, movingTo } from "./moving.js";
import { stillOf } from "./still.js";
import { described } from "./words.js";

/** grab() is called when a hand takes hold of the diamond, drag(start) with where it drags it to. */
export function picture(grab, drag) {
  const [still, parts] = [shape("g"), movingParts()];
  const node = shape("svg", { role: "img" }, still, ...Object.values(parts));
  const box = element("div", { class: "plot" }, node);
  const drawn = new Map(); // what stands still of each cost, in this width: it takes longest
  const room = () => Math.round(box.clientWidth) || 640;
  let width = 0;
  let cost;
  let laid;

  /** Draws what stands still of a cost, as wide as the last one: to ask would lay out the page once more. */
  function lay(shown) {
    width ||= room();
    cost = shown;
    laid = layout(cost, width);
    put(node, { viewBox: `0 0 ${width} ${laid.height}`, width, height: laid.height });
    if (!drawn.has(cost)) drawn.set(cost, stillOf(cost, laid));
    still.replaceChildren(...drawn.get(cost));
    setClass(node, "curve-plot", isCurve(cost));
  }

  /** Draws it as wide as there is room now; false if that is as wide as before. */
  function fit() {
    if (room() === width) return false;
    width = room();
    drawn.clear();
    lay(cost);
    return true;
  }

  /** Shows frame n. */
  function move(frames, n, start) {
    movingTo(parts, cost, laid, { frames, n, start });
    put(node, { "aria-label": described(cost, frames[n], n) });
  }

  function follow({ clientX, clientY }) {
    const { left, top } = node.getBoundingClientRect();
    drag(parametersAt(cost, laid, clientX - left, clientY - top));
  }
  draggable(parts.handle, follow, grab);
  return { box, lay, fit, move };
}
