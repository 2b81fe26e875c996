/* The edges on the page: each a line, an arrowhead, and what a hand can aim at. */

import { put, shape } from "../kit/dom.js";
import { arrowhead, edgePath } from "./edges.js";

/** The edges in a drawing, by the label of their weight, bias or E. */
export function edgeLines(drawing) {
  const lines = new Map();

  /** A new edge, which runs nowhere yet; `act`, if there is one, is called for a click on it. */
  function add(name, act) {
    const [hit, line, tip] = ["hit", "edge", "head"].map((kind) => shape("path", { class: kind }));
    const group = shape("g", {}, ...(act ? [hit] : []), line, tip);
    if (act) group.addEventListener("click", act);
    drawing.append(group);
    const edge = { group, hit, line, tip, from: null, state: "" };
    lines.set(name, edge);
    return edge;
  }

  function run(name, from, to, bend) {
    const edge = Object.assign(lines.get(name), { from, to, bend, state: "" });
    for (const path of [edge.hit, edge.line]) put(path, { d: edgePath(edge) });
  }

  /** path (dotted), passed and passing (with an arrowhead): labels. Nothing shows of an edge that runs nowhere yet. */
  function mark({ path, passed, passing, back }) {
    for (const [name, edge] of lines) {
      const inUse = path.includes(name) ? "on" : "";
      const state = passing.includes(name) ? "now" : passed.includes(name) ? "done" : inUse;
      if (edge.from && `${state} ${back}` !== edge.state) restate(edge, state, back);
    }
  }

  function restate(edge, state, back) {
    edge.state = `${state} ${back}`;
    put(edge.line, { class: `edge ${back ? "back" : "ahead"} ${state}` });
    put(edge.tip, { class: `head ${back ? "back" : "ahead"}`, d: state === "now" ? arrowhead(edge, back) : "" });
    if (state) drawing.append(edge.group); // over those that are not in use
  }
  return { add, run, mark };
}
