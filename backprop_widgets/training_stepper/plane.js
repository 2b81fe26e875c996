/* The plane of the two inputs: what a unit makes of it as a tint, and the examples; with the output, also the line
   where that is one half. */

import { contours } from "../kit/contours.js";
import { element, put, setHidden, setText, shape } from "../kit/dom.js";
import { dots, part } from "../kit/plot.js";
import { quantity } from "../kit/quantity.js";
import { framed, tickText } from "./frame.js";
import { CELLS, endsOf, exampleAt, placeIn, SIDE } from "./geometry.js";
import { sample } from "./sample.js";
import { tint } from "./tint.js";

const POINTS = ["ones", "zeros", "hollow", "ones test", "zeros test"];

/** What the tint, the line and the marks of the examples mean, and how many of these are on the wrong side. */
function planeLegend(prefix) {
  const [wrong, testWrong] = ["wrong", "test_wrong"].map((name) => quantity(prefix + name));
  const ends = [element("span"), element("span")];
  const mark = (words, ...kinds) => {
    const drawn = kinds.map((kind) => part("path", kind, { d: dots([[6, 6]]) }));
    return [shape("svg", { class: "mark", viewBox: "0 0 12 12", "aria-hidden": "true" }, ...drawn), words];
  };
  const half = element("span", {}, sample("border"), "output ½");
  const held = element("p", {}, "Held out: ", testWrong.node);
  const lines = [
    element("p", { class: "scale" }, ends[0], element("i"), ends[1], half),
    element("p", {}, "Target ", ...mark("1 ", "ones"), ...mark("0", "zeros", "hollow")),
    element("p", {}, "Wrong side: ", wrong.node),
    held,
  ];
  function show([low, high], isOutput, counts) {
    [low, high].forEach((value, k) => setText(ends[k], tickText(+value.toPrecision(2))));
    put(half, { style: isOutput ? "" : "visibility: hidden" });
    wrong.show(counts.wrong, `${counts.wrong} of ${counts.N}`);
    testWrong.show(counts.test_wrong, `${counts.test_wrong} of ${counts.test_N}`);
    setHidden(held, !counts.test_N);
  }
  return { lines, show };
}

/** `lay(examples, view)` for other data, `show(...)` for another network. */
export function plane(prefix) {
  const heat = tint();
  const legend = planeLegend(prefix);
  const { node, caption, picture, label } = framed("plane", "", [heat.node], legend.lines);
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
    const [across, up] = endsOf(view);
    label([across, "x₁"], [up, "x₂"]);
  }

  /** unit: its title, its value in each cell, the range of these, and whether it is the output; columns: the examples
      of the present batch; counts: how many examples are on the wrong side. */
  function show({ title, a, range, isOutput }, columns, colour, counts) {
    setText(caption, title);
    heat.show(a, range, colour);
    const cell = SIDE / CELLS;
    const at = (px, py) => a[Math.floor(py / cell) * CELLS + Math.floor(px / cell)];
    const line = () => contours(at, [0.5], cell / 2, cell / 2, SIDE - cell, SIDE - cell, 1.0001 * cell)[0];
    put(border, { d: isOutput ? line() : "" });
    put(chosen, { d: dots(columns.map((n) => places[n])) });
    legend.show(range, isOutput, counts);
    const words = `${title} over the plane of x₁ and x₂: ${counts.wrong} of ${counts.N} on the wrong side.`;
    put(picture, { "aria-label": words });
  }
  return { node, lay, show };
}
