/* The cost after each step so far, as a line. */

import { element, put, shape } from "../kit/dom.js";
import { quantity } from "../kit/quantity.js";

const [WIDTH, HEIGHT] = [300, 40];

/** Path data of the line through these values, where there is room for `steps` of them. */
export function historyLine(values, steps) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const y = (value) => HEIGHT - 4 - (32 * (value - low)) / (high - low || 1);
  const points = values.map((value, i) => `${((WIDTH * i) / steps).toFixed(1)} ${y(value).toFixed(1)}`);
  return `M${points.join("L")}${values.length > 1 ? "" : "h4"}`;
}

export function costHistory() {
  const path = shape("path");
  const [first, now] = [quantity("cost_start", "forward"), quantity("cost", "forward")];
  const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" };
  const base = shape("path", { class: "base", d: `M0 38H${WIDTH}` });
  const numbers = element("span", {}, "cost ", first.node, " → ", now.node);
  const node = element("p", { class: "history" }, shape("svg", box, base, path), numbers);
  function show(frames, n, steps, text) {
    const values = frames.slice(0, n + 1).map(({ value }) => value);
    put(path, { d: historyLine(values, steps) });
    first.show(values[0], text(values[0]));
    now.show(values[n], text(values[n]));
  }
  return { node, show };
}
