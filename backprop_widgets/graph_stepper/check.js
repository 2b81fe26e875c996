/* Whether the slopes that the steps found are those that one measures. */

import { element, setChildren, setClass, setText, unlessSame } from "../kit/dom.js";
import { quantity } from "../kit/quantity.js";
import { measured } from "./graph.js";

/** The slopes with respect to the inputs, measured: each there once the steps have found it, so that it gives nothing
    away. At the end it says whether those on the page agree. */
export function checkLine() {
  const [verdict, list] = [element("span", { class: "verdict" }), element("span")];
  const node = element("p", { class: "check" }, verdict, " ", list);
  let numbers = new Map();
  const lay = unlessSame((f, names) => {
    numbers = new Map(names.split(" ").map((name) => [name, later(quantity(`measured_${name}`, "gradient"))]));
    const parts = [...numbers].flatMap(([name, { node }]) => [element("span", {}, `d${f}/d${name} `, node), " "]);
    setChildren(list, parts);
  });
  function show(ran, seen, inputs, atEnd, text) {
    const { nodes, output } = ran.graph;
    lay(nodes[output].name, Object.keys(inputs).join(" "));
    const found = measured(ran.graph, inputs);
    let wrong = 0;
    for (const [name, number] of numbers) {
      const value = found.get(name);
      const i = nodes.findIndex((node) => node.name === name);
      const whole = ran.order === "recursion" ? seen.counts[i] === ran.visits[i] : !seen.counts[i];
      number.show(seen.backwards && whole, value, value === undefined ? "none" : text(+value.toPrecision(9)));
      const slope = seen.slopes[i] ?? 0;
      const room = 1e-6 * Math.abs(value ?? 0) + 1e-9 * Math.max(1, Math.abs(ran.values[output]));
      if (value !== undefined && Math.abs(slope - value) > room) wrong += 1;
    }
    const corner = nodes.some(({ operation, args }) => operation === "relu" && ran.values[args[0]] === 0);
    setText(verdict, atEnd ? said(wrong, found.size, corner) : "Measured, too, once it is reached:");
    setClass(verdict, "wrong", atEnd && wrong > 0 && !corner);
  }
  return { node, show };
}

/** A number with a dash in its place until it is there. */
function later(number) {
  const [node, dash] = [element("span"), element("span", {}, "–")];
  function show(isThere, value, words) {
    if (isThere) number.show(value, words);
    setChildren(node, [isThere ? number.node : dash]);
  }
  return { node, show };
}

function said(wrong, all, corner) {
  if (!wrong) return "✓ They agree with those measured:";
  if (corner) return "Across a corner of relu one measures:";
  return `✗ ${wrong} of ${all} ${wrong > 1 ? "are" : "is"} not as measured:`;
}
