/* Numbers in a table whose cells name their column, for widths at which rows are broken. */

import { element } from "./dom.js";

/** A table under words that only a screen reader has; head and rows are rows, see `tableRow`. */
export function table(words, rows, head = null) {
  const caption = words ? [element("caption", { class: "bp-hidden" }, words)] : [];
  const top = head ? [element("thead", {}, head)] : [];
  return element("table", { class: "bp-sum" }, ...caption, ...top, element("tbody", {}, ...rows));
}

/** A row: what it is about, then its cells. */
export const tableRow = (title, cells, kind = "") =>
  element("tr", { class: kind }, element("th", { scope: "row" }, ...[title].flat()), ...cells);

/** The heads of columns; the first may be empty. */
export const tableHeads = (titles) =>
  element("tr", {}, ...titles.map((title, k) => element("th", { scope: "col", class: k ? "number" : "" }, title)));

/** A cell with a number in it, that says its column where there is more than one. */
export const numberCell = (node, column = "") =>
  element("td", { class: "number", ...(column && { "data-of": column }) }, node);

/** A cell with a formula: MathML, or whatever stands for it. */
export const formulaCell = (...parts) => element("td", { class: "formula" }, ...parts);
