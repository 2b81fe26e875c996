/* What stands still in the picture of a descent: axes, their names, the curve or the contour lines of the surface. */

import { contours } from "../kit/contours.js";
import { axes, inReach, lineThrough, part, textAt } from "../kit/plot.js";
import { isCurve } from "./descent.js";
import { marksOf } from "./layout.js";

/** The shapes of all this for a cost, as it is laid out. */
export function stillOf(cost, laid) {
  const curve = isCurve(cost);
  const frameAndMarks = axes(laid.frame, laid.scale, ...marksOf(cost, laid), { grid: curve, below: 21, aside: 8 });
  return [...frameAndMarks, ...(curve ? [line(cost, laid)] : surface(cost, laid)), ...names(cost, laid.frame)];
}

function names(cost, { left, right, top, floor }) {
  const [horizontal, vertical] = cost.parameters;
  const across = textAt(right - 2, floor - 7, horizontal, "end", "parameter halo");
  if (isCurve(cost)) return [across, textAt(left - 13, top + 5, "cost J", "end", "forward")];
  return [across, textAt(left + 6, top + 12, vertical, "start", "parameter halo")];
}

function line(cost, { frame, scale }) {
  const height = (px) => scale.toY(cost.at(scale.fromX(px))[0]);
  const clip = (py) => inReach(py, frame.top, frame.floor);
  return part("path", "curve", { d: lineThrough(height, frame.left, frame.right, 2, clip) });
}

/** Contour lines, the lowest darkest, and a cross at each minimum. */
function surface(cost, { frame: { left, right, top, floor }, scale: { toX, toY, fromX, fromY } }) {
  const height = (px, py) => cost.at(fromX(px), fromY(py))[0];
  const levels = contours(height, cost.levels, left, top, right - left, floor - top, 3);
  const paths = levels.map((d, k) => part("path", "level", { d, "stroke-opacity": (0.95 - 0.06 * k).toFixed(2) }));
  const cross = ([x, y]) => part("path", "minimum", { d: `M${toX(x) - 5} ${toY(y)}h10m-5-5v10` });
  return [...paths, ...cost.minima.map(cross)];
}
