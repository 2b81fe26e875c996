/* The plane of the two inputs: the network's output as a tint, the line where it is one half, and the examples. */

import { contours } from "../kit/contours.js";
import { put, setText } from "../kit/dom.js";
import { dots, part } from "../kit/plot.js";
import { framed } from "./frame.js";
import { CELLS, endsOf, placeIn, SIDE } from "./geometry.js";
import { tint } from "./tint.js";

const POINTS = ["ones", "zeros", "hollow", "ones test", "zeros test"];

const exampleAt = (x, n) => x.map((row) => row[n]);

/** `lay(examples, view)` for other data, `show(...)` for another network. */
export function plane() {
  const heat = tint();
  const { node, caption, picture, label } = framed("plane", "", heat.node);
  const [border, chosen, ...points] = ["border", "chosen", ...POINTS].map((kind) => part("path", kind));
  picture.append(chosen, ...points, border);
  let places = []; // of the examples to train on

  function lay({ x, y, test_x, test_y }, view) {
    const place = placeIn(view);
    const all = (x, y) => y[0].map((_, n) => place(exampleAt(x, n)));
    const those = (places, y, one) => dots(places.filter((_, n) => y[0][n] > 0.5 === one));
    places = all(x, y);
    const tests = all(test_x, test_y);
    const [ones, zeros] = [those(places, y, true), those(places, y, false)];
    const drawn = [ones, zeros, zeros, those(tests, test_y, true), those(tests, test_y, false)];
    for (const [k, d] of drawn.entries()) put(points[k], { d });
    const [[left, right], [low, high]] = endsOf(view, 2);
    label([left, "x₁", right], [high, "x₂", low]);
  }

  /** a: the output for each cell; columns: the examples of the present batch. */
  function show(a, columns, colour, title, words) {
    setText(caption, title);
    heat.show(a, [0, 1], colour);
    const cell = SIDE / CELLS;
    const at = (px, py) => a[Math.floor(py / cell) * CELLS + Math.floor(px / cell)];
    put(border, { d: contours(at, [0.5], cell / 2, cell / 2, SIDE - cell, SIDE - cell, 1.0001 * cell)[0] });
    put(chosen, { d: dots(columns.map((n) => places[n])) });
    put(picture, { "aria-label": words });
  }
  return { node, lay, show };
}
