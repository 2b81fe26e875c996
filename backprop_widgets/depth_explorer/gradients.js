/* The size of the gradient behind each layer on a logarithmic scale: hollow if negative, a cross at the foot if 0. */

import { put, setText, shape } from "../kit/dom.js";
import { figure, short, superscript, upTo } from "../kit/numbers.js";
import { dots, part, textAt } from "../kit/plot.js";
import { boundOf, wholeTicks } from "./logarithmic.js";

const ROOM = 74; // px from layer to layer that the number of each gradient needs

export function gradients() {
  const kinds = ["limit", "line", "dots", "rings", "holes", "crosses"];
  const [limit, line, positive, rings, holes, crosses] = kinds.map((kind) => part("path", kind));
  const [scale, numbers, limitText] = [shape("g"), shape("g"), part("text", "halo")];
  const node = shape("g", {}, scale, limit, line, positive, rings, holes, crosses, limitText, numbers);
  let laid = "";

  /** most: what no factor is above in size. */
  function show(layers, frame, most) {
    if (frame.key !== laid) scale.replaceChildren(...scaleOf(frame));
    laid = frame.key;
    mark(layers, frame);
    const bound = boundOf(frame, most);
    put(limit, { d: bound?.d ?? "" });
    setText(limitText, bound ? `at most ${short(most)} per layer` : "");
    put(limitText, bound?.words ?? {});
    const room = frame.x(1) - frame.x(0) > ROOM;
    numbers.replaceChildren(...(room ? layers.flatMap(({ gradient }, l) => numberAt(gradient, l, frame)) : []));
  }

  function mark(layers, { sizes, x, y, floor }) {
    const at = (l) => [x(l).toFixed(1), y(Math.log10(sizes[l])).toFixed(1)];
    const drawn = upTo(layers.length).filter((l) => sizes[l] > 0 && sizes[l] < Infinity);
    const zeros = upTo(layers.length).filter((l) => sizes[l] === 0);
    const below = dots(drawn.filter((l) => layers[l].gradient < 0).map(at));
    put(line, { d: drawn.length ? `M${drawn.map((l) => at(l).join(" ")).join("L")}` : "" });
    put(positive, { d: dots(drawn.filter((l) => layers[l].gradient > 0).map(at)) });
    for (const ring of [rings, holes]) put(ring, { d: below });
    put(crosses, { d: zeros.map((l) => `M${x(l) - 4} ${floor - 12}l8 8m0-8l-8 8`).join("") });
  }
  return { node, show };
}

/** The number of a gradient, above its dot; the last ones end at the edge. */
function numberAt(gradient, l, { sizes, depth, right, x, y }) {
  if (!(sizes[l] > 0 && sizes[l] < Infinity)) return [];
  const anchor = l === depth ? "end" : l === 0 ? "start" : "middle";
  return [textAt(l === depth ? right : x(l), y(Math.log10(sizes[l])) - 9, figure(gradient), anchor, "halo gradient")];
}

/** Axes and grid. */
function scaleOf({ depth, low, high, zero, height, left, right, top, floor, x, y }) {
  return [
    ...wholeTicks(low, high, (floor - top) / 32).flatMap((power) => [
      textAt(left - 7, y(power) + 4, powerOfTen(power), "end"),
      part("path", power ? "grid" : "axis", { d: `M${left} ${y(power)}H${right}` }),
    ]),
    ...upTo(depth + 1).map((l) => part("path", "axis", { d: `M${x(l)} ${floor}v4` })),
    textAt(left, height - 6, "input x", "start"),
    textAt(right, height - 6, "output", "end"),
    ...(zero ? [textAt(left - 7, floor - 4, "0", "end")] : []),
    textAt(right, top - 26, "← product of the factors: size of the gradient", "end", "gradient"),
    part("path", "axis", { d: `M${left} ${floor}H${right}` }),
  ];
}

const powerOfTen = (power) => (power === 0 || power === 1 ? String(10 ** power) : `10${superscript(power)}`);
