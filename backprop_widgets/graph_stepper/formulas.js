/* A graph in writing: formulas of nodes and of local slopes, in the notation that a reader types. */

import { short, withMinus } from "../kit/numbers.js";

const SIGNS = { "+": "+", "-": "−", "*": "×", "/": "÷", "**": "^" };

/** The name of a node, or its number. */
const called = ({ operation, name, value }) => (operation === "number" ? short(value) : name);
const operands = ({ nodes }, { args }) => args.map((arg) => called(nodes[arg]));
const inSum = (text) => (text.startsWith("−") ? `(${text})` : text);

/** What a node is computed from, as x + y or exp(u1).
    @param {import("./parse.js").Graph} graph */
export function formulaOf(graph, i) {
  const node = graph.nodes[i];
  const [a, b] = operands(graph, node);
  if (node.operation === "input") return "input";
  if (node.operation === "negative") return `−${inSum(a)}`;
  if (node.operation === "**") return `${inSum(a)}**${b}`;
  if (b === undefined) return `${node.operation}(${a})`;
  return `${a} ${withMinus(node.operation)} ${inSum(b)}`;
}

/** The sign of an operation, with the number if one of its operands is one: ×, + 1, 1 ÷. */
export function signOf({ nodes }, i) {
  const { operation, args } = nodes[i];
  if (!args.length) return "";
  if (operation === "negative") return "neg";
  const sign = SIGNS[operation];
  if (!sign) return operation;
  const [a, b] = args.map((arg) => (nodes[arg].operation === "number" ? short(nodes[arg].value) : ""));
  return `${a} ${sign} ${b}`.trim();
}

/** The local slope along an edge, in writing.
    @param {import("./parse.js").Graph} graph */
export function localOf(graph, { to, k }, local) {
  const node = graph.nodes[to];
  const [a, b] = operands(graph, node);
  const y = node.name;
  const known = {
    "+": ["1", "1"],
    "-": ["1", "−1"],
    "*": [b, a],
    "/": [`1 / ${inSum(b ?? "")}`, `−${y} / ${b}`],
    "**": [powerSlope(a, graph.nodes[node.args[1]], b), `${y} * log(${a})`],
    negative: ["−1"],
    exp: [y],
    log: [`1 / ${a}`],
    sin: [`cos(${a})`],
    cos: [`−sin(${a})`],
    tanh: [`1 − ${y}**2`],
    relu: [String(local)],
    sigmoid: [`${y} * (1 − ${y})`],
  };
  return known[node.operation][k];
}

function powerSlope(a, exponent, b) {
  if (exponent?.operation !== "number") return `${b} * ${a}**(${b} − 1)`;
  const less = short(exponent.value - 1);
  if (less === "0") return "1";
  return less === "1" ? `2 * ${a}` : `${b} * ${a}**${less}`;
}
