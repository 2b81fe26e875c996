import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { formulaOf, signOf } from "../../../backprop_widgets/graph_stepper/formulas.js";
import { parse } from "../../../backprop_widgets/graph_stepper/parse.js";
import { programOf } from "../../../backprop_widgets/graph_stepper/program.js";

const REFUSED = JSON.parse(readFileSync(new URL("./refused.json", import.meta.url), "utf8"));

/** What nodes are called and made of, without numbers. */
function written(text) {
  const { graph, fault } = parse(text);
  assert.equal(fault, "");
  return graph.nodes.flatMap(({ operation, name }, i) =>
    operation === "number" ? [] : [`${name} = ${formulaOf(graph, i)}`],
  );
}

test("what cannot be read is refused in the sentences that Python has", () => {
  for (const [text, sentence] of Object.entries(REFUSED)) assert.equal(parse(text).fault, sentence);
});

test("what is no text is refused", () => {
  for (const given of [null, undefined, 3, [], {}, ["x"]])
    assert.equal(parse(given).fault, "The expression is no text; expected one like (x + y) * z.");
});

test("signs bind as in Python", () => {
  assert.deepEqual(written("a - b - c * d ** e ** 2"), [
    ...["a = input", "b = input", "u1 = a − b", "c = input", "d = input", "e = input"],
    ...["u2 = e**2", "u3 = d**u2", "u4 = c * u3", "f = u1 − u4"],
  ]);
  assert.deepEqual(written("-x**2"), ["x = input", "u1 = x**2", "f = −u1"]);
  assert.deepEqual(written("x**-2 + -3"), ["x = input", "u1 = x**−2", "f = u1 + (−3)"]);
  assert.deepEqual(written("--x"), ["x = input", "u1 = −x", "f = −u1"]);
  assert.deepEqual(written("a / b / c"), ["a = input", "b = input", "u1 = a / b", "c = input", "f = u1 / c"]);
});

test("lines have names, and those of the rest avoid them", () => {
  assert.deepEqual(written("b = a + a; c = b + b"), ["a = input", "b = a + a", "c = b + b"]);
  assert.deepEqual(written("u1 = x * f\n\n u1 + 2 * x;"), [
    ...["x = input", "f = input", "u1 = x * f", "u2 = 2 * x", "f3 = u1 + u2"],
  ]);
  assert.deepEqual(written("k = 2; v = x; k * v"), ["x = input", "f = 2 * x"]);
  assert.deepEqual(written("k = 2; a = -k * x; a + k"), ["u1 = −2", "x = input", "a = u1 * x", "f = a + 2"]);
  assert.deepEqual(written("x"), ["x = input"]);
  assert.deepEqual(written("2 * 3 + x"), ["u1 = 2 * 3", "x = input", "f = u1 + x"]);
});

test("signs that come along when a formula is copied are read", () => {
  assert.deepEqual(written("x − 2·y\u00a0× z"), written("x - 2*y * z"));
});

test("each number that is no operand of its own is in the sign", () => {
  const { graph } = parse("1 / (x + 2) ** 3 * relu(-x) - y");
  const signs = graph.nodes.map((_, i) => (graph.nodes[i].operation === "number" ? null : signOf(graph, i)));
  assert.deepEqual(signs, [null, "", null, "+ 2", null, "^ 3", "1 ÷", "neg", "relu", "×", "", "−"]);
});

test("a program has the lines of the reader, and gives a name to the last one", () => {
  const { graph } = parse("u = x·y ; exp(u) − 1e-3");
  assert.equal(
    programOf(graph, { x: -2, y: 0.5 }),
    [
      "from backprop_lib.graph import Value, exp, gradients",
      "",
      "x = Value(-2)",
      "y = Value(0.5)",
      "u = x*y",
      "f = exp(u) - 1e-3",
      'print("f =", f.data)',
      'for name, slope in zip(["x", "y"], gradients(f, [x, y])):',
      '    print("df/d" + name, "=", slope)',
      "",
    ].join("\n"),
  );
});
