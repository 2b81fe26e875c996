/* A network as cells over one drawing of its edges: inputs are circles, a unit is a cell `net | out`, weights stand on
   their edges, biases above their units, and at the end there may be a box with targets and error.

     const picture = diagram({ sizes, activations, names, gradients, error, pick })
     picture.node                    the element, to be put on the page
     picture.fit()                   lays it out for the width there is; true if anything moved
     picture.activate(activations)   other activations, one for each layer
     picture.write(label, value)     puts a number into its place; without a value the place is emptied
     picture.write(label, value, text, role)   with other words, or in another colour
     picture.mark({ now, done, uses, path, passed, passing, picked, back })

   gradients: a second row in each unit (delta under net, dJ/da under out) and in each tag (dJ/dw, dJ/db).
   error: the box at the end, with y_1, E_1, ..., J and dJ/dJ. pick(label) is called for a click on a weight, a bias or an
   input. Call mark after writing: it also finds places for the tags, and lays the picture out if nobody has yet.

   mark: now (filled), done (tinted) and uses (ringed) are numbers; path (dotted), passed and passing (with an arrowhead)
   are edges, named by their weight or bias, and by E_1, ... from an output to the error; picked is the weight, bias or
   input that a control has. back: edges carry gradients from right to left; as the diagram has gradients, if not given.

   Labels are those of steps.py: x_1, w^1_21, b^1_1, z^1_1, a^1_1, y_1, E_1, J, dJ/da^1_1, delta^1_1, dJ/dw^1_21, dJ/db^1_1.
   Where a layer has too many weights for their tags, only the tags of those in use (uses, now, passing, picked) show. */

import { element, on, put, setClass, shape } from "../kit/dom.js";
import { between, figure, upTo, withMinus } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { CURVES } from "./generated.js";
import { label } from "./labels.js";

/** A number for a small cell: four figures, or fewer where that is longer than eight characters. */
export function brief(value) {
  const text = figure(value);
  if (text.includes("×")) {
    const rounded = figure(+value.toPrecision(2)); // 0.0009954 becomes 0.001
    return rounded.includes("×") ? rounded.replace(/(\.\d)\d+/, "$1") : rounded;
  }
  return text.length > 8 ? withMinus(value.toPrecision(3)) : text;
}

// ---- where things stand, in px

const CAP = 18; // a line of small text, as high as a tag
const TALL = 34; // a tag with its gradient
const ROW = 21;
const ABOVE = 36; // over a unit: its bias and its name
const centre = ({ x, y, w, h }) => [x + w / 2, y + h / 2];
const box = (x, y, w, h) => ({ x, y, w, h });
const around = ([x, y], w, h) => box(x - w / 2, y - h / 2, w, h);
const meet = (p, q, margin = 2) =>
  p.x < q.x + q.w + margin && q.x < p.x + p.w + margin && p.y < q.y + q.h + margin && q.y < p.y + p.h + margin;

/** Left to right: a column for each layer; null if no tags fit between the columns. */
function leftToRight(sizes, room, { least, input, tag, gradients, error }) {
  const layers = sizes.length - 1;
  const [errorWidth, errorGap] = error ? [98, 48] : [0, 0];
  const free = room - input - errorWidth - errorGap;
  const half = Math.floor(between((free / layers - tag - 30) / 2, least, 72));
  const gap = Math.min((free - 2 * half * layers) / layers, 260);
  if (gap < tag + 14) return null;
  const most = Math.max(...sizes);
  const height = CAP + ROW * (gradients ? 2 : 1) + 2;
  const pitch = height + Math.max(ABOVE + 6, (gradients ? 132 : 148) - 28 * most);
  const tall = (most - 1) * pitch + height;
  const top = (n, i) => ABOVE + (tall - height - (n - 1) * pitch) / 2 + i * pitch;
  const across = input + layers * (gap + 2 * half) + errorGap + errorWidth;
  const left = (room - across) / 2;
  const units = sizes.map((n, level) =>
    upTo(n).map((i) =>
      level
        ? box(left + input + gap + (level - 1) * (gap + 2 * half), top(n, i), 2 * half, height)
        : { ...box(left, top(n, i) + (height - input) / 2, input, input), round: true },
    ),
  );
  const outputs = units[layers];
  const odd = outputs.length % 2;
  const end = outputs.at(-1).y + height;
  const total = odd ? end + 26 : (outputs[outputs.length / 2 - 1].y + outputs[outputs.length / 2].y + height) / 2;
  const errorBox = box(left + across - errorWidth, outputs[0].y - 8, errorWidth, (odd ? total + 26 : end + 8) - outputs[0].y + 8);
  return {
    width: room,
    height: Math.max(ABOVE + tall + 2, error ? errorBox.y + errorBox.h + 2 : 0),
    units,
    upright: false,
    bend: 26,
    enter: ({ x, y, h }) => [x, y + h / 2],
    leave: ({ x, y, w, h }) => [x + w, y + h / 2],
    bias: ({ x, y }, wide) => around([x + Math.max(half / 2, wide / 2 - 6), y - 20], wide, CAP),
    stub: ({ x, y }) => [[x + half / 2, y - 12], [x + half / 2, y]],
    name: ({ x, y, w }) => box(x + w - 34, y - 17, 28, 15),
    error: errorBox,
    targets: outputs.map((unit) => [errorBox.x + 12, unit.y + height / 2]),
    total: [errorBox.x + 12, total],
    meets: outputs.map((unit) => [errorBox.x, unit.y + height / 2]),
  };
}

