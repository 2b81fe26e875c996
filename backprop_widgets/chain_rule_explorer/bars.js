/* How far a nudge of x moves what comes after it: bars whose lengths multiply, and below each what slopes foretell. */

import { element, put, setText, shape } from "../kit/dom.js";
import { figure } from "../kit/numbers.js";
import { part } from "../kit/plot.js";
import { namedNumbers } from "./named.js";

const LENGTH = 1000; // of a picture, whatever its width on the page

/** Bars for these inner variables. There is no room for all digits. */
export function nudgeBars(names) {
  const numbers = namedNumbers();
  const fork = names.length > 1;
  const slopes = { ...Object.fromEntries(names.map((v) => [v, `d${v}/dx`])), ...(fork ? {} : { u: "du/dv" }) };
  const foretold = ({ paths, dx }, values, name) => {
    if (name === "u") return paths.map((path) => path * dx);
    return [name === "x" ? dx : values[`d${name}/dx`] * dx];
  };
  const rows = ["x", ...names, "u"].map((name) => barRow(name, slopes[name], numbers));
  const words = "Bars: how far each moves. Lines: slope × Δx.";
  const node = element("div", { class: "bars" }, ...rows.flatMap(({ cells }) => cells), element("small", {}, words));

  /** at: what each path contributes, and the nudge. */
  function show(values, at) {
    const all = rows.map(({ name }) => ({ moved: values[`delta_${name}`], parts: foretold(at, values, name) }));
    const ends = all.flatMap(({ moved, parts }) => [moved, ...sums(parts).flat()]);
    const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
    const toX = (value) => (LENGTH * (value - low)) / (high - low);
    numbers.show(values, figure);
    rows.forEach((row, k) => row.show(values, all[k], toX));
  }
  return { node, show };
}

/** Where each of these begins and ends, laid one behind the other from 0. */
function sums(parts) {
  let end = 0;
  return parts.map((part) => {
    end += part;
    return [end - part, end];
  });
}

function barRow(name, slope, numbers) {
  const value = element("span", {}, element("b", {}, name), " ", numbers.add(name));
  const factor = element("span", { class: "forward" });
  const moved = element("span", {}, `Δ${name} `, numbers.add(`delta_${name}`));
  const bar = part("rect", "bar", { y: 3, height: 11 });
  const [axis, lines] = [part("path", "axis"), part("path", name === "u" ? "line-gradient" : "line-forward")];
  const options = { viewBox: `0 0 ${LENGTH} 24`, preserveAspectRatio: "none", "aria-hidden": "true" };
  const drawing = shape("svg", options, bar, lines, axis);
  function show(values, { moved: length, parts }, toX) {
    setText(factor, slope ? `× ${figure(values[slope])}` : "");
    const [from, to] = [toX(0), toX(length)];
    put(bar, { x: Math.min(from, to), width: Math.abs(to - from) });
    put(axis, { d: `M${from} 0V24` });
    put(lines, {
      d:
        name === "x"
          ? ""
          : sums(parts)
              .map(([a, b], k) => `M${toX(a)} ${17 + 4 * k}H${toX(b)}`)
              .join(""),
    });
  }
  return { name, cells: [value, factor, moved, drawing], show };
}
