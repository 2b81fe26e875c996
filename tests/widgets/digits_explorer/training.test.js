/* The digits as the page has them, and the fast training on flat arrays: the numbers of network.js and of Python. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import {
  firstParameters,
  flatGradient,
  judge,
  layersOf,
} from "../../../backprop_widgets/digits_explorer/flat_network.js";
import { TOO_LARGE } from "../../../backprop_widgets/digits_explorer/generated.js";
import { passOf } from "../../../backprop_widgets/digits_explorer/pass.js";
import {
  fromLetters,
  isPicture,
  lettersOf,
  pictureAt,
  unpacked,
} from "../../../backprop_widgets/digits_explorer/pictures.js";
import { newTraining } from "../../../backprop_widgets/digits_explorer/training.js";
import { backward, cost, descend, forward } from "../../../backprop_widgets/kit/network.js";

const all = unpacked();
const SETTINGS = { learning_rate: 0.1, momentum: 0.9, batch_size: 32, hidden: 24, seed: 1 };
const python = (code) => JSON.parse(execFileSync("python", ["-c", code], { encoding: "utf8", maxBuffer: 1e8 }));
const upTo = (count) => Array.from({ length: count }, (_, k) => k);

/** These columns as network.js has a batch: one column for each digit. */
function batchOf({ x, labels }, columns) {
  const rows = upTo(64).map((n) => columns.map((k) => x[64 * k + n]));
  return [rows, upTo(10).map((digit) => columns.map((k) => Number(labels[k] === digit)))];
}
const flatten = (layers) => layers.flatMap(({ W, b }) => [...W.flat(), ...b.flat()]);

function near(got, want, most) {
  assert.equal(got.length, want.length);
  const largest = Math.max(...want.map(Math.abs));
  got.forEach((value, n) => assert.ok(Math.abs(value - want[n]) <= most * largest, `${n}: ${value}, ${want[n]}`));
}

test("the digits are those of the archive", () => {
  const want = python(`
import json, numpy as np
from importlib.resources import files
archive = np.load(str(files("backprop_lib").joinpath("digits.npz")))
held = np.arange(1797) % 5 == 4
parts = [archive[part] for part in ("images", "labels")]
print(json.dumps([[part[chosen].ravel().tolist() for part in parts] for chosen in (~held, held)]))`);
  for (const [n, { x, labels }] of [all.training, all.held].entries()) {
    const shades = Array.from(x, (value) => 16 * value);
    assert.ok(isDeepStrictEqual([shades, Array.from(labels)], want[n])); // too many to list what differs
  }
});

test("a picture is the same after it was a text", () => {
  for (const k of [0, 17, 358]) {
    const picture = pictureAt(all.held.x, k);
    assert.deepEqual(fromLetters(lettersOf(picture)), Float64Array.from(picture));
  }
  assert.ok(isPicture("") && isPicture("0".repeat(64)));
  for (const text of ["0", "h".repeat(64), "0".repeat(65), null, 5, "constructor"]) assert.ok(!isPicture(text), text);
});

test("gradients and costs are those of network.js", () => {
  for (const [hidden, seed] of [
    [8, 3],
    [24, 1],
    [48, 65535],
  ]) {
    const theta = firstParameters(hidden, seed);
    const columns = [5, 77, 1437, 600, 0];
    const [x, y] = batchOf(all.training, columns);
    const layers = layersOf(theta, hidden);
    const want = backward(layers, forward(layers, x), y, "cross_entropy");
    near(flatten(layersOf(flatGradient(theta, hidden, all.training, columns), hidden)), flatten(want), 1e-12);
    const [test_x, test_y] = batchOf(all.held, upTo(359));
    const trace = forward(layers, test_x);
    const seen = judge(theta, hidden, all.held);
    assert.ok(Math.abs(seen.cost - cost(trace, test_y, "cross_entropy")) < 1e-12);
    const guesses = upTo(359).map((k) => {
      const column = trace[1].a.map((row) => row[k]);
      return column.indexOf(Math.max(...column));
    });
    assert.deepEqual(Array.from(seen.guesses), guesses);
    assert.equal(seen.right + seen.wrong, 359);
    assert.equal(seen.right, guesses.filter((guess, k) => guess === all.held.labels[k]).length);
  }
});

test("without momentum a step is descend of network.js", () => {
  const training = newTraining({ ...SETTINGS, momentum: 0, batch_size: 256 }, all);
  const before = training.layers();
  training.reach(1, Infinity);
  const columns = python(
    "import json; from backprop_widgets.kit.generator import batch; print(batch(0, 1438, 256, 1))",
  );
  const [x, y] = batchOf(all.training, columns);
  const after = descend(before, backward(before, forward(before, x), y, "cross_entropy"), 0.1);
  near(flatten(training.layers()), flatten(after), 1e-12);
});

const NETWORK = (traits) => `
import json
from backprop_widgets import DigitsExplorer
network = DigitsExplorer(**json.loads('${JSON.stringify(traits)}')).network()
print(json.dumps([[W.tolist(), b.tolist()] for W, b, _ in network]))`;

test("after hundreds of steps the network is that of Python, whatever way led there", () => {
  for (const settings of [SETTINGS, { learning_rate: 0.2, momentum: 0.5, batch_size: 50, hidden: 9, seed: 42 }]) {
    const want = python(NETWORK({ ...settings, step: 410 })).flatMap((layer) => layer.flat(2));
    const training = newTraining(settings, all);
    for (const path of [[410], [33, 500, 410], [0, 409, 410], [20, 600, 15, 410]]) {
      for (const step of path) assert.equal(training.reach(step, Infinity).at, step);
      near(flatten(training.layers()), want, 1e-9);
    }
  }
});

test("it ends where the numbers become too large, and says where", () => {
  const training = newTraining({ ...SETTINGS, learning_rate: 1e12 }, all);
  const { at, end } = training.reach(100, Infinity);
  assert.ok(at === end && end < 100);
  assert.ok(training.layers().every(({ W }) => W.flat().every((weight) => Math.abs(weight) < TOO_LARGE)));
  assert.ok(Number.isFinite(training.judged().training.cost));
  assert.equal(newTraining({ ...SETTINGS, learning_rate: 1e308 }, all).reach(1, Infinity).end, 0);
});

test("the slopes of the pixels are those that small changes have", () => {
  const training = newTraining(SETTINGS, all);
  training.reach(60, Infinity);
  const layers = training.layers();
  const x = Float64Array.from(pictureAt(all.held.x, 3));
  for (const target of [-1, 0, 7]) {
    const { slopes, guess, target: wanted } = passOf(layers, x, target);
    assert.equal(wanted, target < 0 ? guess : target);
    const loss = (n, by) => {
      const moved = x.with(n, x[n] + by);
      const trace = forward(
        layers,
        Array.from(moved, (value) => [value]),
      );
      return -Math.log(trace[1].a[wanted][0]);
    };
    const want = upTo(64).map((n) => (loss(n, 1e-5) - loss(n, -1e-5)) / 2e-5);
    near(slopes, want, 1e-6);
  }
});
