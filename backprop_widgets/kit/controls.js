/* Native controls under their labels, each { node, show }: what a reader does is handed on, what is so comes back. */

import { element, newId, on, put, setValue, shape } from "./dom.js";
import { figure, isNumber } from "./numbers.js";
import { quantity } from "./quantity.js";

const ICONS = { First: "M0 0h2v10H0zM10 0v10L3 5z", Back: "M8 0v10L1 5z", Next: "M2 0v10l7-5z" };

/** A button. While aria-disabled is "true" it stays in the tab order and does nothing. */
export function button(name, act) {
  const node = element("button", { type: "button" }, name);
  const icon = shape("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, shape("path", { d: ICONS[name] ?? "" }));
  if (ICONS[name]) node[name === "Next" ? "append" : "prepend"](icon);
  on(node, "click", () => node.getAttribute("aria-disabled") !== "true" && act());
  return node;
}

/** A slider under its label and its value, which is the quantity `name`. */
export function slider(title, name, range, act, role = "") {
  const [id, value] = [newId(), quantity(name, role)];
  const input = element("input", { id, type: "range", ...range });
  on(input, "input", () => act(+input.value));
  const node = element("div", { class: "field" }, element("label", { for: id }, title), value.node, input);
  const show = (number, text = figure(number), position = number) => {
    value.show(number, text);
    setValue(input, position);
    put(input, { "aria-valuetext": text });
  };
  return { node, input, show };
}

/** A menu; options: [[value, title], ...], or { group: [[value, title], ...], ... }. */
export function menu(title, options, act) {
  const id = newId();
  const made = (list) => list.map(([value, text]) => element("option", { value }, text));
  const inside = Array.isArray(options)
    ? made(options)
    : Object.entries(options).map(([label, list]) => element("optgroup", { label }, ...made(list)));
  const select = element("select", { id }, ...inside);
  on(select, "input", () => act(select.value));
  const node = element("div", { class: "field menu" }, element("label", { for: id }, title), select);
  return { node, select, show: (value) => setValue(select, value) };
}

/** A box to tick, with its label behind it. */
export function tick(title, act) {
  const input = element("input", { type: "checkbox" });
  on(input, "input", () => act(input.checked));
  const show = (value) => {
    input.checked = value;
  };
  return { node: element("label", { class: "tick" }, input, title), input, show };
}

/** A number to type and to slide. The slider reaches to twice the next power of ten. */
export function valueField(act) {
  const id = newId();
  const words = element("label", { for: id });
  const number = element("input", { id, type: "number", step: "any" });
  const bar = element("input", { type: "range" });
  let now = 0;
  on(number, "input", () => isNumber(number.valueAsNumber) && act(number.valueAsNumber));
  on(number, "change", () => isNumber(number.valueAsNumber) || setValue(number, now)); // nothing else is kept
  on(bar, "input", () => act(+bar.value));
  const node = element("div", { class: "field value" }, words, number, bar);
  function show(name, role, value) {
    now = value;
    const reach = 2 * 10 ** Math.max(0, Math.ceil(Math.log10(Math.abs(value) || 1)));
    words.textContent = `Value of ${name}`;
    put(number, { class: role });
    put(bar, { min: -reach, max: reach, step: reach / 200 });
    put(bar, { "aria-label": `Value of ${name}, slider`, "aria-valuetext": figure(value) });
    setValue(bar, value);
    if (number.valueAsNumber !== value) setValue(number, +value.toPrecision(6)); // what is being typed stays as it is
  }
  return { node, show };
}
