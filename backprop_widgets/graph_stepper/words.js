/* What each step of a graph does, and why, in words. */

import { count, figure } from "../kit/numbers.js";
import { formulaOf, localOf } from "./formulas.js";
import { after, run } from "./graph.js";

const listed = (words) => words.join(", ").replace(/, ([^,]*)$/, " and $1");

/** A word that is loud, if there is one, and what step n does; n counts from 1, and 0 is before the first.
    @param {ReturnType<typeof import("./graph.js").run>} ran */
export function account(ran, n) {
  const { graph, order, steps, fault } = ran;
  const end = n === steps.length;
  if (end && fault) return ["Stop.", `${n ? "" : "There is no step to show. "}${fault}`];
  if (!n) return ["", begin(graph)];
  const step = steps[n - 1];
  if (step.kind === "value") return ["", computing(ran, step.node, n)];
  if (step.kind === "start") return ["", starting(graph)];
  const words = order === "recursion" ? recursing(ran, step, n) : passing(ran, step, n);
  return [end && order === "recursion" ? verdict(ran).loud : "", words];
}

function begin({ nodes }) {
  const inputs = nodes.filter(({ operation }) => operation === "input").map(({ name }) => name);
  return (
    `${listed(inputs)} ${inputs.length > 1 ? "have values" : "has a value"}. ` +
    "Next computes one node after the other; then it goes back from the output, along one edge at a time."
  );
}

function computing({ graph, values, forwards }, node, n) {
  const { name, args } = graph.nodes[node];
  const said = `${name} = ${formulaOf(graph, node)} is ${figure(values[node])}.`;
  if (n === forwards) return `${said} It is the output: all values are known, and the way back can begin.`;
  return `${said} ${args.length > 1 ? "Its operands are" : "Its operand is"} known, so it can be computed.`;
}

function starting({ nodes, output }) {
  const f = nodes[output].name;
  return `The way back begins at the output. A change of ${f} changes ${f} by just as much, so d${f}/d${f} is 1.`;
}

/** The product of one edge. */
function product({ graph }, { edge, node, local, above, part }) {
  const [from, to] = [graph.nodes[node].name, graph.nodes[edge.to].name];
  const written = localOf(graph, edge, local);
  const is = written === figure(local) || Number(written.replace("−", "-")) === local ? "" : ` = ${figure(local)}`;
  const corner = graph.nodes[edge.to].operation === "relu" ? `, as ${from} is ${local ? "above" : "not above"} 0` : "";
  return (
    `Along ${from} the local slope of ${to} is ${written}${is}${corner}; ` +
    `times ${figure(above)} from ${to} that is ${figure(part)}.`
  );
}

/** In reverse order: what is added, and whom a node waits for. */
function passing(ran, step, n) {
  const { graph, uses, steps } = ran;
  const { name } = graph.nodes[step.node];
  const said = product(ran, step);
  const all = uses[step.node];
  const reported = steps.slice(0, n).filter(({ kind, node }) => kind === "edge" && node === step.node).length;
  if (all === 1) return `${said} ${name} is used nowhere else, so this is its whole slope.`;
  const [left, every] = [all - reported, all > 2 ? `all ${all}` : "both"];
  if (!left)
    return `${said} Added to what was there, this completes the slope of ${name}: ${every} uses have reported.`;
  const waits = `${count(left, "use")} of ${name} ${left > 1 ? "have" : "has"} yet to report, so ${name} waits.`;
  return `${said} ${reported > 1 ? "It is added to what was there; " : ""}${waits}`;
}

/** In the order of a recursion: what is passed on too early, or again. */
function recursing(ran, step, n) {
  const { graph, steps, uses } = ran;
  const { name, args } = graph.nodes[step.node];
  const said = product(ran, step);
  if (n === steps.length) return verdict(ran).words;
  const visit = after(ran, n).counts[step.node];
  const again = visit > 1 ? ` This is visit ${visit} to ${name}.` : "";
  if (!args.length) return `${said}${again || ` ${name} is an input: from here it goes back.`}`;
  if (uses[step.node] === 1 && visit === 1) return `${said} The recursion goes on from ${name}.`;
  const what = visit > 1 ? "by now" : "so far";
  return `${said}${again} The recursion goes on from ${name} at once, with all that has come there ${what}.`;
}

/** How the recursion ends: how many steps it takes, and whether it is right. */
function verdict(ran) {
  const { graph, inputs, steps, forwards, visits, edges } = ran;
  const needed = visits.reduce((sum, times) => sum + times) - 1;
  const taken = steps.length - forwards - 1;
  const times = needed < 1e4 ? needed : figure(needed);
  const paid = `The recursion takes ${times} steps along ${count(edges.length, "edge")}`;
  if (taken < needed) return { loud: "Stop.", words: `${paid}; ${taken} of them are enough to see.` };
  if (needed === edges.length) return { loud: "", words: `${paid}, one along each, so it is right.` };
  /** @type {any[]} */
  const right = after(run(graph, inputs, "reverse"), Infinity).slopes;
  const isRight = (slope, i) => slope === right[i] || Math.abs(slope - right[i]) <= 1e-9 * Math.abs(right[i]);
  if (after(ran, Infinity).slopes.every(isRight)) return { loud: "", words: `${paid}, and is right here by chance.` };
  return { loud: "Wrong.", words: `${paid}: what came to a fork first was passed on again with what came later.` };
}