/** Top to bottom: a row for each layer. Units that do not fit side by side become narrow, net over out. */
function topToBottom(sizes, room, { least, input, gradients, error }) {
  const most = Math.max(...sizes.slice(1));
  const share = (room - 10 * (most - 1)) / most;
  const narrow = share < 2 * least;
  const width = narrow ? between(share, least + 8, 92) : Math.min(share, 144);
  const whole = Math.max(room, most * (width + 10) - 10, sizes[0] * (input + 8));
  const rows = CAP + ROW * (gradients ? 2 : 1);
  const height = (narrow ? 2 : 1) * rows + 2;
  const gap = 108 + 16 * between(most - 2, gradients ? 1 : 0, 4);
  const x = (n, i, w) => (whole * (i + 0.5)) / n - w / 2;
  const y = (level) => (level ? input + 8 + gap + (level - 1) * (height + gap) : 4);
  const units = sizes.map((n, level) =>
    upTo(n).map((i) =>
      level ? box(x(n, i, width), y(level), width, height) : { ...box(x(n, i, input), y(0), input, input), round: true },
    ),
  );
  const outputs = units.at(-1);
  const middle = narrow ? 0.5 : 0.75; // of the cell that holds the output
  const end = outputs[0].y + height;
  const errorBox = box(0, end + 34, whole, 78);
  return {
    width: whole,
    height: error ? end + 114 : end + 4,
    units,
    upright: true,
    narrow,
    bend: 0,
    enter: ({ x, y, w }) => [x + (narrow ? 0.3 : 0.27) * w, y],
    leave: ({ x, y, w, h, round }) => [x + w * (round ? 0.5 : middle), y + h],
    bias: ({ x, y, w }, wide) => around([x + w - wide / 2, y - 20], wide, CAP),
    stub: ({ x, y, w }) => (narrow ? [[x + 0.75 * w, y - 12], [x + 0.75 * w, y]] : [[x + 0.6 * w, y - 12], [x + 0.46 * w, y]]),
    name: ({ x, y }) => (narrow ? box(x + 2, y + 2, 20, 15) : box(x + 2, y - 17, 24, 15)),
    error: errorBox,
    targets: outputs.map((unit) => [unit.x + width / 2, errorBox.y + 24]),
    total: [whole / 2, errorBox.y + 61],
    meets: outputs.map((unit) => [unit.x + width * middle, errorBox.y]),
  };
}

/** Where a cubic is at t; its ends leave horizontally when it bends. */
function along({ from, to, bend }, t) {
  const at = (p, q, r, s) => (1 - t) ** 3 * p + 3 * t * (1 - t) ** 2 * q + 3 * t ** 2 * (1 - t) * r + t ** 3 * s;
  if (!bend) return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
  return [at(from[0], from[0] + bend, to[0] - bend, to[0]), at(from[1], from[1], to[1], to[1])];
}

const drawn = ({ from, to, bend }) =>
  bend ? `M${from}C${from[0] + bend} ${from[1]} ${to[0] - bend} ${to[1]} ${to}` : `M${from}L${to}`;

/** An arrowhead at the end of an edge, or at its beginning, pointing outwards. */
function head(edge, back) {
  const [tip, inner] = back ? [edge.from, along(edge, 0.08)] : [edge.to, along(edge, 0.92)];
  const angle = edge.bend ? (back ? Math.PI : 0) : Math.atan2(tip[1] - inner[1], tip[0] - inner[0]);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const point = (u, v) => `${(tip[0] + u * cosine - v * sine).toFixed(1)} ${(tip[1] + u * sine + v * cosine).toFixed(1)}`;
  return `M${point(1, 0)}L${point(-12, 6.5)}L${point(-9, 0)}L${point(-12, -6.5)}z`;
}

