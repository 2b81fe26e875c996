/* A plotted curve with a tangent and a point that can be dragged along it; its style is curve.css.

   const plot = curvePlot({ x: "z", y: "a", tangent: "forward", drag: (x) => change({ x }) });
     names of the axes; the tangent's role (gradient, if left out); what dragging the point does (it stays, if left
     out); `curve`, the role of what is drawn over x (forward, if left out)
   plot.lay(width, height, { x: [-6, 6], y: [0, 1], curves: [[f, "curve"], [g, "faint"]] });
     the frame, and the curves: functions of one number, interrupted where they have no finite value
   plot.move({ x, y, slope, words, taken });
     the point and its tangent (none, if slope is null), the aria-label; `taken` are pixels that the slope's number
     keeps off, as it does off curves and tangent

   plot.node is the drawing. plot.toX and plot.toY turn values into pixels, plot.scale() says how many of them a 1 has;
   plot.behind and plot.front are layers for whatever else is drawn, and `behind` is cut off at the frame. A plot that
   is narrower than 200 px has neither numbers at its side nor that of the slope. */

import { put, setText, shape } from "./dom.js";
import { aimed, between, figure, upTo } from "./numbers.js";
import { along, axes, draggable, inReach, lineThrough, part, placeOfText } from "./plot.js";
import { scales, tangentEnds, textAt, ticks } from "./plot.js";

const NARROW = 200; // px
const LETTER = 6.8; // px, of the slope's number

export function curvePlot({ x: across, y: up, tangent: role = "gradient", curve = "forward", drag }) {
  const [still, behind, front] = [shape("g"), shape("g"), shape("g")];
  const [drop, line] = [part("path", "drop"), part("path", `tangent line-${role}`)];
  // What leaves the frame is cut off.
  const inside = shape("svg", { "aria-hidden": "true" }, still, behind, line);
  const [marks, dot, slopeText] = [shape("g"), part("circle", "dot", { r: 7 }), part("text", `halo ${role}`)];
  const grip = part("circle", "grip", { r: 20 });
  const node = shape("svg", { class: `bp-curve of-${curve}`, role: "img" }, marks, drop, inside, front, dot, slopeText);
  if (drag) node.append(grip);
  let frame;
  let low;
  let high;
  let scale;
  let framed;
  let narrow = false;
  let drawn = []; // points on the curves
  const clip = (py) => inReach(py, frame.top, frame.floor);

  /** In pixels; out of the picture where there is none. */
  const heightOf = (f, px) => {
    const py = scale.toY(f(scale.fromX(px)));
    return Number.isFinite(py) ? clip(py) : frame.floor + 999;
  };

  function lay(width, height, { x, y, curves }) {
    narrow = width < NARROW;
    frame = { left: narrow ? 8 : 38, right: width - 10, top: 20, floor: height - (narrow ? 32 : 38) };
    [low, high] = x;
    scale = scales(frame, x, y);
    const now = [width, height, ...x, ...y].join();
    if (now !== framed) drawFrame(width, height, y);
    framed = now;
    const path = (f, kind) =>
      lineThrough((px) => scale.toY(f(scale.fromX(px))), frame.left, frame.right, kind === "faint" ? 6 : 2, clip);
    still.replaceChildren(...curves.map(([f, kind]) => part("path", kind, { d: path(f, kind) })));
    const places = upTo(Math.ceil(width / 4)).map((i) => frame.left + 4 * i);
    drawn = narrow ? [] : curves.flatMap(([f]) => along(places.map((px) => [px, heightOf(f, px)])));
  }

  function drawFrame(width, height, y) {
    const { left, right, top, floor } = frame;
    const size = { width: right - left, height: floor - top };
    put(node, { viewBox: `0 0 ${width} ${height}`, width, height });
    put(inside, { x: left, y: top, ...size, viewBox: `${left} ${top} ${size.width} ${size.height}` });
    const numbers = ticks(low, high, Math.max(3, width / 45));
    const heights = narrow ? [] : ticks(y[0], y[1], Math.max(3, height / 60));
    marks.replaceChildren(
      ...axes(frame, scale, numbers, heights),
      textAt(right, height - 4, across, "end", "forward"),
      textAt(Math.max(2, left - 7), 11, up, "start", curve),
    );
  }

  /** @param {{ x: number, y: number, slope: number | null, words: string, taken?: number[][] }} at */
  function move({ x, y, slope, words, taken = [] }) {
    const { left, right, top, floor } = frame;
    const [px, py] = [between(scale.toX(x), left, right), between(scale.toY(y), top, floor)];
    const seen = x >= low && x <= high && py === scale.toY(y);
    put(dot, { cx: px, cy: py, class: seen ? "dot" : "dot out" });
    put(grip, { cx: px, cy: py });
    put(drop, { d: seen ? `M${px} ${py}V${floor}` : "" });
    put(node, { "aria-label": words });
    const sloping = seen && slope !== null && Number.isFinite(slope);
    const ends = sloping ? tangentEnds([px, py], slope, scale, Math.min(86, (right - left) / 3)) : [];
    put(line, { d: sloping ? `M${ends.join("L")}` : "" });
    const text = sloping && !narrow ? `slope ${figure(slope)}` : "";
    setText(slopeText, text);
    const dropped = [
      [px, py],
      [px, floor],
    ];
    const keepOff = () => [...drawn, ...along(ends), ...along(dropped), ...taken];
    if (text) put(slopeText, placeOfText([px, py], LETTER * text.length, frame, keepOff()));
  }

  const follow = (event) => drag(aimed(scale.fromX(event.clientX - node.getBoundingClientRect().left), low, high));
  draggable(grip, follow);

  const [toX, toY] = [(x) => scale.toX(x), (y) => clip(scale.toY(y))];
  return { node, lay, move, behind, front, toX, toY, scale: () => scale };
}
