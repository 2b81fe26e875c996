/* The chain rule written out: symbols over numbers, and what is left if a path is forgotten. */

import { element, setClass, setText } from "../kit/dom.js";
import { math } from "../kit/math.js";
import { namedNumbers } from "./named.js";

/** A derivative as a tree for math(): d u over d v1, or with round signs. */
export function derivative(top, bottom, sign) {
  const name = ([letter, index]) => (index ? ["msub", ["mi", letter], ["mn", index]] : ["mi", letter]);
  const d = (quantity) => ["mrow", ["mi", { mathvariant: "normal" }, sign], name(quantity)];
  return ["math", ["mfrac", d(top), d(bottom)]];
}

const line = (...parts) => element("p", {}, ...parts);
const span = (kind, ...children) => element("span", { class: kind }, ...children);
const symbol = (role, top, bottom, sign = "d") => span(role, math(derivative(top, bottom, sign)));

/** For these inner variables: one product, or the sum of two. */
export function chainRule(names) {
  const fork = names.length > 1;
  const numbers = namedNumbers();
  const formulas = new Map();
  function factor(top, bottom, sign = "d") {
    const [name, formula] = [`d${top}/d${bottom}`, element("small")];
    formulas.set(name, formula);
    return span("factor", symbol("forward", top, bottom, sign), formula, numbers.add(name));
  }
  const product = (v) => [factor("u", v, fork ? "∂" : "d"), " × ", factor(v, "x")];
  const equals = (name) => span("", "= ", numbers.add(name, "gradient"));
  const through = (v) => line(`path through ${v} `, ...product(v), equals(`path_${v}`));
  const result = symbol("gradient", "u", "x");
  const total = () =>
    element("p", { class: "sum" }, result, " = sum of both paths = ", numbers.add("du/dx", "gradient"));
  const lines = fork ? [...names.map(through), total()] : [line(result, " = ", ...product("v"), equals("du/dx"))];
  const without = (v, k) => span("", `Without the path through ${names[1 - k]}: `, numbers.add(`only_${v}`, "chip"));
  const forgetful = fork ? names.map(without) : [];
  const last = fork ? [line(...forgetful)] : [];
  const slope = span("gradient");
  const words = `, ${fork ? "sum" : "product"} `;
  const beside = line(span("", "measured ", numbers.add("ratio", "gradient"), words, slope));
  const node = element("div", { class: "chain" }, ...lines, beside, ...last);

  function show(values, slopes, text) {
    numbers.show(values, text);
    for (const [name, formula] of formulas) setText(formula, slopes[name]);
    setText(slope, text(values["du/dx"]));
    forgetful.forEach((one, k) => setClass(one, "harmless", values[`path_${names[1 - k]}`] === 0));
  }
  return { node, show };
}
