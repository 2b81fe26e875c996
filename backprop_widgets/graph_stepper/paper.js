/* A step on paper: what goes into a value, or the slope that comes back times the local one, and the sum so far. */

import { element, put, setChildren, setText } from "../kit/dom.js";
import { upTo } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { formulaCell, numberCell, table, tableRow } from "../kit/table.js";
import { noSumYet } from "../kit/widget.js";
import { formulaOf, localOf } from "./formulas.js";

const ROWS = 5;

/** @typedef {{ head: string, what: string, name: string, role: string, value: number, total?: boolean }} Line */

/** @returns {Line[]} */
function linesOf({ graph, values }, step) {
  const { nodes, output } = graph;
  const name = nodes[step.node].name;
  const slope = (node) => `d${nodes[output].name}/d${nodes[node].name}`;
  const gradient = (head, what, name, value, total = false) => ({ head, what, name, role: "gradient", value, total });
  if (step.kind === "start") return [gradient("start with", slope(output), "so_far", 1, true)];
  if (step.kind === "value") {
    const operand = (arg, k) => ({
      head: k ? "and" : "from",
      what: nodes[arg].name || "the number",
      name: `operand_${k + 1}`,
      role: "forward",
      value: values[arg],
    });
    const result = { head: "=", what: `${name} = ${formulaOf(graph, step.node)}`, name: "result", role: "forward" };
    return [...nodes[step.node].args.map(operand), { ...result, value: values[step.node], total: true }];
  }
  const { edge, above, local, part, before, after } = step;
  const along = `d${nodes[edge.to].name}/d${name}`;
  const written = localOf(graph, edge, local);
  return [
    gradient(`from ${nodes[edge.to].name}`, slope(edge.to), "above", above),
    { head: "× local", what: `${along} = ${written}`, name: "local", role: "forward", value: local },
    gradient("= contribution", "", "contribution", part, true),
    gradient("+ already there", "", "before", before),
    gradient("= so far", slope(step.node), "so_far", after, true),
  ];
}

/** show(ran, step, text): the rows of a step; none before the first. */
export function paper() {
  const rows = upTo(ROWS).map(() => {
    const [head, what] = [element("span"), element("code")];
    const number = quantity("");
    const node = tableRow(head, [formulaCell(what), numberCell(number.node)]);
    return { node, head, what, number };
  });
  const sum = table("This step in numbers", []);
  const body = sum.lastElementChild;
  const [node, none] = [element("div", { class: "sum" }), noSumYet()];
  function show(ran, step, text) {
    const lines = step ? linesOf(ran, step) : [];
    setChildren(node, [step ? sum : none]);
    setChildren(
      body,
      lines.map((_, k) => rows[k].node),
    );
    lines.forEach((line, k) => {
      const row = rows[k];
      setText(row.head, line.head);
      setText(row.what, line.what);
      put(row.node, { class: line.total ? "total" : "" });
      row.number.rename(line.name, line.role);
      row.number.show(line.value, text(line.value));
    });
  }
  return { node, show };
}
