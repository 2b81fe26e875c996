/* x, what comes after it, u: each with how far the nudge moves it, and between them the local slopes. */

import { element, setText, shape } from "../kit/dom.js";
import { figure } from "../kit/numbers.js";
import { namedNumbers } from "./named.js";

/** The links of a chain with these inner variables. There is no room for all digits. */
export function linkPicture(names) {
  const numbers = namedNumbers();
  const moved = (name) => element("span", { class: "" }, `Δ${name} `, numbers.add(`delta_${name}`));
  const unit = (name) => element("div", { class: "unit" }, element("b", {}, name), numbers.add(name), moved(name));
  const into = edges(
    names.map((v) => `d${v}/dx`),
    true,
  );
  const outOf = edges(
    names.map((v) => `du/d${v}`),
    false,
  );
  const middle = element("div", { class: "middle" }, ...names.map(unit));
  const node = element("div", { class: "links" }, unit("x"), into.node, middle, outOf.node, unit("u"));
  function show(values) {
    numbers.show(values, figure);
    into.show(values);
    outOf.show(values);
  }
  return { node, show };
}

/** Lines that spread from one unit or meet in one, each with its slope, across a wide page or down a narrow one. */
function edges(slopes, spreading) {
  const drawing = shape("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" });
  for (const end of slopes.length > 1 ? [25, 75] : [50]) {
    const [from, to] = spreading ? [50, end] : [end, 50];
    drawing.append(shape("path", { class: "across", d: `M0 ${from}L100 ${to}` }));
    drawing.append(shape("path", { class: "down", d: `M${from} 0L${to} 100` }));
  }
  const tags = slopes.map(() => element("span", { class: "forward" }));
  const show = (values) => slopes.forEach((name, k) => setText(tags[k], `× ${figure(values[name])}`));
  return { node: element("div", { class: "edges" }, drawing, ...tags), show };
}
