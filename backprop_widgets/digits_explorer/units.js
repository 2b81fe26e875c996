/* What each hidden unit sees, its output, and the error that comes back to it. */

import { element, put, setChildren } from "../kit/dom.js";
import { upTo } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { bar } from "./bar.js";
import { pixelPicture } from "./pixels.js";
import { shortText } from "./words.js";

const LARGE = 0.6; // of the largest weight: few are as large, and the others should be seen too

function unit(j) {
  const name = `What hidden unit ${j + 1} sees: its 64 weights`;
  const weights = pixelPicture(96, { role: "img", "aria-label": name, title: name });
  const [output, error] = [
    bar(`a[${j}]`, "forward", true, "Output"),
    bar(`error[${j}]`, "gradient", true, "Error that comes back"),
  ];
  const node = element("div", { class: "unit" }, weights.node, output.node, error.node);
  return { node, weights, output, error };
}

export function hiddenUnits() {
  const grid = element("div", { class: "grid" });
  const large = quantity("large_weight", "parameter");
  const [plus, minus] = ["plus", "minus"].map((kind) => element("i", { class: `swatch ${kind}` }));
  const weights = [plus, "ink raises, ", minus, "lowers its output; full: ", large.node];
  const numbers = [
    element("span", { class: "forward" }, "output"),
    ", ",
    element("span", { class: "gradient" }, "error"),
  ];
  const words = [...weights, "; below: ", ...numbers];
  const node = element(
    "section",
    { class: "units", "aria-label": "Hidden units" },
    element("p", { class: "name" }, "What each hidden unit sees ", element("span", { class: "words" }, ...words)),
    grid,
  );
  const units = [];

  /** layers: as network.js has them; pass: of the picture that is shown. */
  function show(layers, { a, error }, colours) {
    const rows = layers[0].W;
    while (units.length < rows.length) units.push(unit(units.length));
    const there = units.slice(0, rows.length);
    setChildren(
      grid,
      there.map(({ node }) => node),
    );
    put(grid, { class: rows.length > 32 ? "grid many" : "grid" });
    const full = LARGE * Math.max(...rows.flat().map(Math.abs));
    const most = Math.max(...error.map(Math.abs)) || 1;
    for (const j of upTo(rows.length)) {
      there[j].weights.show(rows[j], full, colours.plus, colours.minus);
      there[j].output.show(a[j], 1, shortText(a[j]));
      there[j].error.show(error[j], most, shortText(error[j]));
    }
    large.show(full, shortText(full));
  }
  return { node, show };
}
