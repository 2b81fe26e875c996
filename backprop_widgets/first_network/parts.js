/* The parts of the picture that stand over its edges: inputs, units, weights and biases, rulers, the loss. */

import { label } from "../diagram/labels.js";
import { element, on, put, setChildren, setClass, shape } from "../kit/dom.js";
import { figure, withMinus } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { CURVE, NAMES } from "./generated.js";
import { place } from "./places.js";

const fixed = (value) => withMinus(value.toFixed(4));
const named = (name) => element("i", { class: "name" }, NAMES[name]);

/** A place for a gradient, which is there only while it shows. */
function slopeOf(name) {
  const number = quantity(name, "gradient");
  const node = element("span", { class: "slope" });
  const show = (value, back) => {
    number.show(value, figure(value));
    setChildren(node, back ? [number.node] : []);
  };
  return { node, show };
}

/** An input: a circle with its number. */
export function input(k) {
  const value = quantity(label.x(k), "forward");
  const node = place(element("div", { class: "input" }, named(label.x(k)), value.node), label.x(k));
  return { node, show: ({ trace }) => value.show(trace[0].x[k][0], trace[0].x[k][0].toFixed(2)) };
}

/** A unit: its curve, what it hands on, and the gradient at its net input. */
export function unit(level, j) {
  const value = quantity(label.a(level, j), "forward");
  const slope = slopeOf(label.delta(level, j));
  const curve = shape("svg", { viewBox: "-1 -1 12 12", "aria-hidden": "true" }, shape("path", { d: CURVE }));
  const name = label.unit(level, j);
  const numbers = element("div", { class: "numbers" }, value.node, slope.node);
  const node = place(element("div", { class: `unit level-${level}` }, named(name), curve, numbers), name);
  const show = ({ trace, gradients }, back) => {
    value.show(trace[level - 1].a[j][0], fixed(trace[level - 1].a[j][0]));
    slope.show(gradients[level - 1].delta[j][0], back);
  };
  return { node, show };
}

/** A weight or bias with its gradient below; of a bias that is the gradient at its unit, which stands there.

    kind: "bias"; of a weight, where the picture lies, "over" if its number stands over its edge, and "crossing".
    point(label, false) is called when a pointer or the focus comes to it, point(label, true) for a click. */
function parameter(name, kind, read, gradient, point) {
  const value = quantity(name, "parameter");
  const slope = gradient && slopeOf(`dJ/d${name}`);
  const top = element("span", { class: "own-value" }, named(name), " ", value.node);
  const node = element("button", { type: "button", class: `tag ${kind}` }, top, ...(slope ? [slope.node] : []));
  place(node, name);
  for (const event of ["pointerenter", "focus"]) on(node, event, () => point(name, false));
  on(node, "click", () => point(name, true));
  const show = (frame, back, picked) => {
    value.show(read(frame), fixed(read(frame)));
    slope?.show(gradient(frame), back);
    put(node, { "aria-pressed": name === picked });
  };
  return { node, show };
}

export const weight = (level, j, k, point) =>
  parameter(
    label.w(level, j, k),
    [j ? "" : "over", j === k ? "" : "crossing"].join(" "),
    ({ network }) => network[level - 1].W[j][k],
    ({ gradients }) => gradients[level - 1].W[j][k],
    point,
  );

export const bias = (level, j, point) =>
  parameter(label.b(level, j), "bias", ({ network }) => network[level - 1].b[j][0], null, point);

/** From 0 to 1: a square at what is wanted, a disc at what is, and how far one is from the other. */
export function ruler(j, wanted) {
  const value = quantity(label.y(j), "target");
  value.show(wanted, wanted.toFixed(2));
  const [gap, disc, square] = ["gap", "disc", "square"].map((kind) => element("span", { class: kind }));
  const ends = [element("i", { class: "least" }, "0"), element("i", { class: "most" }, "1")];
  const words = element("span", { class: "wanted" }, "wanted ", value.node);
  const node = place(element("div", { class: "ruler" }, words, gap, disc, square, ...ends), label.y(j));
  node.style.setProperty("--wanted", String(wanted));
  const show = ({ trace }) => node.style.setProperty("--is", String(trace[1].a[j][0]));
  return { node, show };
}

/** The loss as a column, with the way it has come; as high as its first value, and a little more. */
export function column(first) {
  const value = quantity("J", "target");
  const curve = shape("path", {});
  const options = { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" };
  const fill = element("span", { class: "fill" });
  const box = element("div", { class: "box" }, fill, shape("svg", options, curve));
  const node = place(
    element("div", { class: "loss" }, element("i", { class: "name" }, "loss E"), value.node, box),
    "J",
  );
  const height = (E) => (94 * E) / first;
  function show(losses) {
    const [last, E] = [losses.length - 1, losses[losses.length - 1]];
    const stride = Math.max(1, Math.floor(last / 200)); // more points than px would not be seen
    const seen = losses.map((loss, n) => [n, loss]).filter(([n]) => n % stride === 0 || n === last);
    const points = seen.map(
      ([n, loss]) => `${((100 * n) / Math.max(last, 1)).toFixed(2)} ${(100 - height(loss)).toFixed(2)}`,
    );
    put(curve, { d: last ? `M${points.join("L")}` : "" });
    value.show(E, E.toFixed(4));
    fill.style.height = `${height(E)}%`;
    setClass(node, "fallen", last > 0);
  }
  return { node, show };
}
