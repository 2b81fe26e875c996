/* The network as a drawing: on each unit what it makes of the plane, on each edge its weight or its gradient. */

import { element, on, put, setClass, setText } from "../kit/dom.js";
import { upTo } from "../kit/numbers.js";
import { part } from "../kit/plot.js";
import { framed } from "./frame.js";
import { SIDE, through } from "./geometry.js";
import { flat } from "./parameters.js";
import { tint } from "./tint.js";
import { rangeOf, unitName, valuesOf } from "./units.js";
import { weightField } from "./weight_field.js";

/** Where unit j of column c stands, in parts of the picture. */
const spot = (sizes, c, j) => [(c + 0.5) / sizes.length, (j + 0.5) / sizes[c]];

/** A tint where unit j of column c stands; `look(yes)` is told when a pointer or the focus comes and goes. */
function unitOn(sizes, c, j, look) {
  const drawn = tint();
  const [left, top] = spot(sizes, c, j);
  const name = unitName(sizes, c, j);
  const attributes = { class: "unit", role: "img", tabindex: 0, "aria-label": name, title: name };
  const node = element("div", { ...attributes, style: `left: ${100 * left}%; top: ${100 * top}%` }, drawn.node);
  for (const [type, yes] of Object.entries({ pointerenter: true, focus: true, pointerleave: false, blur: false }))
    on(node, type, () => look(yes));
  on(node, "click", () => node.focus()); // a tap does not, everywhere
  return { node, show: drawn.show };
}

/** `looked([c, j])` is told which unit a reader looks at, `looked(null)` when none; `edit(name, value)` is asked for
    another weight. */
export function networkDrawing(looked, edit) {
  const { node, box, picture, across, below } = framed("network", "Network");
  const weight = weightField(edit, mark);
  const legend = element("p", {});
  below.append(legend, weight.node);
  let laid = "";
  let edges = []; // of each parameter that is a weight: its line, and a wider one to click on
  let units = [];

  /** Lines and tints for a network of these sizes. */
  function lay(sizes, parameters) {
    const line = ({ name, l, j, k }) => {
      const ends = [spot(sizes, l, k), spot(sizes, l + 1, j)];
      const d = through(ends.map((end) => end.map((value) => SIDE * value)));
      const hit = part("path", "hit", { d });
      on(hit, "click", () => weight.choose(name));
      return { name, l, j, k, hit, line: part("path", "", { d }) };
    };
    edges = parameters.filter(({ part }) => part === "W").map(line);
    const unit = (c, j) => unitOn(sizes, c, j, (yes) => looked(yes ? [c, j] : null));
    units = sizes.map((n, c) => upTo(n).map((j) => unit(c, j)));
    picture.replaceChildren(...edges.map(({ line }) => line), ...edges.map(({ hit }) => hit));
    box.style = `--most: ${Math.max(...sizes, 4)}`;
    box.replaceChildren(picture, ...units.flat().map(({ node }) => node));
    const names = ["inputs", sizes.length > 2 ? "hidden" : "", "output"];
    across.replaceChildren(...names.map((name) => element("span", {}, name)));
    weight.lay(parameters);
    looked(null);
  }

  /** Marks the edge that is chosen, and shows its weight. */
  function mark() {
    for (const { name, hit } of edges) setClass(hit, "chosen", name === weight.name());
    again();
  }
  let again = () => {};

  /** The value of each edge; the value `full` is drawn as thick as can be. */
  function draw(layers, full) {
    for (const { line, l, j, k } of edges) {
      const value = layers[l].W[j][k];
      const width = 1.25 + 4.75 * Math.min(1, Math.abs(value) / full);
      put(line, { class: value < 0 ? "minus" : "", "stroke-width": width });
    }
  }

  /** trace: of the cells of the plane; gradients: shown on the edges instead of the weights, unless null. */
  function show(network, parameters, trace, gradients, colour) {
    const sizes = [2, ...network.map(({ W }) => W.length)];
    if (laid !== sizes.join()) lay(sizes, parameters);
    laid = sizes.join();
    valuesOf(trace).forEach((rows, c) => {
      for (const [j, row] of rows.entries()) units[c][j].show(row, rangeOf(network, c, row), colour);
    });
    if (gradients) draw(gradients, Math.max(...flat(gradients).map(Math.abs)) || 1);
    else draw(network, 4);
    const [kind, what] = gradients ? ["gradient", "gradient"] : ["parameter", "weight"];
    const words = `A network of ${sizes.join(", ")} units; the width of a line is its ${what}, dashed below 0.`;
    put(picture, { class: kind, "aria-label": words });
    setText(
      legend,
      `Thick: large ${what}. Dashed: below 0. Point at a unit to see it large; click a line to change it.`,
    );
    again = () => weight.show(parameters, network);
    mark();
  }
  return { node, show };
}
