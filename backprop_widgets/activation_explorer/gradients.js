/* The size of the gradient at each layer on a logarithmic scale: hollow if negative, a cross at the foot if 0. */

import { put, setText, shape } from "../kit/dom.js";
import { superscript, upTo } from "../kit/numbers.js";
import { dots, part, textAt } from "../kit/plot.js";
import { boundOf, logarithmic, wholeTicks } from "./logarithmic.js";
import { short, written } from "./words.js";

export function gradients() {
  const kinds = ["limit", "line", "dots", "rings", "holes", "crosses"];
  const [limit, line, positive, rings, holes, crosses] = kinds.map((kind) => part("path", kind));
  const [scale, limitText] = [shape("g"), part("text", "halo")];
  const node = shape("svg", { role: "img" }, scale, limit, line, positive, rings, holes, crosses, limitText);
  let laid = "";

  /** most: what no factor is above in size. */
  function show(layers, width, most) {
    const frame = logarithmic(layers, width);
    if (frame.key !== laid) {
      put(node, { viewBox: `0 0 ${width} ${frame.height}`, width, height: frame.height });
      scale.replaceChildren(...scaleOf(frame));
      laid = frame.key;
    }
    mark(layers, frame);
    const bound = boundOf(frame, most);
    put(limit, { d: bound?.d ?? "" });
    setText(limitText, bound ? `at most ${short(most)} per layer` : "");
    put(limitText, bound?.words ?? {});
    const [before, input] = [layers.at(-2), layers[0]].map(({ gradient }) => written(gradient));
    const words = `1 at the output, ${before} one layer before, ${input} at the input.`;
    put(node, { "aria-label": `Gradient at each layer on a logarithmic scale: ${words}` });
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

/** Axes and grid. */
function scaleOf({ depth, low, high, zero, width, height, left, right, floor, x, y }) {
  return [
    ...wholeTicks(low, high, height / 40).flatMap((power) => [
      textAt(left - 7, y(power) + 4, powerOfTen(power), "end"),
      part("path", power ? "grid" : "axis", { d: `M${left} ${y(power)}H${right}` }),
    ]),
    ...wholeTicks(0, depth, width / 40).flatMap((l) => [
      textAt(x(l), height - 6, l || "x", "middle"),
      part("path", "axis", { d: `M${x(l)} ${floor}v4` }),
    ]),
    ...(zero ? [textAt(left - 7, floor - 4, "0", "end")] : []),
    textAt(left - 7, height - 6, "layer", "end"),
    textAt(left, 12, "size of the gradient", "start", "gradient"),
    part("path", "axis", { d: `M${left} ${floor}H${right}` }),
  ];
}

const powerOfTen = (power) => (power === 0 || power === 1 ? String(10 ** power) : `10${superscript(power)}`);