// Where on its edge a tag may stand, the best place first.
const STRAIGHT = [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8];
const CROSSING = [0.27, 0.22, 0.33, 0.73, 0.78, 0.67, 0.18, 0.38, 0.62, 0.82, 0.5, 0.44, 0.56, 0.14, 0.86];

/** A place on its edge for each tag, so that none meet; null if none was found in four ways of looking. */
function arrange(tags, obstacles) {
  const straightFirst = [...tags].sort((p, q) => p.lean - q.lean);
  for (const order of [straightFirst, straightFirst.toReversed()])
    for (const crossing of [CROSSING, STRAIGHT]) {
      const spots = place(order, crossing, obstacles);
      if (spots) return spots;
    }
  return null;
}

function place(tags, crossing, obstacles) {
  const taken = [...obstacles];
  const spots = new Map();
  for (const tag of tags) {
    const tries = (tag.lean < 0.15 ? STRAIGHT : crossing).map((t) => around(along(tag.edge, t), tag.width, tag.height));
    const free = tries.find((spot) => !taken.some((other) => meet(spot, other)));
    if (!free) return null;
    taken.push(free);
    spots.set(tag, centre(free));
  }
  return spots;
}

/** Tags that have to be seen although there is no room for all: those that find none stand as they would alone. */
function arrangeMost(tags, obstacles) {
  const spots = arrange(tags, obstacles);
  if (spots) return spots;
  const fewer = arrangeMost(tags.slice(1), obstacles);
  return fewer.set(tags[0], along(tags[0].edge, CROSSING[0]));
}

// ---- the diagram

