/* What moves in the picture of a descent: the point with its slope and its next step, where it came from, the start. */

import { put, setClass, setText, shape } from "../kit/dom.js";
import { between, figure } from "../kit/numbers.js";
import { arrow, inReach, part, tangent } from "../kit/plot.js";
import { isCurve } from "./descent.js";
import { endOfGradient, placeOfSlopeText, placeOfStepText, sideOf } from "./layout.js";
import { placeOf } from "./words.js";

const PAST = 40; // points that are shown of where it came from

/** All these parts, from the lowest to the topmost. */
export function movingParts() {
  const path = (kind) => part("path", kind);
  return {
    trail: path("trail"),
    rings: path("rings"),
    holes: path("holes"),
    drop: path("drop"),
    slope: path("slope"),
    slopeHead: path("slope-head"),
    update: path("update"),
    updateHead: path("update-head"),
    now: part("circle", "now", { r: 7 }),
    slopeText: part("text", "gradient halo"),
    updateText: part("text", "parameter halo"),
    off: part("text", "off halo"),
    handle: shape(
      "g",
      { class: "handle" },
      shape("circle", { r: 20, fill: "transparent" }),
      shape("rect", { x: -6, y: -6, width: 12, height: 12, transform: "rotate(45)" }),
    ),
  };
}

/** Moves them to frame n of a descent on this cost, as its picture is laid out. */
export function movingTo(parts, cost, laid, { frames, n, start }) {
  const { frame, scale } = laid;
  const curve = isCurve(cost);
  const atX = (x) => inReach(scale.toX(x), 0, 0, 9999);
  const atY = (y) => inReach(scale.toY(y), 0, 0, 9999);
  /** @type {(frame: import("./descent.js").Frame) => [number, number]} */
  const pixel = ({ x, value }) => [atX(x[0]), atY(curve ? value : x[1])];
  const { x, gradient, step, next } = frames[n];
  const here = pixel(frames[n]);
  const side = sideOf(laid, x);
  const away = frames.findIndex((one) => sideOf(laid, one.x)); // the way is shown until it leaves the picture
  const from = Math.max(0, n - PAST);
  const way = frames.slice(from, (away < 0 ? n : Math.min(n, away)) + 1).map((one) => pixel(one).join(" "));
  const past = way.slice(0, n - from);
  put(parts.trail, { d: curve || !way.length ? "" : `M${way.join("L")}` });
  for (const ring of [parts.rings, parts.holes]) put(ring, { d: past.map((point) => `M${point}h0`).join("") });
  put(parts.now, { cx: between(here[0], frame.left, frame.right), cy: between(here[1], frame.top, frame.floor) });
  setClass(parts.now, "out", side !== "");
  const startY = curve ? frame.floor : scale.toY(start[1]);
  put(parts.handle, { transform: `translate(${scale.toX(start[0])} ${startY})` });
  if (curve) onCurve(parts, laid, here, gradient[0], step[0], atX(next[0]));
  else onSurface(parts, here, side ? [0, 0] : gradient, side ? here : [atX(next[0]), atY(next[1])]);
  setText(parts.off, side && `${placeOf(cost.parameters, x)}: off the picture, ${side}`);
  put(parts.off, { x: (frame.left + frame.right) / 2, y: frame.top + 24, "text-anchor": "middle" });
}

/** The slope as a tangent, the step along the axis, both with their numbers. */
function onCurve(parts, { frame, scale }, [px, py], slope, step, nextX) {
  const { left, right, floor } = frame;
  const inside = px >= left && px <= right;
  put(parts.drop, { d: inside ? `M${px} ${py}V${floor}` : "" });
  put(parts.slope, { d: inside ? tangent([px, py], slope, scale, 86) : "" });
  put(parts.slopeHead, { d: "" });
  showUpdate(parts, arrow(between(px, left, right), floor, between(nextX, left, right), floor, 12));
  setText(parts.slopeText, inside ? `slope ${figure(slope)}` : "");
  put(parts.slopeText, placeOfSlopeText([px, py], slope, frame));
  const text = `step ${figure(step)}`;
  setText(parts.updateText, text);
  put(parts.updateText, placeOfStepText(px, nextX, text, frame));
}

/** The gradient and the step as arrows. */
function onSurface(parts, [px, py], gradient, [nextX, nextY]) {
  put(parts.drop, { d: "" });
  const [endX, endY] = endOfGradient([px, py], gradient);
  const { shaft, head } = arrow(px, py, endX, endY, 10);
  put(parts.slope, { d: shaft });
  put(parts.slopeHead, { d: head });
  showUpdate(parts, arrow(px, py, nextX, nextY, 12));
  for (const text of [parts.slopeText, parts.updateText]) setText(text, "");
}

function showUpdate({ update, updateHead }, { shaft, head }) {
  put(update, { d: shaft });
  put(updateHead, { d: head });
}
