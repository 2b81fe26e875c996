/* Every layer of the chain in numbers, from the output back to the input; closed until a reader opens it. */

import { element } from "../kit/dom.js";
import { upTo } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { DEEPEST } from "./generated.js";

const COLUMNS = { z: "forward", a: "forward", factor: "", gradient: "gradient" };

export function layerTable() {
  const factor = [element("i", { class: "parameter" }, "w"), element("span", { class: "forward" }, " φ′(z)")];
  const heads = [["layer"], [element("i", {}, "z")], [element("i", {}, "a")], factor, ["gradient"]];
  const head = element("tr", {}, ...heads.map((words) => element("th", { scope: "col" }, ...words)));
  const body = element("tbody");
  const caption = element("caption", { class: "bp-hidden" }, "The chain in numbers, from the output back to the input");
  const rows = upTo(DEEPEST + 1).map(layerRow);
  let depth = 0;

  function show(layers, text) {
    if (layers.length !== depth + 1) {
      depth = layers.length - 1;
      const shown = rows.slice(0, depth + 1).reverse();
      body.replaceChildren(...shown.map(({ node }) => node));
    }
    layers.forEach((layer, l) => rows[l].show(layer, text));
  }
  const table = element("table", {}, caption, element("thead", {}, head), body);
  const title = element("summary", {}, "All layers in numbers");
  return { node: element("details", { class: "layers" }, title, table), show };
}

/** Row 0 is the input, which has no net input and no factor; its gradient stands above the table as well. */
function layerRow(l) {
  const values = Object.entries(COLUMNS)
    .filter(([part]) => l || part === "a" || part === "gradient")
    .map(([part, role]) => ({ part, value: quantity(`${part}_${l}`, role) }));
  const cells = Object.keys(COLUMNS).map((part) => {
    const found = values.find((one) => one.part === part);
    return element("td", { "data-of": part === "factor" ? "w φ′(z)" : part }, ...(found ? [found.value.node] : []));
  });
  const node = element("tr", {}, element("th", { scope: "row" }, l || "input"), ...cells);
  function show(layer, text) {
    for (const { part, value } of values) value.show(layer[part], text(layer[part]));
  }
  return { node, show };
}
