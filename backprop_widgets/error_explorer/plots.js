/* Loss over prediction, and loss over net input: the same example at the same height. */

import { curvePlot } from "../kit/curve.js";
import { element, put, shape } from "../kit/dom.js";
import { between, figure, powerBelow } from "../kit/numbers.js";
import { dots } from "../kit/plot.js";
import { rangeOf } from "./examples.js";
import { NET_INPUTS, output_of } from "./generated.js";
import { written } from "./words.js";

/** predict and feed are called with what a hand drags the point to: a prediction, a net input. */
export function plots(predict, feed) {
  const drawn = [
    curvePlot({ x: "prediction a", y: "loss E", curve: "target", drag: predict }),
    curvePlot({ x: "net input z", y: "loss E", curve: "target", drag: feed }),
  ];
  const wanted = shape("rect", { class: "wanted", width: 9, height: 9 });
  const others = ["rings", "holes"].map((kind) => shape("path", { class: kind }));
  drawn[0].front.append(...others, wanted);
  const boxes = drawn.map((plot) => element("div", {}, plot.node));
  let laid = "";

  /** Lays the curves out for this loss, if it is not laid out; heights: what is shown of the loss. */
  function lay({ loss, at, unit, view, heights, y, targets }) {
    const key = JSON.stringify([boxes.map((box) => box.clientWidth), loss, unit, y, targets]);
    if (key === laid) return;
    laid = key;
    const [flat, range] = [unit === "identity", rangeOf(unit, view)];
    const over = (target) => (a) => at(a, target)[0];
    const faint = unit === "softmax" ? [] : [...new Set(targets)].filter((target) => target !== y);
    const width = boxes[0].clientWidth || 320;
    const height = Math.round(between(width * 0.7, 200, 300));
    const net = flat ? over(y) : (z) => at(output_of(z)[0], y)[0];
    const curves = [...faint.map((target) => [over(target), "faint"]), [over(y), "curve"]];
    drawn[0].lay(width, height, { x: range, y: heights, curves });
    drawn[1].lay(width, height, { x: flat ? view : NET_INPUTS, y: heights, curves: [[net, "curve"]] });
    put(wanted, { x: drawn[0].toX(y) - 4.5, y: drawn[0].toY(heights[0]) - 4.5 });
  }

  function move({ a, y, E, error, z, delta }, all) {
    const [loss, place] = [`loss ${written(E)}`, `Prediction ${figure(a)}, target ${figure(y)}`];
    const over_a = `Loss over prediction. ${place}, ${loss}, slope ${written(error)}.`;
    const over_z = `Loss over net input. Net input ${written(z)}, ${loss}, slope ${written(delta)}.`;
    drawn[0].move({ x: a, y: E, slope: error, words: over_a });
    drawn[1].move({ x: z, y: E, slope: delta, words: over_z });
    const d = dots(all.map((one) => [drawn[0].toX(one.a), drawn[0].toY(one.E)]));
    for (const ring of others) put(ring, { d });
  }
  return { boxes, lay, move };
}

/** The step of a slider over this range. */
export const stepOf = ([low, high]) => powerBelow((high - low) / 60);
