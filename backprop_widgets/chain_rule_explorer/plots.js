/* The curves of a chain side by side, with the nudge drawn into each, and below each what a magnifying glass shows. */

import { curvePlot } from "../kit/curve.js";
import { element, put } from "../kit/dom.js";
import { between, figure, upTo } from "../kit/numbers.js";
import { along, arrow, part } from "../kit/plot.js";
import { curvesOf } from "./curves.js";
import { lens } from "./lens.js";

/** Plots for these inner variables; drag(x) is called with where a hand drags a point over x to. */
export function chainPlots(names, drag) {
  const overX = (up) => nudgePlot("x", up, drag);
  const drawn = [...names.map(overX), ...(names.length > 1 ? [] : [nudgePlot("v", "u")]), overX("u")];
  const boxes = drawn.map((plot) => element("div", {}, ...plot.nodes));
  let laid = "";

  /** Lays the curves out for this state, if they are not laid out. */
  function lay(state, menus, view) {
    const width = boxes[0].clientWidth || 300;
    const key = JSON.stringify([width, state.inner, state.outer]);
    if (key === laid) return;
    laid = key;
    curvesOf(state, menus, view).forEach((curve, k) => drawn[k].lay(width, curve));
  }
  function move(values) {
    for (const plot of drawn) plot.nudge(values);
  }
  return { boxes, lay, move };
}

/** A plot of one quantity over another: the nudge goes along the axis, then up or down to the curve. */
function nudgePlot(over, up, drag) {
  const tangent = over + up === "xu" ? "gradient" : "forward";
  const [plot, glass] = [curvePlot({ x: over, y: up, tangent, drag }), lens(tangent)];
  const [step, heads] = ["step", "heads"].map((kind) => part("path", kind));
  const [end, window] = [part("circle", "end", { r: 4 }), part("circle", "window")];
  plot.behind.append(window);
  plot.front.append(step, heads, end);
  let [width, f] = [300, (x) => x];

  function lay(room, curve) {
    [width, f] = [room, curve.f];
    const height = Math.round(between(0.6 * width, 106, 190));
    plot.lay(width, height, { x: curve.x, y: curve.y, curves: [[f, "curve"]] });
  }

  function nudge(values) {
    const [x, y, slope] = [values[over], values[up], values[`d${up}/d${over}`]];
    const [dx, dy] = [values[`delta_${over}`], values[`delta_${up}`]];
    const [x1, y1, x2, y2] = [plot.toX(x), plot.toY(y), plot.toX(x + dx), plot.toY(y + dy)];
    const here = `at ${over} = ${figure(x)}, ${up} = ${figure(y)}, slope ${figure(slope)}`;
    const scale = plot.scale();
    const radius = Math.round(between(0.24 * width, 44, 74));
    const words = `The curve of ${up} with its tangent`;
    const px = between(x1, 8, width - 8);
    const half = glass.show(f, { x, y, slope, dx: dx || 1e-9, dy }, scale, px, width, radius, words);
    const seen = { cx: x1, cy: y1, r: Math.min(half * scale.run, 2 * width) };
    put(window, seen);
    const nudged = [
      [x1, y1],
      [x2, y1],
      [x2, y2],
    ];
    const taken = [nudged, circle(seen)].flatMap(along);
    plot.move({ x, y, slope, words: `Curve of ${up} over ${over}: ${here}.`, taken });
    const [across, upwards] = [arrow(x1, y1, x2, y1, 9), arrow(x2, y1, x2, y2, 9)];
    put(step, { d: across.shaft + upwards.shaft });
    put(heads, { d: across.head + upwards.head });
    put(end, { cx: x2, cy: y2 });
  }
  return { nodes: [plot.node, glass.node], lay, nudge };
}

/** Points on a circle, back to the first. */
const circle = ({ cx, cy, r }) =>
  upTo(33).map((k) => [cx + r * Math.cos((k * Math.PI) / 16), cy + r * Math.sin((k * Math.PI) / 16)]);
