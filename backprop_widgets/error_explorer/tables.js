/* The numbers of an example as a product of slopes, and all examples in a table and in a sum. */

import { button } from "../kit/controls.js";
import { element, put, setChildren, setClass, setText } from "../kit/dom.js";
import { math } from "../kit/math.js";
import { quantity } from "../kit/quantity.js";
import { formulaCell, numberCell, table, tableHeads, tableRow } from "../kit/table.js";
import { comparison } from "./words.js";

const slopeOf = (top, bottom, role) => {
  const d = (name) => ["mrow", ["mi", "∂"], ["mi", name]];
  return math(["math", { class: role }, ["mfrac", d(top), d(bottom)]]);
};

/** Slope of the loss times slope of the unit, as on paper. */
export function product() {
  const row = (title, top, bottom, role, kind = "") => {
    const value = quantity(`d${top}/d${bottom}`, role);
    return { value, node: tableRow(title, [formulaCell(slopeOf(top, bottom, role)), numberCell(value.node)], kind) };
  };
  const rows = [
    row("slope of the loss", "E", "a", "gradient"),
    row("× slope of the unit", "a", "z", "forward"),
    row("= at the net input", "E", "z", "gradient", "total"),
  ];
  const words = "Slope at the net input of the picked example";
  const show = (values, text) => {
    rows.forEach(({ value }, k) => value.show(values[k], text(values[k])));
  };
  return {
    node: table(
      words,
      rows.map(({ node }) => node),
    ),
    show,
  };
}

const COLUMNS = [
  ["a", "prediction a", "forward"],
  ["y", "target y", "target"],
  ["E", "loss E", "target"],
  ["dE/da", "∂E/∂a", "gradient"],
  ["dJ/da", "∂J/∂a", "gradient"],
];

/** All examples as a table in which one can be picked. */
export function list(pick) {
  const node = table("", [], tableHeads(["example", ...COLUMNS.map(([, title]) => title)]));
  node.classList.add("list");
  let rows = [];
  const made = (n) => {
    const values = COLUMNS.map(([name, , role]) => quantity(`${name}_${n}`, role));
    const choose = button(`${n}`, () => pick(n));
    put(choose, { "aria-label": `Example ${n}` });
    return {
      values,
      choose,
      node: tableRow(
        choose,
        values.map((value, k) => numberCell(value.node, COLUMNS[k][1])),
      ),
    };
  };
  function show(numbers, picked, text) {
    if (rows.length !== numbers.length) {
      rows = numbers.map((_, n) => made(n + 1));
      setChildren(
        node.tBodies[0],
        rows.map((row) => row.node),
      );
    }
    rows.forEach((row, n) => {
      row.values.forEach((value, k) => value.show(numbers[n][k], text(numbers[n][k])));
      put(row.choose, { "aria-pressed": n + 1 === picked });
      setClass(row.node, "picked", n + 1 === picked);
    });
  }
  return { node, show };
}

/** All losses together, and the cost that is made of them. */
export function total() {
  const [sum, J] = [quantity("E_sum", "target"), quantity("J", "forward")];
  const [divided, note] = [element("span"), element("span")];
  const node = element("p", { class: "total" }, "All losses together ", sum.node, divided, J.node, note);
  function show(losses, cost, text) {
    const [N, whole] = [losses.length, losses.reduce((total, E) => total + E, 0)];
    const share = cost === "mean" ? N : 1;
    sum.show(whole, text(whole));
    J.show(whole / share, text(whole / share));
    setText(divided, `, ${cost === "mean" ? `divided by ${N}` : "not divided"}: J = `);
    setText(note, comparison(cost, N));
  }
  return { node, show };
}
