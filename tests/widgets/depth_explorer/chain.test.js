import assert from "node:assert/strict";
import { test } from "node:test";
import { chainOf, problem } from "../../../backprop_widgets/depth_explorer/chain.js";
import { ACTIVATIONS, EXAMPLES, TRAITS } from "../../../backprop_widgets/depth_explorer/generated.js";
import { boundOf, logarithmic, wholeTicks } from "../../../backprop_widgets/depth_explorer/logarithmic.js";
import { account } from "../../../backprop_widgets/depth_explorer/words.js";
import { asText } from "../../../backprop_widgets/kit/numbers.js";

const STATE = { w: 1, b: 0, x: 1, depth: 10 };
const chain = (name, changes = {}) => chainOf(ACTIVATIONS[name].at, { ...STATE, ...changes });

test("the gradient at the input is the slope of the output, measured", () => {
  for (const name of Object.keys(ACTIVATIONS)) {
    for (const [w, b, x] of [
      [1.3, -0.2, 0.7],
      [-0.8, 0.5, -1.1],
      [2, 0.1, 0.3],
    ]) {
      const output = (x) => chain(name, { w, b, x, depth: 4 })[4].a;
      const h = 1e-6;
      const measured = (output(x + h) - output(x - h)) / (2 * h);
      const { gradient } = chain(name, { w, b, x, depth: 4 })[0];
      assert.ok(Math.abs(gradient - measured) <= 1e-7 * Math.max(1, Math.abs(measured)), `${name} ${gradient}`);
    }
  }
});

test("an own activation without a value there is said, and no number is made up", () => {
  const layers = chainOf((z) => [Math.log(z), 1 / z], { ...STATE, depth: 3 });
  const [loud, words] = account({ name: "own activation" }, { ...STATE, depth: 3 }, layers);
  assert.deepEqual([loud, words.slice(0, 18)], ["Out of range.", "In layer 2 z = 0, "]);
  assert.equal(asText(Number.NaN), "undefined");
  assert.equal(asText(Infinity, String), "too large");
});

test("each example is called what its words say", () => {
  const loud = (name) =>
    account({ name: EXAMPLES[name].activation }, EXAMPLES[name], chain(EXAMPLES[name].activation, EXAMPLES[name]))[0];
  assert.deepEqual(Object.keys(EXAMPLES).map(loud), ["Vanishing.", "Exploding.", "Dead.", ""]);
});

test("gradients stay within the picture, larger ones higher, zeros below", () => {
  for (const [name, changes] of [
    ["sigmoid", {}],
    ["relu", { w: 1.5, depth: 30 }],
    ["tanh", { w: -5, depth: 30 }],
    ["relu", { b: -0.3 }],
  ]) {
    const layers = chain(name, changes);
    const { sizes, x, y, left, right, top, floor, zero } = logarithmic(layers, 400);
    const drawn = sizes.flatMap((size, l) => (size > 0 ? [[x(l), y(Math.log10(size)), size]] : []));
    for (const [px, py, size] of drawn) {
      assert.ok(px > left && px <= right && py >= top - 1e-9 && py <= floor - (zero ? 26 : 0), name);
      for (const [, other, larger] of drawn) if (larger > size) assert.ok(other <= py, name);
    }
    assert.equal(zero, layers[0].gradient === 0);
  }
});

test("the bound is drawn through its own powers, and only while it says something", () => {
  const layers = chain("sigmoid");
  const frame = logarithmic(layers, 400);
  const [x1, y1, x2, y2] =
    boundOf(frame, 0.25)
      ?.d.match(/-?[\d.]+/g)
      ?.map(Number) ?? [];
  assert.deepEqual([x1, y1], [frame.x(10), frame.y(0)]);
  const back = 10 - (10 * (x2 - frame.x(0))) / (frame.x(10) - frame.x(0));
  assert.ok(Math.abs(y2 - frame.y(back * Math.log10(0.25))) < 1e-9);
  assert.equal(boundOf(frame, 1), null);
  assert.equal(boundOf(frame, Number.NaN), null, "nobody knows the steepest slope of an own activation");
});

test("ticks of layers and powers are whole and not too many", () => {
  assert.deepEqual(wholeTicks(-1, 1, 6), [-1, 0, 1]);
  assert.deepEqual(wholeTicks(0, 30, 9), [0, 5, 10, 15, 20, 25, 30]);
  assert.deepEqual(wholeTicks(-7, 0, 5), [-6, -4, -2, 0]);
});

test("a state that fits is accepted, the defaults are one, and others are named", () => {
  const good = Object.fromEntries(Object.entries(TRAITS).map(([name, rule]) => [name, rule.default]));
  assert.equal(problem(good, ACTIVATIONS), "");
  assert.match(
    problem({ ...good, activation: "toString" }, ACTIVATIONS),
    /^There is no activation called “toString”\.$/,
  );
});
