import assert from "node:assert/strict";
import { test } from "node:test";
import {
  aimed,
  digits,
  figure,
  isCount,
  isMatrix,
  MINUS,
  numberFrom,
  powerBelow,
  upTo,
} from "../../../backprop_widgets/kit/numbers.js";

/** 1,000 numbers of all sizes and both signs, the same each time. */
const ALL_SIZES = upTo(1000).map((i) => Math.sin(7 * i + 1) * 10 ** ((i % 25) - 12));

/** What a text says, read as a reader would. */
function read(text) {
  const [number, power = ""] = text.replaceAll(MINUS, "-").split("×10");
  return Number(`${number}e${[...power].map((c) => (c === "⁻" ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))).join("") || 0}`);
}

test("a number has four figures, and a short decimal stays as it is", () => {
  const known = {
    "0.40": 0.4,
    0.3775: 0.37749,
    "2.00": 2,
    150: 150,
    "−1.25": -1.25,
    0.64: 0.8 * 0.8,
    "9.766×10⁻⁴": 2 ** -10,
    "1.000×10⁴": 1e4,
    0: -0,
    "too large": Infinity,
    "−0.30": 0.1 + 0.2 - 0.6,
    "1.60": 1.1 + 0.5000000000000001,
    "0.80": 1.2 ** 2 - 0.8 ** 2,
  };
  for (const [text, value] of Object.entries(known)) assert.equal(figure(value), text);
});

test("no number is further from its text than half of the fourth figure", () => {
  for (const value of ALL_SIZES)
    assert.ok(Math.abs(read(figure(value)) - value) <= 0.5001e-3 * powerBelow(Math.abs(value)), figure(value));
});

test("all digits are all digits", () => {
  for (const value of ALL_SIZES) assert.equal(Number(digits(value).replaceAll(MINUS, "-")), value);
});

test("a hand aims at round numbers within the range", () => {
  assert.equal(aimed(0.123456, -1, 1), 0.12);
  assert.equal(aimed(7, -1, 1), 1);
  for (const value of upTo(100).map((i) => 3 * Math.sin(i))) {
    const got = aimed(value, -2, 4);
    assert.ok(got >= -2 && got <= 4 && Math.abs(Math.round(got * 100) - got * 100) < 1e-9);
    if (value >= -2) assert.ok(Math.abs(got - value) <= 0.005 + 1e-12);
  }
});

test("what is no number, no count, no matrix is told apart", () => {
  assert.ok(isCount(3, 1, 3) && !isCount(3.5) && !isCount("3") && !isCount(4, 1, 3) && !isCount(-1));
  const matrix = [
    [1, 2],
    [3, 4],
  ];
  assert.ok(isMatrix(matrix, 2, 2));
  for (const other of [
    null,
    "12",
    [[1, 2]],
    [[1, 2], [3]],
    [[1, 2], "34"],
    [
      [1, 2],
      [3, Number.NaN],
    ],
    [
      [1, 2],
      [3, null],
    ],
  ])
    assert.ok(!isMatrix(other, 2, 2), JSON.stringify(other));
});

const READ = {
  "0,5": 0.5,
  " .5 ": 0.5,
  "０．５": 0.5,
  "5.": 5,
  "−0.5": -0.5,
  "–0,5": -0.5,
  "-.5": -0.5,
  "+1": 1,
  "- 1": -1,
  "‑0.5": -0.5,
  "\u200b1": 1,
  "1e-3": 1e-3,
  "1e−3": 1e-3,
  "2,5E2": 250,
  "007": 7,
  "-0": -0,
};
// What may mean two things, or is no number at all: nothing of it is dropped to make it one.
const REFUSED = `½|¹|1,000.5|1.000,5|1,000,000|1 000|1'000|1_000|--1|+-1|1-|0..5|0,,5|.|,|-|e5|1e|1e5.5|0x10|0b1|1/2|
1+1|NaN|Infinity|1e999|∞|10²|٣|1.5.2|five|1m|(1)|constructor|__proto__|\u202e1|null`.split(/\|\n?/);

test("a typed number is read whole", () => {
  for (const [text, value] of Object.entries(READ)) assert.ok(Object.is(numberFrom(text), value), text);
});

test("what is no number is none, rather than a part of it", () => {
  for (const text of ["", " ", ...REFUSED]) assert.equal(numberFrom(text), null, text);
});
