/* The layers of a chain in a row: in each box its curve with the place of z, and below it a bar for its factor. */

import { shape } from "../kit/dom.js";
import { between, figure, upTo } from "../kit/numbers.js";
import { part, textAt, withZero } from "../kit/plot.js";
import { ABOVE, wholeTicks } from "./logarithmic.js";

const REACH = 6; // of z in a box
const CURVE_ROOM = 17; // px that a box needs to show a curve
const NUMBER_ROOM = 44; // px from layer to layer that the number of each factor needs

export function boxes() {
  const node = shape("g");

  function show(layers, frame, { at }) {
    const { depth, left, right, x } = frame;
    const step = x(1) - x(0);
    const width = Math.min(48, 0.78 * step);
    const middle = ABOVE.boxes + ABOVE.box / 2;
    const curve = width > CURVE_ROOM ? curveIn(at, width - 6) : null;
    const inner = upTo(depth).map((k) => ({ ...layers[k + 1], l: k + 1, cx: (x(k) + x(k + 1)) / 2 }));
    node.replaceChildren(
      part("path", "axis", { d: `M${left} ${middle}H${right}` }),
      ...inner.flatMap((layer) => boxAt(layer, width, curve)),
      ...bars(inner, frame, step),
    );
  }
  return { node, show };
}

/** A box; where there is room, with the curve and a point at z, or at the edge that z is beyond. */
function boxAt({ z, a, cx }, width, curve) {
  const size = { x: cx - width / 2, y: ABOVE.boxes, width, height: ABOVE.box, rx: 4 };
  const box = part("rect", "box", size);
  if (!curve) return [box];
  const transform = `translate(${cx} ${ABOVE.boxes + 3})`;
  const point = Number.isFinite(z) && Number.isFinite(a) ? [curve.toX(z), curve.toY(z)] : null;
  const [px, py] = point ?? [0, 0];
  const dot = part("circle", "point", { r: 3, cx: px, cy: py, transform });
  return [box, part("path", "curve", { d: curve.d, transform }), ...(point ? [dot] : [])];
}

/** The curve from -6 to 6 in a box of this width, around 0. */
function curveIn(at, width) {
  const places = upTo(41).map((i) => ((i - 20) * REACH) / 20);
  const [low, high] = withZero(places.map((z) => at(z)[0]));
  const toX = (z) => (between(z, -REACH, REACH) * width) / (2 * REACH);
  const toY = (z) => ((ABOVE.box - 6) * (high - at(between(z, -REACH, REACH))[0])) / (high - low);
  const seen = places.filter((z) => Number.isFinite(toY(z)));
  return {
    toX,
    toY,
    d: seen.length ? `M${seen.map((z) => `${toX(z).toFixed(1)} ${toY(z).toFixed(1)}`).join("L")}` : "",
  };
}

/** The size of each factor, hollow if it is negative, a cross if it is 0; and the height at which it is 1. */
function bars(layers, { left, right }, step) {
  const size = ({ factor }) => Math.abs(factor);
  const finite = layers.filter((layer) => Number.isFinite(size(layer)));
  const rise = ABOVE.bar / Math.max(1, ...finite.map(size));
  const one = ABOVE.bars - rise;
  const width = between(0.4 * step, 3, 22);
  const marks = finite.flatMap((layer) => {
    const [height, x] = [rise * size(layer), layer.cx - width / 2];
    if (!height) return [part("path", "none", { d: `M${layer.cx - 4} ${ABOVE.bars - 9}l8 8m0-8l-8 8` })];
    const bar = { x, y: ABOVE.bars - height, width, height };
    const over = ABOVE.bars - height - 4;
    const onLine = over - 11 < one && one < over + 3; // then it stands above the line
    const number = textAt(layer.cx, onLine ? one - 4 : over, figure(layer.factor), "middle", "halo forward");
    return [part("rect", layer.factor < 0 ? "bar minus" : "bar", bar), ...(step > NUMBER_ROOM ? [number] : [])];
  });
  return [
    part("path", "grid", { d: `M${left} ${one}H${right}` }),
    textAt(left - 7, one + 4, "1", "end"),
    part("path", "axis", { d: `M${left} ${ABOVE.bars}H${right}` }),
    textAt(left, 14, "layers, and the factor w φ′(z) of each", "start", "forward"),
    ...wholeTicks(1, layers.length, (right - left) / 24).map((l) =>
      textAt(layers[l - 1].cx, ABOVE.bars + 15, l, "middle"),
    ),
    ...marks,
  ];
}
