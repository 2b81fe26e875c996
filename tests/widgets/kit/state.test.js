/* What a trait may be is judged twice, in Python and on the page: here both are asked. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { faultOf } from "../../../backprop_widgets/kit/state.js";

const ASKED = `
import json, sys
from traitlets import Bool, HasTraits, TraitError
from backprop_widgets.kit.traits import Choice, Count, Finite, Momentum, Positive, rules

class Asked(HasTraits):
    choice = Choice("tanh", ["sigmoid", "tanh"])
    count = Count(1, low=1, high=12)
    count_on = Count(0)
    positive = Positive(0.1)
    finite = Finite(0.0)
    momentum = Momentum(0.0)
    flag = Bool(False)

def said(name, value):
    try:
        Asked(**{name: value})
    except TraitError as fault:
        return str(fault)
    return ""

traits = rules(vars(Asked), Asked.class_trait_names())
print(json.dumps([traits, [said(*case) for case in json.load(sys.stdin)]]))
`;

const GOOD = [
  ...["sigmoid", "tanh"].map((value) => ["choice", value]),
  ...[1, 12].map((value) => ["count", value]),
  ...[0, 1e9].map((value) => ["count_on", value]),
  ...[5e-324, 1, 1e308].map((value) => ["positive", value]),
  ...[-1e308, -0.5, 0].map((value) => ["finite", value]),
  ...[0, 0.9999].map((value) => ["momentum", value]),
  ...[true, false].map((value) => ["flag", value]),
];
const BAD = [
  ...["sine", "Tanh", ""].map((value) => ["choice", value]),
  ...[0, 13, -4].map((value) => ["count", value]),
  ["count_on", -1],
  ...[-0.5, 0, -1, Infinity, Number.NaN].map((value) => ["positive", value]),
  ...[Infinity, -Infinity, Number.NaN].map((value) => ["finite", value]),
  ...[-0.25, 1, 1.5, Number.NaN].map((value) => ["momentum", value]),
];
const OF_ANOTHER_TYPE = [
  ...[3, null, ["tanh"]].map((value) => ["choice", value]),
  ...["3", null, 1.5, [1]].map((value) => ["count", value]),
  ...["positive", "finite", "momentum"].flatMap((name) => ["0.5", null, [0.5]].map((value) => [name, value])),
  ...["true", null].map((value) => ["flag", value]),
];

// Python reads NaN and Infinity as they are written here, although they are no JSON.
const CASES = [...GOOD, ...BAD, ...OF_ANOTHER_TYPE];
const input = CASES.map(([name, value]) => `["${name}", ${typeof value === "number" ? value : JSON.stringify(value)}]`);
const answer = execFileSync("python", ["-c", ASKED], { input: `[${input.join()}]`, encoding: "utf8" });
/** The rules, and what Python says of each case.
    @type {[import("../../../backprop_widgets/kit/state.js").Traits, string[]]} */
const [TRAITS, SAID] = JSON.parse(answer);
const here = (name, value) => faultOf({ [name]: TRAITS[name] }, { [name]: value });
const inPython = (one) => SAID[CASES.indexOf(one)];

test("Python and the page refuse the same values in the same words", () => {
  assert.deepEqual(new Set([...BAD.map(([name]) => name), "flag"]), new Set(Object.keys(TRAITS)));
  for (const one of BAD) {
    const [name, value] = one;
    // Each spells the value in its way: 1 or 1.0, null or nan. The rest is the same, letter for letter.
    const [, spelled] = inPython(one).match(/ is (.*); expected/) ?? [];
    assert.equal(here(name, value), inPython(one).replace(spelled, JSON.stringify(value)));
    const meant = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity }[spelled];
    assert.deepEqual(meant ?? JSON.parse(spelled), value);
  }
});

test("Python and the page accept the same values, the defaults among them", () => {
  for (const one of GOOD) assert.deepEqual([here(...one), inPython(one)], ["", ""], one);
  for (const [name, rule] of Object.entries(TRAITS)) assert.equal(here(name, rule.default), "");
});

test("a value of another type is refused by both, here in the words of the rule", () => {
  for (const one of OF_ANOTHER_TYPE) {
    assert.notEqual(inPython(one), "");
    assert.ok(here(...one).startsWith(`${one[0]} is ${JSON.stringify(one[1])}; expected `), here(...one));
  }
});

test("what only the widget itself can judge is left to it", () => {
  assert.equal(faultOf({ network: { default: [] } }, { network: "mazur" }), "");
});
