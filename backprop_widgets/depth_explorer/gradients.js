/* The size of the gradient behind each layer on a logarithmic scale: hollow if negative, a cross at the foot if 0. */

import { put, setText, shape } from "../kit/dom.js";
import { figure, short, superscript, upTo } from "../kit/numbers.js";
import { along, dots, freest, part, textAt } from "../kit/plot.js";
import { boundOf, wholeTicks } from "./logarithmic.js";

const ROOM = 74; // px from layer to layer that the number of each gradient needs
const LETTER = 6.4; // px

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
    const write = writer(frame, bound);
    const words = bound && write(`at most ${short(most)} per layer`, bound.words);
    setText(limitText, words?.text ?? "");
    put(limitText, { x: words?.x ?? 0, y: words?.y ?? 0 });
    const room = frame.x(1) - frame.x(0) > ROOM;
    const written = room ? layers.map(({ gradient }, l) => write(figure(gradient), placesBeside(l, frame))) : [];
    numbers.replaceChildren(
      ...written.flatMap((one) => (one ? [textAt(one.x, one.y, one.text, "start", "halo gradient")] : [])),
    );
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

/** Finds where each text of a picture stands: on no line and no other text, else nowhere (null). */
function writer(frame, bound) {
  const { top, width } = frame;
  const lines = [dotsOf(frame), bound?.ends ?? [], ...powersIn(frame).map((power) => levelAt(power, frame))];
  const taken = lines.flatMap(along);
  return (text, places) => {
    const wide = LETTER * text.length;
    const found = freest(places(wide), wide, { ...frame, right: width, top: top - 24 }, taken);
    if (!found || found.fewest) return null;
    const { x, y } = found;
    const corners = [-10, -4, 2].map((dy) => [
      [x, y + dy],
      [x + wide, y + dy],
    ]);
    taken.push(...corners.flatMap(along));
    return { text, x, y };
  };
}

/** Places beside the dot of a layer for a text that is so wide: after it, before it, in its middle. */
const placesBeside =
  (l, { sizes, x, y }) =>
  (wide) => {
    if (!(sizes[l] > 0 && sizes[l] < Infinity)) return [];
    const [px, py] = [x(l), y(Math.log10(sizes[l]))];
    return [px + 8, px - 8 - wide, px - wide / 2].flatMap((from) =>
      [18, 14, 23, 28, -9, -14].map((dy) => [from, py + dy]),
    );
  };

const dotsOf = ({ sizes, x, y }) =>
  sizes.flatMap((size, l) => (size > 0 && size < Infinity ? [[x(l), y(Math.log10(size))]] : []));
const powersIn = ({ low, high, top, floor }) => wholeTicks(low, high, (floor - top) / 32);
const levelAt = (power, { left, right, y }) => [
  [left, y(power)],
  [right, y(power)],
];

/** Axes and grid. */
function scaleOf(frame) {
  const { depth, zero, height, left, right, top, floor, x, y } = frame;
  return [
    ...powersIn(frame).flatMap((power) => [
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
