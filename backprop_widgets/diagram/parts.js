/* What a diagram is made of: inputs, units, weights and biases, and the box with targets and error. */

import { element, on, put, setClass, setClasses, shape } from "../kit/dom.js";
import { upTo } from "../kit/numbers.js";
import { CURVES } from "./generated.js";
import { label } from "./labels.js";
import { edgeLines } from "./lines.js";
import { numberPlaces, stateOf } from "./places.js";

/** All parts, put into `inside`, their edges into `drawing`. Options: those of `diagram`. */
export function partsOf({ sizes, names, gradients, error, pick }, inside, drawing) {
  const [places, lines, tags] = [numberPlaces(), edgeLines(drawing), new Map()];
  /** @type {ReturnType<typeof unitCell>["badge"][]} */
  const badges = []; // the little curves of the activations
  const add = (part) => {
    inside.append(part);
    return part;
  };
  const pickable = (part, name) => {
    if (pick) on(part, "click", () => pick(name));
    return add(part);
  };

  function tag(name, shown, level, lean = 0) {
    const kind = pick ? "net-tag picks" : "net-tag";
    const value = places.make(name, "parameter", "value", level ? "weight" : "bias");
    value.append(element("i", {}, shown), " ");
    const node = element("div", { class: kind }, value);
    if (gradients) node.append(places.make(`dJ/d${name}`, "gradient", "slope"));
    const edge = lines.add(name, pick && (() => pick(name)));
    tags.set(name, { node: pickable(node, name), name, level, lean, shown, kind, edge });
  }

  const inputs = upTo(sizes[0]).map((k) => {
    const name = label.x(k);
    const value = places.make(name, "forward", "value", "input");
    return pickable(element("div", { class: "net-input" }, element("b", {}, names[name]), value), name);
  });
  const cells = sizes.map((_, level) => {
    if (!level) return inputs;
    for (const j of upTo(sizes[level])) {
      for (const k of upTo(sizes[level - 1])) {
        const lean = Math.abs((j + 0.5) / sizes[level] - (k + 0.5) / sizes[level - 1]); // 0 for an edge straight ahead
        tag(label.w(level, j, k), names[label.w(level, j, k)], level, lean);
      }
      tag(label.b(level, j), "b", 0);
    }
    return upTo(sizes[level]).map((j) => {
      const unit = unitCell(places, names, level, j, gradients);
      badges.push(unit.badge);
      return add(unit.node);
    });
  });
  const errors = error ? errorBox(places, names, sizes.at(-1)) : null;
  errors?.all.forEach(add);
  for (const j of upTo(errors ? sizes.at(-1) : 0)) lines.add(label.E(j), null);
  return { places, lines, tags, badges, cells, errors };
}

/** A unit `net | out`, below them what the gradients are, and between them the little curve of its activation. */
function unitCell(places, names, level, j, gradients) {
  const curve = shape("path", {});
  const seal = element("span", { class: "net-curve" }, shape("svg", { viewBox: "-1 -1 12 12" }, curve));
  const below = (name, kind) => (gradients ? [places.make(name, "gradient", kind)] : []);
  const node = element(
    "div",
    { class: gradients ? "net-unit gradients" : "net-unit" },
    element("b", {}, names[label.unit(level, j)]),
    element("span", { class: "cap net" }, "net"),
    places.make(label.z(level, j), "forward", "z"),
    ...below(label.delta(level, j), "dz"),
    element("span", { class: "cap out" }, "out"),
    places.make(label.a(level, j), "forward", "a"),
    ...below(label.error(level, j), "da"),
    seal,
  );
  return { node, badge: { node: seal, curve, level, ahead: label.a(level, j), back: label.delta(level, j) } };
}

/** The box at the end: target and loss of each output, and the error of all. */
function errorBox(places, names, outputs) {
  const named = (name, role, kind) => {
    const place = places.make(name, role, kind);
    place.prepend(element("i", {}, names[name] ?? `∂${names.J}/∂${names.J}`), " ");
    return place;
  };
  const pair = (j) => [label.y(j), label.E(j)].map((name) => named(name, "target", "value"));
  const frame = element("div", { class: "net-error" });
  const pairs = upTo(outputs).map((j) => element("div", { class: "net-pair" }, ...pair(j)));
  const sum = [named("J", "target", "value"), named("dJ/dJ", "gradient", "value seed")];
  const total = element("div", { class: "net-total" }, ...sum);
  return { frame, pairs, total, all: [frame, ...pairs, total] };
}

/** The little curves of these activations, one for each layer. */
export function drawCurves(badges, activations) {
  for (const { level, node, curve } of badges) {
    put(curve, { d: CURVES[activations[level - 1]] });
    put(node, { title: activations[level - 1] });
  }
}

/** Everything of the parts that `mark` of `diagram` asks for, but for the places of tags. */
export function markParts({ places, lines, tags, badges, cells }, { now, done, uses, picked, crossed, ...edges }) {
  places.mark(now, done, uses);
  const way = edges.back ? "back" : "ahead";
  for (const badge of badges) setClasses(badge.node, `net-curve ${way}${stateOf(badge[way], now, done)}`);
  for (const { node, name, kind } of tags.values())
    setClasses(node, `${kind}${name === picked ? " picked" : ""}${crossed.includes(name) ? " crossed" : ""}`);
  cells[0].forEach((input, k) => setClass(input, "picked", label.x(k) === picked));
  lines.mark(edges);
}
