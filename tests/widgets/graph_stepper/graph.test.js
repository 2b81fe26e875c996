import assert from "node:assert/strict";
import { test } from "node:test";
import { EXAMPLES } from "../../../backprop_widgets/graph_stepper/generated.js";
import { after, measured, run } from "../../../backprop_widgets/graph_stepper/graph.js";
import { parse } from "../../../backprop_widgets/graph_stepper/parse.js";
import { account } from "../../../backprop_widgets/graph_stepper/words.js";

/** An expression at its last step: value and slopes by name. */
function ends(expression, inputs, order = "reverse") {
  const { graph, fault } = parse(expression);
  assert.equal(fault, "");
  const ran = run(graph, inputs, order);
  const { slopes } = after(ran, ran.steps.length);
  const named = (values) => Object.fromEntries(graph.nodes.map(({ name }, i) => [name, values[i]]));
  return { ran, graph, value: ran.values[graph.output], values: named(ran.values), slopes: named(slopes) };
}
const near = (got, want, digits = 1e-8) =>
  assert.ok(Math.abs(got - want) <= digits * Math.max(1, Math.abs(want)), `${got} is not ${want}`);

// As published: Stanford's CS231n, Colah's essay, the README of micrograd, a notebook of Prince's book.
const PUBLISHED = {
  "CS231n: (x + y) z": [-12, { x: -4, y: -4, z: 3 }],
  "CS231n: a logistic neuron": [
    0.731058579,
    { w0: -0.196611933, x0: 0.393223866, w1: -0.393223866, x1: -0.5898358, w2: 0.196611933 },
  ],
  "CS231n: in stages": [1.545644884, { x: 2.059569796, y: 1.592232751 }],
  "Colah: (a + b)(b + 1)": [6, { a: 2, b: 5 }],
  micrograd: [24.70408163, { a: 138.83381924, b: 645.57725948 }],
  "Prince: sin, exp, cos": [
    0.138581,
    {
      ...{ f3: 0.744528, h3: 2.233585, f2: -1.683058, h2: -3.366115, f1: -17.060467, h1: 6.824187, f0: 2.280901 },
      ...{ w3: 0.489469, w2: -8.530233, w1: -16.079299, w0: 5.246071 },
    },
    1e-6,
  ],
};

test("the published examples have their published numbers", () => {
  for (const [name, [value, slopes, digits]] of Object.entries(PUBLISHED)) {
    const { expression, inputs } = EXAMPLES[name];
    const end = ends(expression, inputs);
    near(end.value, value, digits);
    for (const [input, slope] of Object.entries(slopes)) near(end.slopes[input], slope, digits);
  }
});

test("a node passes on only what is complete, and its count says when", () => {
  for (const { expression, inputs } of Object.values(EXAMPLES)) {
    const { ran, slopes, graph } = ends(expression, inputs);
    ran.steps.forEach(({ kind, edge, above, node }, i) => {
      if (kind !== "edge") return;
      const before = after(ran, i);
      assert.equal(before.counts[edge.to], 0);
      assert.equal(above, slopes[graph.nodes[edge.to].name]);
      assert.equal(after(ran, i + 1).counts[node], before.counts[node] - 1);
    });
    assert.ok(after(ran, ran.steps.length).counts.every((count) => count === 0));
  }
});

test("each step adds the local slope times what came back", () => {
  const { ran } = ends("b = a * a; c = b * b * a", { a: 3 });
  for (const { kind, local, above, part, before, after } of ran.steps)
    if (kind === "edge") assert.deepEqual([part, after], [local * above, before + part]);
});

test("a recursion that passes on at once counts twice, and visits once for each path", () => {
  const { slopes, ran } = ends("b = a + a; c = b + b", { a: 1 }, "recursion");
  assert.deepEqual(slopes, { a: 6, b: 2, c: 1 });
  assert.equal(ends("b = a + a; c = b + b", { a: 1 }).slopes.a, 4);
  assert.deepEqual(ran.visits, [4, 2, 1]);
  assert.deepEqual(after(ran, ran.steps.length).counts, [4, 2, 0]);
  assert.deepEqual(account(ran, ran.steps.length)[0], "Wrong.");
  for (const n of [1, 5, 20, 50]) {
    const lines = Array.from({ length: n }, (_, i) => `x${i + 1} = x${i} + x${i}`).join(";");
    const many = run(parse(lines).graph, { x0: 1 }, "recursion");
    assert.equal(many.visits[0], 2 ** n);
    assert.ok(many.steps.length < 500);
    assert.equal(account(many, many.steps.length)[0], n < 8 ? (n > 1 ? "Wrong." : "") : "Stop.");
  }
});

