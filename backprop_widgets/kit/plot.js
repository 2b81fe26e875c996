/* Pieces of a plot: round numbers for an axis, axes, the line of a function, arrows. Distances are in pixels. */

import { shape } from "./dom.js";
import { between, powerBelow, withMinus } from "./numbers.js";

/** A round number (1, 2 or 5 times a power of ten) of at least this size.
    @param {number} size */
export function roundUp(size) {
  const power = powerBelow(size);
  return power * /** @type {number} */ ([1, 2, 5, 10].find((multiple) => multiple * power >= size));
}

/** Round numbers from low to high, about `count` of them.
    @param {number} low
    @param {number} high
    @param {number} count */
export function ticks(low, high, count) {
  const apart = roundUp((high - low) / count);
  const first = Math.ceil(low / apart);
  const number = Math.floor(high / apart + 1e-9) - first + 1;
  return Array.from({ length: number }, (_, i) => +((first + i) * apart).toPrecision(6));
}

export const part = (tag, kind, attributes = {}) => shape(tag, { class: kind, ...attributes });

/** Text in a drawing; anchor: start, middle or end. */
export const textAt = (x, y, text, anchor, kind = "") =>
  shape(
    "text",
    { x, y, "text-anchor": anchor, class: kind },
    typeof text === "number" ? withMinus(String(text)) : text,
  );

/** How values fill a frame: x from low to high between left and right, y likewise between floor and top. */
export function scales({ left, right, top, floor }, [lowX, highX], [lowY, highY]) {
  const [run, rise] = [(right - left) / (highX - lowX), (floor - top) / (highY - lowY)];
  return {
    toX: (x) => left + (x - lowX) * run,
    toY: (y) => floor - (y - lowY) * rise,
    fromX: (px) => lowX + (px - left) / run,
    fromY: (py) => lowY + (floor - py) / rise,
    run,
    rise,
  };
}

/** Marks and numbers below, numbers at the left with a line of the grid each, and the axis itself. */
export const axes = ({ left, right, floor }, { toX, toY }, across, up, { grid = true, below = 17, aside = 7 } = {}) => [
  ...across.flatMap((x) => [
    textAt(toX(x), floor + below, x, "middle"),
    part("path", "axis", { d: `M${toX(x)} ${floor}v4` }),
  ]),
  ...up.flatMap((y) => [
    textAt(left - aside, toY(y) + 4, y, "end"),
    ...(grid ? [part("path", "grid", { d: `M${left} ${toY(y)}H${right}` })] : []),
  ]),
  part("path", "axis", { d: `M${left} ${floor}H${right}` }),
];

/** Path data of the points (px, height(px)) from left to right, interrupted where no height is finite; `clip` keeps
    what is far outside within reach. */
export function lineThrough(height, left, right, step, clip = (py) => py) {
  let [d, pen] = ["", "M"];
  const last = Math.ceil((right - left) / step);
  for (let i = 0; i <= last; i++) {
    const px = Math.min(left + i * step, right);
    const py = height(px);
    d += Number.isFinite(py) ? `${pen}${px.toFixed(1)} ${clip(py).toFixed(1)}` : "";
    pen = Number.isFinite(py) ? "L" : "M";
  }
  return d;
}

/** Both ends of a tangent through a point, which is as long on the screen whatever its slope. */
export function tangentEnds([px, py], slope, { run, rise }, most) {
  const climb = -slope * rise;
  const reach = most / Math.hypot(run, climb);
  return [-1, 1].map((way) => [px + way * run * reach, py + way * climb * reach]);
}

/** The same as path data. */
export const tangent = (point, slope, scale, most) => `M${tangentEnds(point, slope, scale, most).join("L")}`;

/** Where the slope's number stands inside the frame: where the tangent leaves room, below it on the uphill side, else
    above it on the other. */
export function placeOfSlope([px, py], slope, { left, right, top, floor }) {
  const side = slope < 0 ? -1 : 1;
  const room = (rightwards) => (rightwards ? right - px : px - left) > 100;
  const uphill = room(side > 0) && (py + 26 < floor || !room(side < 0));
  const rightwards = uphill === side > 0;
  return {
    x: px + (rightwards ? 12 : -12),
    y: between(py + (uphill ? 20 : -10), top + 10, floor - 6),
    "text-anchor": rightwards ? "start" : "end",
  };
}

/** Points along a line through these points, no further apart than a few px. */
export const along = (points) =>
  points.slice(1).flatMap(([x, y], i) => {
    const [fromX, fromY] = points[i];
    const parts = Math.min(400, Math.ceil(Math.hypot(x - fromX, y - fromY) / 3));
    return Array.from({ length: parts }, (_, k) => [
      fromX + ((x - fromX) * k) / parts,
      fromY + ((y - fromY) * k) / parts,
    ]);
  });

/** Of these places for the beginning of a text of this width, the first inside the frame at which it covers none of the
    points in `taken`, or the fewest; null if none is inside. */
export function freest(places, width, { left, right, top, floor }, taken) {
  /** @type {{ fewest: number, x: number, y: number } | null} */
  let best = null;
  for (const [from, y] of places) {
    if (y < top + 10 || y > floor - 5) continue;
    const x = between(from, left, right - width);
    const covers = ([tx, ty]) => tx > x - 4 && tx < x + width + 4 && ty > y - 14 && ty < y + 6;
    const fewest = taken.filter(covers).length;
    if (!fewest) return { fewest, x, y };
    if (!best || fewest < best.fewest) best = { fewest, x, y };
  }
  return best;
}

/** Where a text of this width begins near a point inside the frame: where it covers the fewest of the points taken. */
export function placeOfText([px, py], width, frame, taken) {
  const places = [20, -10, 38, -28, 60, -50, 5, 90, -80, 125, -115].flatMap((dy) =>
    [px + 12, px - 12 - width, px + 44, px - 44 - width].map((x) => [x, py + dy]),
  );
  const { x, y } = freest(places, width, frame, taken) ?? { x: px, y: py };
  return { x, y };
}

/** Path data of dots: strokes of no length, which their round ends make visible. */
export const dots = (points) => points.map(([x, y]) => `M${x} ${y}h0`).join("");

/** Shaft and head of an arrow as path data; both empty when it is too short to see. */
export function arrow(x1, y1, x2, y2, size) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 1.5) return { shaft: "", head: "" };
  const [c, s, head] = [(x2 - x1) / length, (y2 - y1) / length, Math.min(size, length)];
  const corner = (along, across) => `${x2 + along * c - across * s} ${y2 + along * s + across * c}`;
  return {
    shaft: `M${x1} ${y1}L${corner(-0.8 * head, 0)}`,
    head: `M${corner(0, 0)}L${corner(-head, head / 2)}L${corner(-head, -head / 2)}z`,
  };
}

/** The part of an axis that holds these values, with some room. */
export function withRoom(low, high, share = 0.08) {
  const room = share * (high - low || 1);
  return [low - room, high + room];
}

/** The part of an axis that holds these values and 0, with some room. */
export function withZero(values) {
  const finite = [0, ...values.filter(Number.isFinite)];
  const low = Math.min(...finite);
  const [below, above] = withRoom(low, Math.max(...finite));
  return [low < 0 ? below : 0, above];
}

/** A point that a hand drags: follow(event) is called from the press on until the release. */
export function draggable(grip, follow, pressed = () => {}) {
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pressed();
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener("pointermove", (event) => grip.hasPointerCapture(event.pointerId) && follow(event));
}

// Browsers draw nothing sensible far outside of a picture.
export const inReach = (pixel, low, high, reach = 999) => between(pixel, low - reach, high + reach);
