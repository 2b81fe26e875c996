/* A magnifying glass on a curve at a point: the window is about twice as wide as the nudge, so the smaller the nudge,
   the straighter the curve in it. */

import { newId, put, setText, shape } from "../kit/dom.js";
import { between, digits } from "../kit/numbers.js";
import { arrow, inReach, lineThrough, part, textAt } from "../kit/plot.js";

const RIM = 5.5; // px at the rim that the middle of the point at the end of the nudge stays clear of
const BEND = 1.1; // how much further than its tangent the curve may lead before half the nudge is not half the window

/** What a glass with this radius in px shows, with (x, y) in its middle: how much it magnifies, what is half of its
    window in x, where values stand, and how many px the curve has left its tangent at the end of the nudge. */
export function viewThrough(f, { x, y, slope, dx }, { run, rise }, radius) {
  const far = (dy) => Math.hypot(dx * run, dy * rise);
  const inside = Math.max(BEND * far(slope * dx), far(f(x + dx) - y));
  const times = (radius - RIM) / inside;
  const half = radius / times;
  const toX = (at) => (at - x) * run * times;
  const toY = (value) => (y - value) * rise * times;
  const fromX = (px) => x + px / (run * times);
  return { times, half: half / run, toX, toY, fromX, off: Math.abs(toY(f(x + dx)) - toY(y + slope * dx)) };
}

/** Stands below a plot, under its point. */
export function lens(tangent) {
  const id = newId();
  const round = (kind) => part("circle", kind);
  const [glass, ring, hole] = [round("glass"), round("rim"), shape("circle")];
  const kinds = ["beam", "curve", `line-${tangent}`, "step", "heads"];
  const [beam, curve, line, step, heads] = kinds.map((kind) => part("path", kind));
  const [dot, end] = [part("circle", "dot", { r: 5 }), part("circle", "end", { r: 3 })];
  const seen = shape("g", { "clip-path": `url(#${id})` }, curve, line, step, heads, end, dot);
  const inside = shape("g", {}, shape("clipPath", { id }, hole), glass, seen, ring);
  const times = textAt(0, 0, "", "start");
  const node = shape("svg", { class: "bp-curve lens", role: "img" }, beam, inside, times);

  /** px: where the point of the plot is; at: { x, y, slope, dx, dy }. */
  function show(f, at, scale, px, width, radius, words) {
    const [cx, cy] = [between(px, radius + 2, width - radius - 2), radius + 10];
    const view = viewThrough(f, at, scale, radius);
    const magnified = digits(+view.times.toPrecision(2));
    put(node, { viewBox: `0 0 ${width} ${2 * radius + 12}`, width, height: 2 * radius + 12 });
    put(node, { "aria-label": `${words}, magnified ${magnified} times.` });
    put(inside, { transform: `translate(${cx} ${cy})` });
    for (const circle of [glass, ring, hole]) put(circle, { r: radius });
    put(beam, { d: `M${cx - 0.8 * radius} ${cy - 0.6 * radius}L${px} 0L${cx + 0.8 * radius} ${cy - 0.6 * radius}` });
    const clip = (py) => inReach(py, -radius, radius);
    const height = (px) => view.toY(f(view.fromX(px)));
    put(curve, { d: lineThrough(height, -radius, radius, 2, clip) });
    const length = Math.hypot(scale.run, at.slope * scale.rise) / (2 * radius);
    const [along, up] = [scale.run / length, (at.slope * scale.rise) / length];
    put(line, { d: `M${-along} ${up}L${along} ${-up}` });
    const [ex, ey] = [view.toX(at.x + at.dx), clip(view.toY(at.y + at.dy))];
    const [over, upwards] = [arrow(0, 0, ex, 0, 8), arrow(ex, 0, ex, ey, 8)];
    put(step, { d: over.shaft + upwards.shaft });
    put(heads, { d: over.head + upwards.head });
    put(end, { cx: ex, cy: ey });
    const right = cx + radius + 60 < width;
    setText(times, width > 3 * radius ? `× ${magnified}` : "");
    put(times, { x: right ? cx + radius + 8 : cx - radius - 8, y: cy + 4, "text-anchor": right ? "start" : "end" });
    return view.half;
  }
  return { node, show };
}
