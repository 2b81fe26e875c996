/* What every widget shares: making elements, showing numbers, stepping and playing, keeping a state that makes sense. */

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

// What is on the page is written only where it differs: whatever is written, the browser lays out and paints anew.
function put(node, attributes) {
  for (const [name, value] of Object.entries(attributes))
    if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
function setValue(input, value) {
  if (input.value !== String(value)) input.value = value;
}
function setHidden(node, yes) {
  if (node.hidden !== yes) node.hidden = yes;
}
function setClass(node, name, yes) {
  if (node.classList.contains(name) !== yes) node.classList.toggle(name, yes);
}

/** A number as a reader wants it: four figures, short decimals as they are (0.40), a real minus. */
function figure(value) {
  if (!Number.isFinite(value)) return "too large";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e4) {
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

/** A number on the page under a name: exact in data-value and in the tooltip, readable as text. After `rename`, show it. */
function quantity(name, role = "") {
  const node = element("output", { class: role, "data-quantity": name, "aria-live": "off" });
  return {
    node,
    rename(now, role) {
      if (now === name) return;
      name = now;
      put(node, { class: role, "data-quantity": name });
    },
    show(value, text = figure(value)) {
      setText(node, text);
      put(node, { "data-value": value, title: `${name} = ${value}` });
      setClass(node, "neg", value < 0);
    },
  };
}

const between = (value, low, high) => Math.max(low, Math.min(high, value));
const on = (node, type, act) => node.addEventListener(type, act);

// ---------------------------------------------------------------------------------------------- controls

const ICONS = { First: "M0 0h2v10H0zM10 0v10L3 5z", Back: "M8 0v10L1 5z", Next: "M2 0v10l7-5z" };

/** A button. While aria-disabled is "true" it stays in the tab order and does nothing. */
function button(name, act) {
  const node = element("button", { type: "button" }, name);
  const icon = shape("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, shape("path", { d: ICONS[name] ?? "" }));
  if (ICONS[name]) node[name === "Next" ? "append" : "prepend"](icon);
  on(node, "click", () => node.getAttribute("aria-disabled") !== "true" && act());
  return node;
}

let ids = 0; // for ids: a label finds its control also when a page has many widgets
const newId = () => `bp-${(ids += 1)}-${Math.random().toString(36).slice(2, 8)}`;

/** A slider under its label and its value, which is the quantity `name`. */
function slider(title, name, range, act, role = "") {
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
function menu(title, options, act) {
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
function tick(title, act) {
  const input = element("input", { type: "checkbox" });
  on(input, "input", () => act(input.checked));
  return { node: element("label", { class: "tick" }, input, title), input, show: (value) => (input.checked = value) };
}

/** Title, key of the colours ([[role, words], ...]), what else stands in the first line, and below it everything else. */
function widgetRoot(kind, style, title, key, extra, ...parts) {
  const id = newId();
  const keys = key.map(([role, words]) => element("li", { class: `key-${role}` }, words));
  return element(
    "div",
    { class: `bp ${style}`, role: "group", "aria-labelledby": id, tabindex: -1, "data-widget": kind, ...OWN_KEYS },
    element(
      "div",
      { class: "bp-head" },
      element("p", { class: "bp-title", id }, title),
      element("ul", { class: "bp-key" }, ...keys),
      element("div", { class: "bp-extra" }, ...extra),
    ),
    ...parts,
  );
}

/** The sentence about the present state: read out when it changes, loud when something is wrong. */
function sentence() {
  const [alarm, words] = [element("b"), element("span")];
  const node = element("p", { class: "bp-say", "aria-live": "polite" }, alarm, words);
  const show = (text, loud = "") => {
    setText(alarm, loud && `${loud} `);
    setText(words, text);
    setClass(node, "alarm", loud !== "");
  };
  return { node, show, quiet: (yes) => put(node, { "aria-live": yes ? "off" : "polite" }) };
}

// ---------------------------------------------------------------------------------------------- stepping

const every = (milliseconds) => (act) => {
  const timer = setInterval(act, milliseconds);
  return () => clearInterval(timer);
};

/** First, Back, Next, Play and a slider. `go(n)` is asked to show step n, from 0 to the last.

    beat(act): calls act again and again while it plays, and returns what ends that; or a number of milliseconds.
    stride(): how many steps Next and Back make at once, to the next multiple of that many.
    listen(root) makes the arrow keys and Home step from anywhere in the widget except in a field. */
function stepping(go, beat, said, stride = () => 1) {
  let [n, last, rest] = [0, 0, null];
  const step = (to) => go(between(to, 0, last));
  const ahead = (times = 1) => (Math.floor(n / stride()) + times) * stride();
  const behind = () => (Math.ceil(n / stride()) - 1) * stride();
  function stop() {
    rest?.();
    rest = null;
    setText(play, "Play");
    said.quiet(false);
  }
  function start() {
    if (n === last) step(0);
    rest = (typeof beat === "number" ? every(beat) : beat)((times) => {
      step(ahead(times));
      if (n === last) stop();
    });
    play.textContent = "Pause";
    said.quiet(true); // else every step would be read out
  }
  const by_hand = (to) => (stop(), step(to));
  const first = button("First", () => by_hand(0));
  const back = button("Back", () => by_hand(behind()));
  const next = button("Next", () => by_hand(ahead()));
  const play = button("Play", () => (rest ? stop() : start()));
  next.classList.add("go");
  const bar = element("input", { type: "range", min: 0, step: 1, "aria-label": "Step" });
  on(bar, "input", () => by_hand(+bar.value));
  const where = quantity("step", "where");
  const node = element("div", { class: "bp-steps" }, first, back, next, play, bar, where.node);

  function show(at, end, words = at ? `step ${at} of ${end}` : "start", count = at) {
    [n, last] = [at, end];
    where.show(count, words);
    put(bar, { max: last, step: stride(), "aria-valuetext": words });
    setValue(bar, n);
    for (const way of [first, back]) put(way, { "aria-disabled": n === 0 });
    put(next, { "aria-disabled": n === last });
  }
  function listen(root) {
    on(root, "keydown", (event) => {
      if (/^(SELECT|INPUT|TEXTAREA)$/.test(event.target.tagName) || event.altKey || event.ctrlKey || event.metaKey) return;
      const to = { ArrowRight: ahead(), ArrowLeft: behind(), Home: 0 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      by_hand(to);
    });
  }
  return { node, next, play, show, stop, listen };
}

/** Keeps the last state that made sense, at first `safe`, which has all traits that make up the state.

    `problem(state)` says in words what is wrong with a state, or "". Whatever changes the model ends in show(state). */
function keeper(model, safe, problem, show) {
  const message = element("p", { class: "bp-say alarm", role: "alert", hidden: "" });
  let [good, restoring] = [safe, false];
  const change = (changes) => {
    model.set(changes);
    model.save_changes();
  };
  function refresh() {
    if (restoring) return;
    const wanted = Object.fromEntries(Object.keys(safe).map((name) => [name, model.get(name)]));
    const fault = problem(wanted);
    setHidden(message, !fault);
    setText(message, fault && `${fault} The last state that made sense is kept.`);
    if (!fault) good = wanted;
    else {
      restoring = true;
      change(good);
      restoring = false;
    }
    show(good);
  }
  model.on("change", refresh);
  return { message, change, refresh, state: () => good, end: () => model.off("change", refresh) };
}

// What problem() asks about values that come from links and from Python.
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const isCount = (value, low = 0, high = Infinity) => Number.isInteger(value) && value >= low && value <= high;
const isMatrix = (value, rows, columns) =>
  Array.isArray(value) &&
  value.length === rows &&
  value.every((row) => Array.isArray(row) && row.length === columns && row.every(isNumber));
