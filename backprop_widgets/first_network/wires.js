/* The edges of a layer, twice: green as wide as its weights are large, and over them orange, as wide as the gradients
   are large. */

import { label } from "../diagram/labels.js";
import { element, put, setClass, shape } from "../kit/dom.js";
import { between } from "../kit/numbers.js";
import { PLANS } from "./generated.js";
import { placeAt } from "./places.js";

// px; picture.py has the first one too. Both are in proportion to the size: a gradient of a hundredth is a hundredth
// as wide.
const thickness = (weight) => Math.min(0.75 + 4 * Math.abs(weight), 12);
const slopeWidth = (slope) => between(120 * Math.abs(slope), 1, 14);

/** An edge as path data in its box of 100 by 100. */
function route([[x, y], [toX, toY]], upright) {
  return upright ? `M${x} ${y}L${toX} ${toY}` : `M${x} ${y}C50 ${y} 50 ${toY} ${toX} ${toY}`;
}

/** The edges of layer `level` in both plans; point(label, come) is called when a pointer comes to one or taps it. */
export function wires(level, point) {
  const layers = PLANS.map(({ layers }) => layers[level - 1]);
  const sheet = (kind, plan, lines) => {
    const options = { class: kind, viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" };
    return element("div", { class: `plan-${plan}` }, shape("svg", options, ...lines));
  };
  const drawn = layers.map(({ edges }, plan) =>
    Object.entries(edges).map(([name, ends]) => {
      const d = route(ends, plan === 1);
      const [weight, slope, hit] = ["weight", "slope", "hit"].map((kind) => shape("path", { class: kind, d }));
      hit.addEventListener("pointerenter", () => point(name, false));
      hit.addEventListener("click", () => point(name, true));
      return { name, weight, slope, hit };
    }),
  );
  const sheets = ["weight", "slope", "hit"].map((kind) =>
    placeAt(
      element(
        "div",
        { class: `wires ${kind}s level-${level}` },
        ...drawn.map((edges, plan) =>
          sheet(
            kind,
            plan,
            edges.map((edge) => edge[kind]),
          ),
        ),
      ),
      layers.map(({ box }) => box),
    ),
  );

  function show({ network, gradients }, shown) {
    const [{ W }, { W: slopes }] = [network[level - 1], gradients[level - 1]];
    W.forEach((row, j) =>
      row.forEach((value, k) => {
        for (const edge of drawn.flat().filter(({ name }) => name === label.w(level, j, k))) {
          put(edge.weight, { "stroke-width": thickness(value) });
          put(edge.slope, { "stroke-width": slopeWidth(slopes[j][k]) });
          setClass(edge.weight, "negative", value < 0);
          setClass(edge.hit, "picked", edge.name === shown);
        }
      }),
    );
  }
  return { nodes: sheets, show };
}
