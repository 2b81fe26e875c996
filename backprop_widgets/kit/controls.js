/* Native controls under their labels, each { node, show }: what a reader does is handed on, what is so comes back. */

import { element, newId, on, put, setHidden, setText, setValue, shape } from "./dom.js";
import { figure, numberFrom, withMinus } from "./numbers.js";
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

/** The keyboard of a phone for numbers. The one of iOS has no minus sign: there the letters stay. */
const keypad = () =>
  /iP(hone|ad|od)|Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints ? "text" : "decimal";

/** A number to type and to slide, under its name behind `lead`. The slider reaches to twice the next power of ten.

    A text field, not type="number": browsers drop what they cannot read (0,5 becomes 5), and tell nobody. */
export function valueField(act, lead = "Value of ") {
  const id = newId();
  const words = element("label", { for: id });
  const attributes = { id, type: "text", role: "spinbutton", inputmode: keypad(), autocomplete: "off" };
  const number = element("input", { ...attributes, spellcheck: "false", "aria-describedby": `${id}-fault` });
  const bar = element("input", { type: "range" });
  const fault = element("p", { id: `${id}-fault`, class: "fault", role: "alert", hidden: "" });
  let now = 0;
  const readable = (yes, text = "") => {
    setHidden(fault, yes);
    setText(fault, text);
    put(number, { "aria-invalid": !yes });
  };
  on(number, "input", () => {
    const value = numberFrom(number.value);
    readable(true); // it may become a number while it is typed
    if (value !== null) act(value);
  });
  function settle() {
    if (numberFrom(number.value) !== null) return;
    const given = number.value.trim() ? `“${number.value.slice(0, 40)}” is no number` : "There is no number";
    setValue(number, shown());
    readable(false, `${given}; expected one like −0.25. The last value is kept.`);
  }
  on(number, "change", settle);
  on(number, "keydown", (event) => {
    if (event.key === "Enter") {
      event.stopPropagation(); // JupyterLab has another use for it, and the browser would not tell of the change
      settle();
    }
    const step = new Map([
      ["ArrowUp", 1],
      ["ArrowDown", -1],
    ]).get(event.key);
    if (!step) return;
    event.preventDefault();
    act(+(now + step).toPrecision(12));
  });
  on(bar, "input", () => act(+bar.value));
  const node = element("div", { class: "field value" }, words, number, bar, fault);
  const shown = () => withMinus(String(+now.toPrecision(6)));
  let name = "";
  let reach = 2;
  function show(title, role, value) {
    if (value !== now || title !== name) readable(true);
    const slid = title === name && value === +bar.value; // the ends stay where they are while somebody slides
    [now, name] = [value, title];
    if (!slid) reach = 2 * 10 ** Math.max(0, Math.ceil(Math.log10(Math.abs(value) || 1)));
    words.textContent = lead + name;
    put(number, { class: role, "aria-valuenow": value, "aria-valuetext": figure(value) });
    put(bar, { min: -reach, max: reach, step: reach / 200 });
    put(bar, { "aria-label": `Value of ${name}, slider`, "aria-valuetext": figure(value) });
    setValue(bar, value);
    if (numberFrom(number.value) !== value) setValue(number, shown()); // what is being typed stays as it is
  }
  return { node, show };
}
