/* The network as a drawing: on each unit what it makes of the plane, on each edge its weight or its gradient. */

import { put } from "../kit/dom.js";
import { upTo } from "../kit/numbers.js";
import { part } from "../kit/plot.js";
import { framed } from "./frame.js";
import { SIDE, through } from "./geometry.js";
import { flat } from "./parameters.js";
import { tint } from "./tint.js";

const RANGES = { tanh: [-1, 1], sigmoid: [0, 1] };

/** Where unit j of column c stands, in parts of the picture. */
const spot = (sizes, c, j) => [(c + 0.5) / sizes.length, (j + 0.5) / sizes[c]];

/** The values that have no tint and the full tint: those of the activation, else those that there are. */
const rangeOfUnit = (activation, values) =>
  RANGES[activation] ?? [Math.min, Math.max].map((pick) => values.reduce((u, v) => pick(u, v)));

/** A tint where unit j of column c stands. */
function unitOn(sizes, c, j) {
  const drawn = tint();
  const [left, top] = spot(sizes, c, j);
  drawn.node.style = `left: ${100 * left}%; top: ${100 * top}%`;
  return drawn;
}

export function networkDrawing() {
  const { node, box, picture, label } = framed("network", "Network");
  let laid = "";
  let edges = [];
  let units = [];

  /** Lines and tints for a network of these sizes. */
  function lay(sizes) {
    const line = (l, j, k) => {
      const ends = [spot(sizes, l, k), spot(sizes, l + 1, j)];
      return part("path", "", { d: through(ends.map((end) => end.map((value) => SIDE * value))) });
    };
    edges = sizes.slice(1).map((n_out, l) => upTo(n_out).map((j) => upTo(sizes[l]).map((k) => line(l, j, k))));
    units = sizes.map((n, c) => upTo(n).map((j) => unitOn(sizes, c, j)));
    picture.replaceChildren(...edges.flat(2));
    box.replaceChildren(picture, ...units.flat().map(({ node }) => node));
    label(["inputs", sizes.length > 2 ? "hidden" : "", "output"], ["", "", ""]);
  }

  /** The value of each edge; the value `full` is drawn as thick as can be. */
  function draw(layers, full) {
    const style = (value) => ({
      class: value < 0 ? "minus" : "",
      "stroke-width": 0.4 + 5 * Math.min(1, Math.abs(value) / full),
    });
    edges.forEach((rows, l) => {
      for (const [j, row] of rows.entries()) for (const [k, edge] of row.entries()) put(edge, style(layers[l].W[j][k]));
    });
  }

  /** trace: of the cells of the plane; gradients: shown on the edges instead of the weights, unless null. */
  function show(network, trace, gradients, colour) {
    const sizes = [2, ...network.map(({ W }) => W.length)];
    if (laid !== sizes.join()) lay(sizes);
    laid = sizes.join();
    [trace[0].x, ...trace.map(({ a }) => a)].forEach((rows, c) => {
      for (const [j, row] of rows.entries())
        units[c][j].show(row, rangeOfUnit(network[c - 1]?.activation, row), colour);
    });
    if (gradients) draw(gradients, Math.max(...flat(gradients).map(Math.abs)) || 1);
    else draw(network, 4);
    const [kind, what] = gradients ? ["gradient", "gradient"] : ["parameter", "weight"];
    const words = `A network of ${sizes.join(", ")} units; the width of a line is its ${what}, dashed below 0.`;
    put(picture, { class: kind, "aria-label": words });
  }
  return { node, show };
}
