/* The curves of a chain side by side, with the nudge drawn into each. */

import { curvePlot } from "../kit/curve.js";
import { element, put, shape } from "../kit/dom.js";
import { between, figure } from "../kit/numbers.js";
import { arrow } from "../kit/plot.js";
import { curvesOf } from "./curves.js";

/** Plots for these inner variables; drag(x) is called with where a hand drags a point over x to. */
export function chainPlots(names, drag) {
  const overX = (up) => nudgePlot("x", up, drag);
  const drawn = [...names.map(overX), ...(names.length > 1 ? [] : [nudgePlot("v", "u")]), overX("u")];
  const boxes = drawn.map((plot) => element("div", {}, plot.node));
  let laid = "";

  /** Lays the curves out for this state, if they are not laid out. */
  function lay(state, menus, view) {
    const width = boxes[0].clientWidth || 300;
    const key = JSON.stringify([width, state.inner, state.outer]);
    if (key === laid) return;
    laid = key;
    const height = Math.round(between(width * 0.66, 170, 260));
    curvesOf(state, menus, view).forEach(({ x, y, f }, k) =>
      drawn[k].lay(width, height, { x, y, curves: [[f, "curve"]] }),
    );
  }
  function move(values) {
    for (const plot of drawn) plot.nudge(values);
  }
  return { boxes, lay, move };
}

/** A plot of one quantity over another: the nudge goes along the axis, then up or down to the curve. */
function nudgePlot(over, up, drag) {
  const plot = curvePlot({ x: over, y: up, tangent: over + up === "xu" ? "gradient" : "forward", drag });
  const [step, heads] = ["step", "heads"].map((kind) => shape("path", { class: kind }));
  const end = shape("circle", { class: "end", r: 4 });
  plot.front.append(step, heads, end);
  function nudge(values) {
    const [x, y, slope] = [values[over], values[up], values[`d${up}/d${over}`]];
    const [dx, dy] = [values[`delta_${over}`], values[`delta_${up}`]];
    const here = `at ${over} = ${figure(x)}, ${up} = ${figure(y)}, slope ${figure(slope)}`;
    plot.move({ x, y, slope, words: `Curve of ${up} over ${over}: ${here}.`, busy: Math.sign(dx) });
    const [x1, y1, x2, y2] = [plot.toX(x), plot.toY(y), plot.toX(x + dx), plot.toY(y + dy)];
    const [along, upwards] = [arrow(x1, y1, x2, y1, 9), arrow(x2, y1, x2, y2, 9)];
    put(step, { d: along.shaft + upwards.shaft });
    put(heads, { d: along.head + upwards.head });
    put(end, { cx: x2, cy: y2 });
  }
  return { ...plot, nudge };
}