export function diagram({ sizes, activations, names, gradients = false, error = false, pick }) {
  const last = sizes.length - 1;
  const layers = upTo(last).map((i) => i + 1);
  const drawing = shape("svg", { "aria-hidden": "true" });
  const probe = element("span", { class: "net-probe", "aria-hidden": "true" }, "0".repeat(20));
  const inside = element("div", { class: "net-inside" }, drawing);
  const node = element("div", { class: "bp-net", role: "group", "aria-label": "The network" }, inside);
  const numbers = new Map(); // label -> where the number stands
  const edges = new Map(); // label of the weight, bias or E -> its edge
  const tags = new Map(); // label of the weight or bias -> its tag
  const curves = []; // the activations, one for each unit
  const room = { weight: 5, bias: 5, input: 5 }; // characters of the longest number of each kind, or more
  let [width, plan, digit, spots, shownTags, stale] = [0, null, 7, [], null, false];

  const add = (tag, attributes, ...children) => {
    const part = element(tag, attributes, ...children);
    inside.append(part);
    return part;
  };
  const clickable = (part, name) => pick && on(part, "click", () => pick(name));

  function slot(name, role, kind, sort = "") {
    const place = element("span", { class: kind });
    numbers.set(name, { place, kind, sort, number: quantity(name, role), value: undefined, text: "" });
    return place;
  }

  function edge(name, picks) {
    const hit = shape("path", { class: "hit" });
    const line = shape("path", { class: "edge" });
    const tip = shape("path", { class: "head" });
    const group = shape("g", {}, ...(picks ? [hit] : []), line, tip);
    if (picks) clickable(group, name);
    drawing.append(group);
    edges.set(name, { group, hit, line, tip, state: "" });
    return edges.get(name);
  }

  function tag(name, shown, level, lean = 0) {
    const value = slot(name, "parameter", "value", level ? "weight" : "bias");
    value.append(element("i", {}, shown), " ");
    const part = add("div", { class: pick ? "net-tag picks" : "net-tag" }, value);
    if (gradients) part.append(slot(`dJ/d${name}`, "gradient", "slope"));
    clickable(part, name);
    tags.set(name, { node: part, name, level, lean, shown, class: part.className, edge: edge(name, pick) });
  }

  const inputs = upTo(sizes[0]).map((k) => {
    const part = add("div", { class: "net-input" }, element("b", {}, names[label.x(k)]), slot(label.x(k), "forward", "value", "input"));
    clickable(part, label.x(k));
    return part;
  });
  const cells = [inputs];
  for (const level of layers) {
    for (const j of upTo(sizes[level])) {
      for (const k of upTo(sizes[level - 1])) {
        const lean = Math.abs((j + 0.5) / sizes[level] - (k + 0.5) / sizes[level - 1]); // 0 for an edge straight ahead
        tag(label.w(level, j, k), names[label.w(level, j, k)], level, lean);
      }
      tag(label.b(level, j), "b", 0);
    }
    cells[level] = upTo(sizes[level]).map((j) => {
      const curve = shape("svg", { viewBox: "-1 -1 12 12" }, shape("path", {}));
      const badge = element("span", { class: "net-curve" }, curve);
      curves.push({ level, node: badge, path: curve.firstChild, label: label.a(level, j), delta: label.delta(level, j) });
      const part = add("div", { class: gradients ? "net-unit gradients" : "net-unit" });
      part.append(element("b", {}, names[label.unit(level, j)]), element("span", { class: "cap net" }, "net"));
      part.append(slot(label.z(level, j), "forward", "z"));
      if (gradients) part.append(slot(label.delta(level, j), "gradient", "dz"));
      part.append(element("span", { class: "cap out" }, "out"), slot(label.a(level, j), "forward", "a"));
      if (gradients) part.append(slot(label.error(level, j), "gradient", "da"));
      part.append(badge);
      return part;
    });
  }
  const errorParts = error && errorBox();
  function errorBox() {
    const frame = add("div", { class: "net-error" });
    const named = (name, role, kind) => {
      const place = slot(name, role, kind);
      place.prepend(element("i", {}, names[name] ?? `∂${names.J}/∂${names.J}`), " ");
      return place;
    };
    const pairs = upTo(sizes[last]).map((j) => {
      edge(label.E(j), false);
      return add("div", { class: "net-pair" }, named(label.y(j), "target", "value"), named(label.E(j), "target", "value"));
    });
    const total = add("div", { class: "net-total" }, named("J", "target", "value"), named("dJ/dJ", "gradient", "value seed"));
    return { frame, pairs, total };
  }

  // ---- laying out

  function fit() {
    const available = Math.floor(node.clientWidth);
    if (!available || (available === width && !stale)) return false;
    width = available;
    lay();
    return true;
  }

  const tagWidth = ({ shown, level }) => (shown.length + 1 + Math.max(room[level ? "weight" : "bias"], gradients ? 7 : 0)) * digit * 0.96 + 7;

  function lay() {
    stale = false;
    inside.append(probe);
    digit = probe.offsetWidth / 20;
    probe.remove();
    for (const one of tags.values()) Object.assign(one, { width: tagWidth(one), height: gradients ? TALL : CAP });
    const size = {
      least: Math.ceil(digit * 8), // half a unit: room for −0.01234
      input: room.input > 5 ? 62 : 46,
      tag: Math.max(...[...tags.values()].map((one) => one.width)),
      gradients,
      error,
    };
    plan = (width >= 540 && leftToRight(sizes, width, size)) || topToBottom(sizes, width, size);
    move(inside, { width: plan.width, height: plan.height });
    put(drawing, { width: plan.width, height: plan.height });
    setClass(inside, "upright", plan.upright);
    setClass(inside, "narrow", Boolean(plan.narrow));
    const scrolls = plan.width > width;
    setClass(node, "scrolls", scrolls);
    if (scrolls) node.tabIndex = 0; // so that the keyboard can scroll it
    else node.removeAttribute("tabindex");
    plan.units.forEach((layer, level) => layer.forEach((unit, j) => stand(cells[level][j], unit)));
    for (const level of layers) plan.units[level].forEach((unit, j) => connect(level, j, unit));
    if (error) layError();
    spots = layers.map((level) => arrange(tagsOf(level), obstaclesOf(level)));
    shownTags = null;
  }

  // By properties, not by a style attribute, which a strict Content-Security-Policy ignores.
  function move(part, sizes) {
    for (const [side, size] of Object.entries(sizes)) part.style[side] = `${size.toFixed(1)}px`;
  }
  const stand = (part, { x, y, w, h }) => move(part, { left: x, top: y, width: w, height: h });
  const stick = (part, [x, y]) => move(part, { left: x, top: y });

  function connect(level, j, unit) {
    for (const k of upTo(sizes[level - 1])) draw(label.w(level, j, k), plan.leave(plan.units[level - 1][k]), plan.enter(unit), plan.bend);
    draw(label.b(level, j), ...plan.stub(unit), 0);
    stick(tags.get(label.b(level, j)).node, centre(biasOf(unit, level, j)));
  }
  const biasOf = (unit, level, j) => plan.bias(unit, tags.get(label.b(level, j)).width);

  function draw(name, from, to, bend) {
    const line = edges.get(name);
    Object.assign(line, { from, to, bend, state: "" });
    for (const path of [line.hit, line.line]) put(path, { d: drawn(line) });
  }

  function layError() {
    stand(errorParts.frame, plan.error);
    errorParts.pairs.forEach((pair, j) => stick(pair, plan.targets[j]));
    stick(errorParts.total, plan.total);
    plan.meets.forEach((to, j) => draw(label.E(j), plan.leave(plan.units[last][j]), to, 0));
  }

  const tagsOf = (level) => [...tags.values()].filter((one) => one.level === level);

  /** What the tags of a layer have to keep clear of: the units on both sides, their names and biases. */
  function obstaclesOf(level) {
    return [level - 1, level].flatMap((side) =>
      plan.units[side].flatMap((unit, j) => (side ? [unit, plan.name(unit), biasOf(unit, side, j)] : [unit])),
    );
  }

  // ---- numbers and marks

  function activate(list) {
    for (const { level, node, path } of curves) {
      put(path, { d: CURVES[list[level - 1]] });
      put(node, { title: list[level - 1] });
    }
  }

  function write(name, value, text = value === undefined ? "" : brief(value), role = undefined) {
    const one = numbers.get(name);
    if (one.value === value && one.text === text && one.role === role) return; // most numbers stay as they are
    Object.assign(one, { value, text, role });
    const { place, number, sort } = one;
    if (role !== undefined) number.node.className = role;
    if (value === undefined) number.node.remove();
    else {
      number.show(value, text);
      if (number.node.parentNode !== place) place.append(number.node);
    }
    if (text.length > room[sort]) {
      room[sort] = text.length;
      stale = true;
    }
  }

  function mark({ now = [], done = [], uses = [], path = [], passed = [], passing = [], picked = "", back = gradients } = {}) {
    if (!plan) fit();
    else if (stale) lay();
    for (const [name, { place, number, kind }] of numbers) {
      dress(place, now.includes(name) ? `${kind} now` : done.includes(name) ? `${kind} done` : kind);
      setClass(number.node, "ring", uses.includes(name));
    }
    for (const { label, delta, node } of curves) {
      const name = back ? delta : label;
      const state = now.includes(name) ? " now" : done.includes(name) ? " done" : "";
      dress(node, `net-curve ${back ? "back" : "ahead"}${state}`);
    }
    for (const one of tags.values()) dress(one.node, one.class + (one.name === picked ? " picked" : ""));
    inputs.forEach((part, k) => setClass(part, "picked", label.x(k) === picked));
    for (const [name, line] of edges) {
      const state = passing.includes(name) ? "now" : passed.includes(name) ? "done" : path.includes(name) ? "on" : "";
      if (plan && `${state} ${back}` !== line.state) restate(line, state, back);
    }
    if (plan) settle(new Set([...uses, ...now, ...done.filter((name) => name.startsWith("dJ/")), ...passing, picked]));
    if (plan && plan.width > width && now.length) reveal(now[0]);
  }

  function dress(part, state) {
    if (part.className !== state) part.className = state;
  }

  function restate(line, state, back) {
    line.state = `${state} ${back}`;
    put(line.line, { class: `edge ${back ? "back" : "ahead"} ${state}` });
    put(line.tip, { class: `head ${back ? "back" : "ahead"}`, d: state === "now" ? head(line, back) : "" });
    if (state) drawing.append(line.group); // over those that are not in use
  }

  /** Shows all tags of a layer if there is room, else those in use, and puts them there. */
  function settle(used) {
    const inUse = ({ name }) => used.has(name) || used.has(`dJ/d${name}`);
    const wanted = layers.map((level, i) => (spots[i] ? [] : tagsOf(level).filter(inUse))); // where not all can be tall
    const tall = [...tags.keys()].filter((name) => numbers.get(`dJ/d${name}`)?.number.node.parentNode);
    const key = `${wanted.flat().map(({ name }) => name)} ${tall}`;
    if (key === shownTags) return;
    shownTags = key;
    for (const one of tags.values()) one.height = tall.includes(one.name) ? TALL : CAP;
    layers.forEach((level, i) => {
      const some = () => arrangeMost(wanted[i], obstaclesOf(level));
      const placed = spots[i] || (gradients && arrange(tagsOf(level), obstaclesOf(level))) || some();
      for (const one of tagsOf(level)) {
        one.node.hidden = !placed.has(one);
        if (placed.has(one)) stick(one.node, placed.get(one));
      }
    });
  }

  /** Scrolls to where something happens. */
  function reveal(name) {
    const [, level, j] = name.match(/\^(\d+)_(\d+)/) ?? [];
    const unit = level && plan.units[level]?.[j - 1];
    if (unit) node.scrollLeft = unit.x + unit.w / 2 - width / 2;
  }

  on(node, "keydown", (event) => {
    if (event.target === node && event.key.startsWith("Arrow")) event.stopPropagation(); // these scroll, they do not step
  });
  activate(activations);
  return { node, fit, activate, write, mark };
}
