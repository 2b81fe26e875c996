/* The picture of a graph: nodes with value and slope over a drawing of the edges. */

import { element, put, setChildren, setClasses, setText, shape } from "../kit/dom.js";
import { figure } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { signOf } from "./formulas.js";
import { edgesOf, isOperation } from "./graph.js";
import { layout } from "./layout.js";

const [HEIGHT, NARROW] = [48, 540];
const MARGIN = 10; // around the drawing, for the counts at the corners

/** How wide the nodes have to be for their names and signs. */
function widthOf(graph, least) {
  const lengths = graph.nodes.map(({ name }, i) => name.length + signOf(graph, i).length);
  return Math.min(128, Math.max(least, 24 + 7 * Math.max(...lengths)));
}

/** A place for a number, which is there once it is known. */
function shownNumber(name, kind, role) {
  const value = quantity(name, role);
  const node = element("span", { class: kind });
  function show(now, state = "") {
    if (now !== undefined) value.show(now, figure(now));
    setChildren(node, now === undefined ? [] : [value.node]);
    setClasses(node, `${kind} ${state}`.trim());
  }
  return { node, show };
}

/** @type {(graph: import("./parse.js").Graph, i: number, place: number[], width: number) => any} */
function box(graph, i, [left, top], width) {
  const { name } = graph.nodes[i];
  const kind = isOperation(graph.nodes[i]) ? "node" : "node input";
  const value = shownNumber(`value_${name}`, "value", "forward");
  const slope = shownNumber(`slope_${name}`, "slope", "gradient");
  const [counted, failed] = [quantity(""), element("span", { class: "value failed" }, "✗")];
  const count = element("span", { class: "count" });
  const head = element("span", { class: "head" }, element("b", {}, name), element("i", {}, signOf(graph, i)));
  const node = element("div", { class: kind }, head, value.node, slope.node, count);
  node.style.cssText = `left: ${left}px; top: ${top}px; width: ${width}px; height: ${HEIGHT}px`;
  function show({ known, slopes, counts, backwards }, step, hasFailed, order) {
    const at = step?.node === i;
    value.show(known[i], at && step.kind === "value" ? "now" : "");
    const now = at && step.kind !== "value" ? "now" : "done";
    slope.show(slopes[i], slopes[i] === undefined ? "" : now);
    if (hasFailed) setChildren(value.node, [failed]);
    const shown = backwards && i !== graph.output;
    if (shown) {
      counted.rename(`${order === "recursion" ? "visits" : "waiting"}_${name}`, "");
      counted.show(counts[i], String(counts[i]));
    }
    setChildren(count, shown ? [counted.node] : []);
    setClasses(count, shown && !counts[i] ? "count none" : "count");
  }
  return { node, show };
}

/** The edges, the head of the arrow of this step, and the local slope on it. */
function lines(drawn, upright) {
  const paths = drawn.map(({ d }) => shape("path", { d, class: "edge" }));
  const [now, head] = [shape("path", { class: "edge now" }), shape("path", { class: "arrow" })];
  const plate = element("span", { class: "plate", hidden: "" });
  function arrow({ start, end }, back) {
    const [[x, y], way] = [back ? start : end, back ? -1 : 1];
    return upright ? `M${x} ${y}l5 ${-10 * way}h-10z` : `M${x} ${y}l${-10 * way} 5v-10z`;
  }
  /** states: of each edge "", "forward" or "back"; here: the edges of this step; local: the number on the plate. */
  function show(states, here, back, local) {
    paths.forEach((path, k) => put(path, { class: `edge ${states[k]}` }));
    put(now, { d: here.map((k) => drawn[k].d).join(""), class: back ? "edge now back" : "edge now" });
    const heads = here.map((k) => arrow(drawn[k], back)).join("");
    put(head, { d: heads, class: back ? "arrow back" : "arrow" });
    plate.hidden = local === undefined;
    if (local === undefined) return;
    setText(plate, figure(local));
    const [x, y] = drawn[here[0]].plate;
    plate.style.cssText = `left: ${x}px; top: ${y}px`;
  }
  return { nodes: [...paths, now, head], plate, show };
}

/** The picture as it fits into `room` px; upright where that is little. */
export function picture(graph, room) {
  const upright = room < NARROW;
  const edges = edgesOf(graph);
  const width = widthOf(graph, upright ? 60 : 66);
  const gaps = upright ? { gap: 44, space: 8 } : { gap: 54, space: 8 };
  const size = { width, height: HEIGHT, room: upright ? 0 : room - 2 * MARGIN, upright, ...gaps };
  const plan = layout(graph, edges, size);
  const boxes = plan.places.map((place, i) => place && box(graph, i, place, width));
  const drawing = lines(plan.edges, upright);
  const [wide, high] = [plan.width, plan.height].map(Math.ceil);
  const svg = shape("svg", { width: wide, height: high, "aria-hidden": "true" }, ...drawing.nodes);
  const inside = element(
    "div",
    { class: "inside" },
    svg,
    ...boxes.flatMap((one) => (one ? [one.node] : [])),
    drawing.plate,
  );
  inside.style.cssText = `width: ${wide}px; height: ${high}px; --wide: ${wide}`;
  const node = element(
    "div",
    { class: upright ? "graph upright" : "graph", role: "group", tabindex: 0, "aria-label": "The graph" },
    inside,
  );

  /** @param {ReturnType<typeof import("./graph.js").run>} ran */
  function show(ran, seen, n) {
    const step = ran.steps[n - 1];
    boxes.forEach((one, i) => one?.show(seen, step, i === ran.failed && n === ran.forwards, ran.order));
    const done = ran.steps.slice(0, n);
    const reached = new Set(done.flatMap(({ kind, node }) => (kind === "value" ? [node] : [])));
    const back = new Set(done.flatMap(({ edge }) => (edge ? [edge] : [])));
    const states = ran.edges.map((edge) => (back.has(edge) ? "back" : reached.has(edge.to) ? "forward" : ""));
    const here = ran.edges.flatMap((edge, k) =>
      step?.edge === edge || (step?.kind === "value" && edge.to === step.node) ? [k] : [],
    );
    drawing.show(states, here, step?.kind === "edge", step?.edge ? step.local : undefined);
    if (step) follow(plan.places[step.node]);
  }
  /** Where the picture is wider or higher than its box, the node of this step comes into it. */
  function follow(place) {
    const [x, y] = place;
    const over = (from, size, at, length) =>
      at < from ? at - 40 : at + length > from + size ? at + length - size + 40 : from;
    const left = over(node.scrollLeft, node.clientWidth, x, width + 2 * MARGIN);
    const top = over(node.scrollTop, node.clientHeight, y, HEIGHT + 2 * MARGIN);
    if (left !== node.scrollLeft || top !== node.scrollTop) node.scrollTo(left, top);
  }
  return { node, show };
}
