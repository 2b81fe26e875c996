/* What every widget shares: making elements, showing numbers, and playing a sequence. */

const SVG = "http://www.w3.org/2000/svg";
const MINUS = "\u2212";

// JupyterLab gives arrow keys to the notebook rather than to the focused control, unless that carries this attribute.
const OWN_KEYS = { "data-lm-suppress-shortcuts": "" };

/** A new element: its attributes, then its children (elements or text). */
function element(tag, attributes = {}, ...children) {
  const control = ["button", "input", "select"].includes(tag);
  return fill(document.createElement(tag), control ? { ...OWN_KEYS, ...attributes } : attributes, children);
}

/** The same for a part of a drawing. */
function shape(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Sets attributes of an element that is already on the page. */
const put = (node, attributes) => fill(node, attributes, []);

/** A number as a reader wants it: four figures, short decimals as they are (0.40), a real minus. */
function figure(value) {
  if (!Number.isFinite(value)) return "too large";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e5) {
    const [digits, exponent] = value.toExponential(3).split("e");
    return withMinus(`${digits}×10`) + [...String(+exponent)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("");
  }
  if (+value.toPrecision(4) !== value) return withMinus(value.toPrecision(4));
  const places = String(value).split(".")[1]?.length ?? 0;
  return withMinus(value.toFixed(Math.max(places, size < 100 ? 2 : 0)));
}

const withMinus = (text) => text.replaceAll("-", MINUS);

/** Every digit that the number has. */
const digits = (value) => withMinus(String(value));

/** A number on the page under a name: exact in data-value and in the tooltip, readable as text. */
function quantity(name, role = "") {
  const node = element("output", { class: role, "data-quantity": name, "aria-live": "off" });
  return {
    node,
    show(value, text = figure(value)) {
      if (node.textContent !== text) node.textContent = text;
      node.dataset.value = String(value);
      node.title = `${name} = ${value}`;
      node.classList.toggle("neg", value < 0);
    },
  };
}

/** Calls `next` again and again until stopped; `changed` hears whether it is running. */
function player(next, milliseconds, changed) {
  let timer = null;
  const stop = () => {
    clearInterval(timer);
    if (timer !== null) changed(false);
    timer = null;
  };
  const start = () => {
    timer = setInterval(next, milliseconds);
    changed(true);
  };
  return { stop, toggle: () => (timer === null ? start() : stop()), running: () => timer !== null };
}
