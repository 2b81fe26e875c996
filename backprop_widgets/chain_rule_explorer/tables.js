/* How far a nudge moves things, as the slopes say and as measured, and what a smaller nudge gives. */

import { element, setText } from "../kit/dom.js";
import { numberCell, table, tableHeads, tableRow } from "../kit/table.js";
import { PARTS } from "./generated.js";
import { namedNumbers } from "./named.js";

/** Two tables for these inner variables. */
export function nudgeTables(names) {
  const numbers = namedNumbers();
  const moved = [...names, "u"];
  const measured = moved.map(() => element("span", { class: "forward" }));
  const moves = moved.map((name, k) => [`Δ${name}`, numbers.add(`linear_${name}`, ""), measured[k]]);
  const ratios = PARTS.map((part) => [numbers.add(`dx_${part}`, ""), numbers.add(`ratio_${part}`, "gradient")]);
  const nodes = [tableOf(["move", "slope × Δx", "measured"], moves), tableOf(["nudge Δx", "Δu / Δx"], ratios)];
  function show(values, text) {
    numbers.show(values, text);
    moved.forEach((name, k) => setText(measured[k], text(values[`delta_${name}`])));
  }
  return { nodes, show };
}

function tableOf(titles, rows) {
  const row = ([first, ...cells]) =>
    tableRow(
      first,
      cells.map((node, k) => numberCell(node, titles[k + 1])),
    );
  return table("", rows.map(row), tableHeads(titles));
}
