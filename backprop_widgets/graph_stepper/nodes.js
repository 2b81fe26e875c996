/* The nodes of a graph in a table, in the order in which they are computed. */

import { element, put, setChildren, setClass, setText } from "../kit/dom.js";
import { quantity } from "../kit/quantity.js";
import { numberCell, table, tableHeads, tableRow } from "../kit/table.js";
import { formulaOf } from "./formulas.js";
import { edgesOf, isOperation } from "./graph.js";

/** A cell whose number is there once it is known. */
function known(name, role) {
  const number = quantity(name, role);
  const node = numberCell("");
  function show(value, text) {
    if (value !== undefined) number.show(value, text(value));
    setChildren(node, value === undefined ? [] : [number.node]);
  }
  return { node, show };
}

/** The local slopes of a node, each behind the name of its operand. */
function localsCell(graph, i) {
  const { nodes } = graph;
  const edges = edgesOf(graph).filter(({ to }) => to === i);
  const parts = edges.map(({ from, k }) => {
    const number = quantity(`local_${k + 1}_${nodes[i].name}`, "forward");
    return { k, number, node: element("span", {}, element("i", {}, nodes[from].name), " ", number.node) };
  });
  const node = element("td", { class: "locals" });
  function show(locals, text) {
    for (const { k, number } of parts)
      if (locals[k] !== undefined) number.show(locals[k], Number.isFinite(locals[k]) ? text(locals[k]) : "none");
    setChildren(node, locals.length ? parts.map((part) => part.node) : []);
  }
  return { node, show };
}

function rowOf(graph, i) {
  const { name } = graph.nodes[i];
  const [value, slope] = [known(`value_${name}`, "forward"), known(`slope_${name}`, "gradient")];
  const locals = localsCell(graph, i);
  const count = element("td", { class: "uses" });
  const formula = element("td", { class: "formula" }, element("code", {}, formulaOf(graph, i)));
  const node = tableRow(element("code", {}, name), [formula, value.node, locals.node, count, slope.node]);
  function show(ran, seen, n, text) {
    const step = ran.steps[n - 1];
    value.show(seen.known[i], text);
    slope.show(seen.slopes[i], text);
    const mine = ran.edges.filter(({ to }) => to === i);
    const local = Object.fromEntries(mine.map((edge) => [edge.k, ran.locals.get(edge)]));
    locals.show(seen.known[i] === undefined ? [] : Object.assign([], local), text);
    const words = ran.order === "recursion" ? `${seen.counts[i]} of ${ran.visits[i]}` : String(seen.counts[i]);
    setText(count, seen.backwards && i !== graph.output ? words : "");
    setClass(node, "now", step?.node === i);
    if (step?.node === i) put(node, { "aria-current": "step" });
    else node.removeAttribute("aria-current");
  }
  return { node, show, isOperation: isOperation(graph.nodes[i]) };
}

/** @param {import("./parse.js").Graph} graph */
export function nodeTable(graph) {
  const all = graph.nodes.flatMap(({ operation }, i) => (operation === "number" ? [] : [rowOf(graph, i)]));
  const rows = [...all.filter((row) => !row.isOperation), ...all.filter((row) => row.isOperation)];
  const f = graph.nodes[graph.output].name;
  const titles = ["Node", "Formula", "Value", "Local slope along", "", `d${f}/d node`];
  const head = tableHeads(titles);
  const inside = table(
    "The nodes in the order of computation",
    rows.map((row) => row.node),
    head,
  );
  const uses = head.children[4];
  const node = element(
    "div",
    { class: "nodes", role: "group", tabindex: 0, "aria-label": "Table of the nodes" },
    inside,
  );
  function show(ran, seen, n, text) {
    setText(uses, ran.order === "recursion" ? "Visits" : "Uses to come");
    for (const row of rows) row.show(ran, seen, n, text);
    const now = rows.find((row) => row.node.classList.contains("now"))?.node;
    if (!now) return;
    const [top, room] = [now.offsetTop, node.clientHeight];
    const covered = head.offsetHeight; // the heads of the columns stay in sight
    if (top - covered < node.scrollTop) node.scrollTop = top - covered;
    else if (top + now.offsetHeight > node.scrollTop + room) node.scrollTop = top + now.offsetHeight - room;
  }
  return { node, show };
}
