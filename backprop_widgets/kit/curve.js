/* A plotted curve with a tangent and a point that can be dragged along it; its style is curve.css.

   const plot = curvePlot({ x: "z", y: "a", tangent: "forward", drag: (x) => change({ x }) });
     names of the axes; the tangent's role (gradient, if left out); what dragging the point does (it stays, if left out)
   plot.lay(width, height, { x: [-6, 6], y: [0, 1], curves: [[f, "curve"], [g, "faint"]] });
     the frame, and the curves: functions of one number, interrupted where they have no finite value
   plot.move({ x, y, slope, words, busy });
     the point and its tangent (none, if slope is null), the aria-label; busy, 1 or -1, keeps the slope's number
     away from the right or the left of the point

   plot.node is the drawing. plot.toX and plot.toY turn values into pixels; plot.behind and plot.front are layers for
   whatever else is drawn, and `behind` is cut off at the frame. */

import { put, setText, shape } from "./dom.js";
import { aimed, between, figure } from "./numbers.js";
import { axes, draggable, inReach, lineThrough, part, placeOfSlope, scales, tangent, textAt, ticks } from "./plot.js";

export function curvePlot({ x: across, y: up, tangent: role = "gradient", drag }) {
  const [still, behind, front] = [shape("g"), shape("g"), shape("g")];
  const [drop, line] = [part("path", "drop"), part("path", `tangent line-${role}`)];
  // What leaves the frame is cut off.
  const inside = shape("svg", { "aria-hidden": "true" }, still, behind, line);
  const [marks, dot, slopeText] = [shape("g"), part("circle", "dot", { r: 7 }), part("text", `halo ${role}`)];
  const grip = part("circle", "grip", { r: 20 });
  const node = shape("svg", { class: "bp-curve", role: "img" }, marks, drop, inside, front, dot, slopeText);
  if (drag) node.append(grip);
  let frame;
  let low;
  let high;
  let scale;
  let framed;
  const clip = (py) => inReach(py, frame.top, frame.floor);

  function lay(width, height, { x, y, curves }) {
    frame = { left: 38, right: width - 10, top: 20, floor: height - 38 };
    [low, high] = x;
    scale = scales(frame, x, y);
    const now = [width, height, ...x, ...y].join();
    if (now !== framed) drawFrame(width, height, y);
    framed = now;
    const path = (f, kind) =>
      lineThrough((px) => scale.toY(f(scale.fromX(px))), frame.left, frame.right, kind === "faint" ? 6 : 2, clip);
    still.replaceChildren(...curves.map(([f, kind]) => part("path", kind, { d: path(f, kind) })));
  }

  function drawFrame(width, height, y) {
    const { left, right, top, floor } = frame;
    const size = { width: right - left, height: floor - top };
    put(node, { viewBox: `0 0 ${width} ${height}`, width, height });
    put(inside, { x: left, y: top, ...size, viewBox: `${left} ${top} ${size.width} ${size.height}` });
    const [numbers, heights] = [ticks(low, high, Math.max(3, width / 45)), ticks(y[0], y[1], Math.max(3, height / 60))];
    marks.replaceChildren(
      ...axes(frame, scale, numbers, heights),
      textAt(right, height - 4, across, "end", "forward"),
      textAt(left - 7, 11, up, "start", "forward"),
    );
  }

  /** @param {{ x: number, y: number, slope: number | null, words: string, busy?: number }} at */
  function move({ x, y, slope, words, busy = 0 }) {
    const { left, right, top, floor } = frame;
    const [px, py] = [between(scale.toX(x), left, right), between(scale.toY(y), top, floor)];
    const seen = x >= low && x <= high && py === scale.toY(y);
    put(dot, { cx: px, cy: py, class: seen ? "dot" : "dot out" });
    put(grip, { cx: px, cy: py });
    put(drop, { d: seen ? `M${px} ${py}V${floor}` : "" });
    put(node, { "aria-label": words });
    const sloping = seen && slope !== null && Number.isFinite(slope);
    setText(slopeText, sloping ? `slope ${figure(slope)}` : "");
    put(line, { d: sloping ? tangent([px, py], slope, scale, Math.min(86, (right - left) / 3)) : "" });
    if (sloping) put(slopeText, placeOfSlope([px, py], slope, frame, busy));
  }

  const follow = (event) => drag(aimed(scale.fromX(event.clientX - node.getBoundingClientRect().left), low, high));
  draggable(grip, follow);

  return { node, lay, move, behind, front, toX: (x) => scale.toX(x), toY: (y) => clip(scale.toY(y)) };
}