test("a recursion is right where no operation is used twice", () => {
  const { ran, slopes } = ends("tanh(x * y) + z", { x: 1, y: 2, z: 3 }, "recursion");
  assert.deepEqual(slopes, ends("tanh(x * y) + z", { x: 1, y: 2, z: 3 }).slopes);
  const [loud, words] = account(ran, ran.steps.length);
  assert.equal(loud, "");
  assert.match(words, /takes 5 steps along 5 edges, one along each, so it is right/);
});

test("a recursion may be right by chance, and is not called wrong then", () => {
  const { ran, slopes } = ends("b = a + a; c = b * b", { a: 0 }, "recursion");
  assert.equal(slopes.a, 0);
  const [loud, words] = account(ran, ran.steps.length);
  assert.equal(loud, "");
  assert.match(words, /takes 6 steps along 4 edges, and is right here by chance/);
});

// Where an operation has no value or no slope: after which steps it ends, and in which words.
const STOPS = [
  ["log(x) * y", { x: -1, y: 1 }, 0, /u1 cannot be computed: the logarithm of −1.00 does not exist/],
  ["log(x)", { x: 0 }, 0, /the logarithm of 0 does not exist/],
  ["x + 1 / (y - y)", { x: 1, y: 2 }, 1, /u2 cannot be computed: a division by 0 has no value/],
  ["x ** -1", { x: 0 }, 0, /a division by 0/],
  ["x ** 0.5", { x: -4 }, 0, /−4.00 to the power 0.50 is no real number/],
  ["exp(x)", { x: 1000 }, 0, /the value is too large to be held/],
  ["x * y", { x: 1e200, y: 1e200 }, 0, /too large/],
  ["x ** 0.5", { x: 0 }, 2, /f has no slope along x: it is infinitely steep there/],
  ["x ** y", { x: -2, y: 2 }, 3, /f has no slope along y: a number below 0/],
];

test("what has no value or no slope ends the steps with a sentence, and never is NaN", () => {
  for (const [expression, inputs, last, words] of STOPS) {
    const { ran } = ends(expression, inputs);
    assert.equal(ran.steps.length, last, expression);
    assert.match(ran.fault, words);
    assert.equal(account(ran, last)[0], "Stop.");
    for (let n = 0; n <= last; n++) {
      const { known, slopes } = after(ran, n);
      assert.ok([...known, ...slopes].every((value) => value === undefined || Number.isFinite(value)));
    }
  }
});

test("a slope may be too large where every value is small enough", () => {
  const { ran } = ends("1e200 * (1e200 * (x * 1e-300))", { x: 1 });
  assert.match(ran.fault, /The slope at u1 is too large to be held/);
});

test("powers have slopes where mathematics has them", () => {
  assert.equal(ends("x ** 0 + x", { x: 0 }).slopes.x, 1);
  assert.equal(ends("x ** 1", { x: 0 }).slopes.x, 1);
  assert.equal(ends("x ** 2", { x: -3 }).slopes.x, -6);
  assert.equal(ends("0 ** x", { x: 2 }).slopes.x, 0);
  near(ends("2 ** x", { x: 3 }).slopes.x, 8 * Math.log(2));
  assert.equal(ends("relu(x)", { x: 0 }).slopes.x, 0);
  assert.equal(ends("sigmoid(x)", { x: -1000 }).slopes.x, 0);
});

test("what is measured agrees, and is missing where a neighbour has no value", () => {
  for (const { expression, inputs } of Object.values(EXAMPLES)) {
    const { graph, slopes } = ends(expression, inputs);
    for (const [name, slope] of measured(graph, inputs)) near(slope, slopes[name], 1e-6);
  }
  assert.equal(measured(parse("log(x)").graph, { x: 1e-6 }).get("x"), undefined);
});

test("a sentence says what is added, and who waits", () => {
  const { ran, graph } = ends("c = a + b\nd = b + 1\ne = c * d", { a: 2, b: 1 });
  const all = ran.steps.map((_, i) => account(ran, i + 1)[1]);
  assert.match(all[0], /^c = a \+ b is 3.00\./);
  assert.match(all[2], /e = c \* d is 6.00\. It is the output/);
  assert.match(all[3], /de\/de is 1/);
  assert.match(all[6], /Along b the local slope of d is 1; times 3.00 from d that is 3.00\. 1 use of b has yet/);
  assert.match(all[8], /completes the slope of b: both uses have reported/);
  assert.equal(graph.nodes[graph.output].name, "e");
});
