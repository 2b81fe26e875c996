/* The random numbers of a page are those of Python, to the last digit. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { batch, uniform, weights } from "../../../backprop_widgets/kit/generator.js";

const NUMBERS = `
import json, sys
from itertools import islice
from backprop_widgets.kit.generator import batch, uniform, weights
asked = json.load(sys.stdin)
print(json.dumps({
    "uniform": [list(islice(uniform(seed), 3)) for seed in asked["uniform"]],
    "weights": [weights(*case) for case in asked["weights"]],
    "batch": [batch(*case) for case in asked["batch"]],
}))
`;
const upTo = (count) => Array.from({ length: count }, (_, k) => k);

test("the numbers equal Python's", () => {
  const asked = {
    uniform: [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, ...upTo(100).map((k) => 42949671 * k)],
    weights: [0, 1, 7, 65535].flatMap((seed) => [
      [[2, 3, 1], seed],
      [[2, 1], seed],
      [[2, 8, 8, 8, 8, 1], seed],
    ]),
    batch: upTo(400).map((k) => [k, (k % 23) + 1, (k * k) % ((k % 23) + 2), (k * 7919) % 65536]),
  };
  const got = {
    uniform: asked.uniform.map((seed) => upTo(3).map(uniform(seed))),
    weights: asked.weights.map(([sizes, seed]) => weights(sizes, seed)),
    batch: asked.batch.map(([number, N, batch_size, seed]) => batch(number, N, batch_size, seed)),
  };
  const want = JSON.parse(execFileSync("python", ["-c", NUMBERS], { encoding: "utf8", input: JSON.stringify(asked) }));
  assert.deepEqual(got, want);
});
