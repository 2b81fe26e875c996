/* The curve φ(z) with its tangent, and below it φ′(z); both with the point z. */

import { curvePlot } from "../kit/curve.js";
import { shape } from "../kit/dom.js";
import { between, figure, upTo, asText } from "../kit/numbers.js";
import { part, withZero } from "../kit/plot.js";

/** drag is called with the z that a hand drags the point to. */
export function curves(drag) {
  const value = curvePlot({ x: "z", y: "φ(z)", tangent: "forward", drag });
  const slope = curvePlot({ x: "z", y: "φ′(z)", drag });
  const jumps = shape("g");
  slope.front.append(jumps);

  function lay({ at, kinks }, view, width) {
    const sampled = upTo(241).map((i) => at(view[0] + ((view[1] - view[0]) * i) / 240));
    const [heights, slopes] = [0, 1].map((k) => withZero(sampled.map((both) => both[k])));
    const whole = [[(z) => at(z)[0], "curve"]];
    value.lay(width, between(Math.round(0.42 * width), 170, 260), { x: view, y: heights, curves: whole });
    const pieces = piecesOf(kinks).map(([from, to]) => [(z) => (z > from && z <= to ? at(z)[1] : NaN), "curve"]);
    slope.lay(width, between(Math.round(0.27 * width), 130, 170), { x: view, y: slopes, curves: pieces });
    jumps.replaceChildren(...kinks.filter((z) => z >= view[0] && z <= view[1]).flatMap((z) => jump(at, z)));
  }

  /** What a jump of the slope leads to on either side, hollow, and what it is taken to be. */
  function jump(at, z) {
    const mark = (height, kind) => part("circle", kind, { r: 3.5, cx: slope.toX(z), cy: slope.toY(height) });
    const sides = [-1e-9, 1e-9].map((nudge) => at(z + nudge)[1]);
    return [...sides.map((side) => mark(side, "open")), mark(at(z)[1], "taken")];
  }

  function move({ at }, z) {
    const [a, steepness] = at(z);
    const words = `At z = ${figure(z)} the output is ${asText(a)} and the slope is ${asText(steepness)}.`;
    const height = (number) => (Number.isNaN(number) ? Infinity : number); // out of the picture
    value.move({ x: z, y: height(a), slope: steepness, words: `Curve of φ with its tangent. ${words}` });
    slope.move({ x: z, y: height(steepness), slope: null, words: `Curve of the slope of φ. ${words}` });
  }

  return { nodes: [value.node, slope.node], lay, move };
}

/** The parts of the axis between kinks, each as its ends. */
export const piecesOf = (kinks) => [-Infinity, ...kinks].map((from, i) => [from, kinks[i] ?? Infinity]);
