/* How a page reads formulas: what it writes below the field, and values in complex numbers. What it accepts and
   refuses is compared with Python in test_formulas_on_page.py. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../../book_ext/site/theme/formulas/reading.js";
import { tex } from "../../book_ext/site/theme/formulas/tex.js";
import { valueAt } from "../../book_ext/site/theme/formulas/values.js";

const SYMBOLS = [
  { name: "a", latex: "a" },
  { name: "b", latex: "b" },
  { name: "o_j", latex: "o_j" },
  { name: "theta", latex: "\\theta" },
];
const written = new Map(SYMBOLS.map(({ name, latex }) => [name, latex]));
const shown = (text) => tex(read(text, SYMBOLS), written).replace(/\\left|\\right/g, "");
const valued = (text, place) => valueAt(read(text, SYMBOLS), place);

const SHOWN = {
  "a*(1-a)": "a (1 - a)",
  "a - (b - a)": "a - (b - a)",
  "(a - b) - a": "a - b - a",
  "a + -b": "a + (-b)",
  "-2 a b": "-2 a b",
  "a - -2 b": "a - (-2 b)",
  "a*(-b)": "a (-b)",
  "-(a + b)": "-(a + b)",
  "2*3*a": "2 \\cdot 3 a",
  "a/2b": "\\frac{a}{2} b",
  "a/(2b)": "\\frac{a}{2 b}",
  "1/2/a": "\\frac{\\frac{1}{2}}{a}",
  "2 * (1/2)": "2 \\cdot \\frac{1}{2}",
  "a^2^3": "a^{2^{3}}",
  "(a^2)^3": "(a^{2})^{3}",
  "-a^2": "-a^{2}",
  "(-a)^2": "(-a)^{2}",
  "(a/b)^2": "(\\frac{a}{b})^{2}",
  "o_j^2": "o_j^{2}",
  "2^-a": "2^{-a}",
  "e^(-a)": "e^{-a}",
  "exp(-a)^2": "\\exp^{2}(-a)",
  "tanh(a)^2": "\\tanh^{2}(a)",
  "tanh(a)^b": "(\\tanh(a))^{b}",
  "sqrt(a)^3": "\\sqrt{a}^{3}",
  "log(theta)": "\\ln(\\theta)",
  "1.5e-3*a": "1.5 \\cdot 10^{-3} a",
  "\\frac12 \\theta": "\\frac{1}{2} \\theta",
};

for (const [text, wanted] of Object.entries(SHOWN))
  test(`${text} is shown as ${wanted}`, () => assert.equal(shown(text), wanted));

test("what is shown is read again as the same", () => {
  const place = { a: 0.7, b: -1.3, o_j: 0.4, theta: 1.9 };
  for (const text of Object.keys(SHOWN)) {
    const again = tex(read(text, SYMBOLS), written);
    const [re, im] = valued(again, place);
    const [there, besides] = valued(text, place);
    assert.ok(Math.hypot(re - there, im - besides) < 1e-12 * (1 + Math.hypot(there, besides)), `${text}: ${again}`);
  }
});

const close = ([re, im], [there, besides]) => Math.hypot(re - there, im - besides) < 1e-12;

test("values are those of complex numbers", () => {
  const i = "sqrt(-1)";
  assert.deepEqual(valued("sqrt(a)*sqrt(a)", { a: -2.25 }), [-2.25, 0]);
  assert.ok(close(valued(i), [0, 1]));
  assert.ok(close(valued("ln(-1)"), [0, Math.PI]));
  assert.ok(close(valued(`e^(${i} * 2)`), [Math.cos(2), Math.sin(2)]));
  assert.ok(close(valued("(-8)^(1/3)"), [1, Math.sqrt(3)]));
  assert.ok(close(valued(`(1 + 2 ${i})^3`), [-11, -2]));
  assert.ok(close(valued(`(1 + 2 ${i})^(-1)`), [0.2, -0.4]));
  assert.ok(close(valued(`(1 + 2 ${i})/(3 - ${i})`), [0.1, 0.7]));
  for (const [name, inverse] of [
    ["sinh(b)", "(e^b - e^(-b))/2"],
    ["cosh(b)", "(e^b + e^(-b))/2"],
    ["tanh(b)", "(e^b - e^(-b))/(e^b + e^(-b))"],
    ["sin(b)", `(e^(${i}*b) - e^(-${i}*b))/(2 ${i})`],
    ["cos(b)", `(e^(${i}*b) + e^(-${i}*b))/2`],
  ])
    for (const b of ["0.3", `(0.3 + 1.2 ${i})`, `(-0.7 ${i})`])
      assert.ok(close(valued(name.replaceAll("b", b)), valued(inverse.replaceAll("b", b))), `${name} at ${b}`);
});

test("what has no value is not a number", () => {
  for (const text of ["1/0", "ln(0)", "0^(-1)", "0/0", "(-1)^0.5/0"])
    assert.ok(!valued(text).every(Number.isFinite), text);
});

test("what is too deep to be walked through is refused", () => {
  assert.throws(() => read(`${"-".repeat(1999)}a`, SYMBOLS), /cannot be read as Python or LaTeX/);
  assert.ok(tex(read(`${"a+".repeat(900)}a`, SYMBOLS), written).endsWith("+ a"));
});
