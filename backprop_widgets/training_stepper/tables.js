/* The numbers as text: what each phase of a step computed, and every weight with its gradient. */

import { element, setClass } from "../kit/dom.js";
import { quantity } from "../kit/quantity.js";
import { numberCell, table, tableRow } from "../kit/table.js";
import { CODE } from "./generated.js";
import { valueAt } from "./parameters.js";
import { sample } from "./sample.js";

// the phases of a step in turn: heading, words, role
const ROWS = {
  batch_cost: ["forward", "cost of the batch", "forward"],
  error: ["error", "largest |a − y|/N", "gradient"],
  gradient: ["backward", "length of the gradient", "gradient"],
  update: ["update", "length of the step", "parameter"],
};
const SECOND = "second_"; // in front of the names of the second run
const MANY = 48; // numbers: more stand in a box that scrolls

/** A number in its cell. */
function valueCell(name, role, column) {
  const { node, show } = quantity(name, role);
  return { node: numberCell(node, column), show };
}
const columnHead = (words, ...after) => element("th", { scope: "col", class: "number" }, words, ...after);

/** A number of the present step as one of its rows, with a cell for each run.
    @param {[string, string[]]} row
    @param {number} k */
function stepRow([name, [heading, words, role]], k) {
  const values = ["", SECOND].map((prefix, k) => valueCell(prefix + name, role, `run ${k + 1}`));
  const cell = element("td", {}, words, element("code", {}, CODE[k]));
  return { name, values, node: tableRow(heading, [cell, values[0].node]) };
}

/** One row for each number, one column for each run. */
export function numbersTable() {
  const heads = [1, 2].map((k) => columnHead(`run ${k} `, sample(`run-${k}`)));
  const top = element("tr", {}, element("td", { colspan: 2 }), heads[0]);
  const rows = Object.entries(ROWS).map(stepRow);
  const node = table("This step in numbers", [top, ...rows.map((row) => row.node)]);
  node.classList.add("steps-numbers");

  /** phase: how many phases of step n + 1 are done. */
  function show(runs, n, phase, text) {
    setClass(node, "two", runs.length > 1);
    const beside = (row, cell) => {
      if (!runs[1]) cell.remove();
      else if (cell.parentNode !== row) row.append(cell);
    };
    beside(top, heads[1]);
    rows.forEach(({ name, values, node }, k) => {
      beside(node, values[1].node);
      setClass(node, "now", n + phase > 0 && (k + 1) % 4 === phase);
      const known = phase ? k < phase : n > 0;
      runs.forEach((run, r) => {
        const value = known ? run.step(phase ? n : n - 1)[name] : NaN;
        values[r].show(value, known ? text(value) : "–");
      });
    });
  }
  return { node, show };
}

/** A table of all parameters, which is filled only while it can be seen. */
export function parameterTable() {
  const node = element("div", { class: "parameters", tabindex: 0, role: "region", "aria-label": "All parameters" });
  let laid = "";
  let cells = [];

  function lay(parameters, columns) {
    const cellsFor = ({ name }) =>
      columns.map(([title, prefix, role]) => valueCell(name.replace("network", prefix), role, title));
    cells = parameters.map(cellsFor);
    const nodes = (row) => row.map(({ node }) => node);
    const top = element("tr", {}, element("th", { scope: "col" }, "parameter"), ...columns.map(([t]) => columnHead(t)));
    const rows = cells.map((row, p) => tableRow(parameters[p].name, nodes(row)));
    setClass(node, "two", columns.length > 2);
    setClass(node, "long", rows.length * columns.length > MANY);
    node.replaceChildren(table("Weights and gradients", rows, top));
  }

  /** Each run's networks and directions, null where they are not known yet. */
  function show(parameters, { networks, directions }, text, allDigits) {
    setClass(node, "all", allDigits);
    if (!node.checkVisibility()) return;
    const title = (words, k) => (networks.length > 1 ? `${words}, run ${k + 1}` : words);
    const columns = networks.flatMap((network, k) => [
      [title("value", k), `${k ? SECOND : ""}network`, "parameter", network],
      [title("gradient", k), `${k ? SECOND : ""}gradients`, "gradient", directions[k]],
    ]);
    const wanted = JSON.stringify([parameters, columns.map(([title]) => title)]);
    if (wanted !== laid) lay(parameters, columns);
    laid = wanted;
    cells.forEach((row, p) => {
      row.forEach((cell, c) => {
        const layers = columns[c][3];
        const value = layers ? valueAt(layers, parameters[p]) : NaN;
        cell.show(value, layers ? text(value) : "–");
      });
    });
  }
  return { node, show };
}
