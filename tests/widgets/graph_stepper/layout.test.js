import assert from "node:assert/strict";
import { test } from "node:test";
import { EXAMPLES } from "../../../backprop_widgets/graph_stepper/generated.js";
import { edgesOf } from "../../../backprop_widgets/graph_stepper/graph.js";
import { layout, spread } from "../../../backprop_widgets/graph_stepper/layout.js";
import { parse } from "../../../backprop_widgets/graph_stepper/parse.js";
import { uniform } from "../../../backprop_widgets/kit/generator.js";

/** Some random expression with this many inputs and operations, in named lines. */
function randomText(seed) {
  const random = uniform(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const known = ["x", "y", "z"].slice(0, 1 + Math.floor(random() * 3));
  const lines = [];
  const unused = new Set();
  for (let i = 0; i < 3 + random() * 18; i++) {
    const operands = [pick(known), unused.size > 2 ? pick([...unused]) : pick(known)];
    const line = random() < 0.25 ? `tanh(${operands[1]})` : operands.join(pick([" + ", " * ", " - "]));
    lines.push(`n${i} = ${line}`);
    for (const name of line.match(/[a-z]\d*/g)) unused.delete(name);
    known.push(`n${i}`);
    unused.add(`n${i}`);
  }
  lines.push([...unused].join(" + "));
  return lines.join("; ");
}

const TEXTS = [
  ...Object.values(EXAMPLES).map(({ expression }) => expression),
  ...Array.from({ length: 60 }, (_, k) => randomText(k)),
].filter((text) => !parse(text).fault);
const SIZES = [
  { width: 66, height: 48, gap: 54, space: 8, room: 940, upright: false },
  { width: 60, height: 48, gap: 44, space: 8, room: 0, upright: true },
];

/** Points along path data of lines and cubic curves. */
function pointsOf(d) {
  const points = [];
  let from = [0, 0];
  for (const [, letter, numbers] of d.matchAll(/([MLC])([^MLC]*)/g)) {
    const n = numbers.split(/[ ,]/).map(Number);
    const end = n.slice(-2);
    for (let i = 1; i <= 24; i++) {
      const [t, s] = [i / 24, 1 - i / 24];
      const curve = (k) => s ** 3 * from[k] + 3 * s * s * t * n[k] + 3 * s * t * t * n[k + 2] + t ** 3 * end[k];
      if (letter === "C") points.push([curve(0), curve(1)]);
      if (letter === "L") points.push([s * from[0] + t * end[0], s * from[1] + t * end[1]]);
    }
    from = end;
  }
  return points;
}

function* plans() {
  for (const text of TEXTS)
    for (const size of SIZES) {
      const { graph } = parse(text);
      const edges = edgesOf(graph);
      yield { text, size, graph, edges, plan: layout(graph, edges, size) };
    }
}

test("there are graphs of all sizes", () => {
  assert.ok(TEXTS.length > 60);
});

test("no two nodes touch, and all are inside the picture", () => {
  for (const { text, size, plan } of plans()) {
    const places = plan.places.filter((place) => place);
    places.forEach(([x, y], i) => {
      assert.ok(
        x >= -0.1 && x + size.width <= plan.width + 0.1 && y >= -0.1 && y + size.height <= plan.height + 0.1,
        text,
      );
      for (const [u, v] of places.slice(0, i))
        assert.ok(Math.abs(x - u) >= size.width + 4 || Math.abs(y - v) >= size.height + 4, text);
    });
  }
});

test("no edge runs through a node", () => {
  for (const { text, size, plan } of plans())
    for (const { d } of plan.edges)
      for (const [px, py] of pointsOf(d))
        for (const place of plan.places) {
          if (!place) continue;
          const [x, y] = place;
          const inside = px > x + 0.5 && px < x + size.width - 0.5 && py > y + 0.5 && py < y + size.height - 0.5;
          assert.ok(!inside, `${text}: ${px} ${py}`);
        }
});

test("edges begin and end at their nodes, the first of two operands above or left of the second", () => {
  for (const { text, size, plan, edges } of plans())
    edges.forEach(({ from, to, k }, i) => {
      const along = size.upright ? 1 : 0;
      const length = size.upright ? size.height : size.width;
      const [start, end] = [plan.places[from], plan.places[to]];
      assert.ok(Math.abs(plan.edges[i].start[along] - start[along] - length) < 0.2, text);
      assert.ok(Math.abs(plan.edges[i].end[along] - end[along]) < 0.2, text);
      const other = edges.findIndex((edge) => edge.to === to && edge.k !== k);
      if (other > i) assert.ok(plan.edges[i].end[1 - along] < plan.edges[other].end[1 - along], text);
    });
});

test("an edge leads to a later layer, and inputs stand in the first", () => {
  for (const { text, size, graph, plan, edges } of plans()) {
    const along = size.upright ? 1 : 0;
    for (const { from, to } of edges) assert.ok(plan.places[from][along] < plan.places[to][along], text);
    graph.nodes.forEach(({ operation }, i) => {
      if (operation === "input") assert.equal(plan.places[i][along], 0, text);
    });
  }
});

test("numbers spread as little as they have to", () => {
  assert.deepEqual(spread([0, 10, 20], [0, 5, 5]), [0, 10, 20]);
  assert.deepEqual(spread([0, 0, 5], [0, 2, 2]), [-1, 1, 5]);
  assert.deepEqual(spread([3, 2, 1], [0, 1, 1]), [1, 2, 3]);
});
