/* The states of the network: the first is the library's, and a later one is the same by whichever way one comes
   to it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { learning } from "../../../backprop_widgets/first_network/learning.js";
import { backward, cost, forward } from "../../../backprop_widgets/kit/network.js";

const network = [{ W: [[0.5]], b: [[0.1]], activation: "sigmoid" }];
const [x, y] = [[[1]], [[0]]];
const trace = forward(network, x);
const [gradients, E] = [backward(network, trace, y, "half_squared_error"), cost(trace, y, "half_squared_error")];
const start = { x, y, learning_rate: 0.5, network, trace, gradients, E };

test("the start is what was given, and stays as it is", () => {
  const before = structuredClone(start);
  const run = learning(start);
  assert.equal(run.at(0), start);
  run.at(9);
  assert.deepEqual(start, before);
});

test("ten steps at once are ten single ones, and the loss falls at each", () => {
  const [once, singly] = [learning(start), learning(start)];
  for (let n = 0; n <= 10; n++) singly.at(n);
  assert.deepEqual(once.at(10).network, singly.at(10).network);
  const losses = once.losses(10);
  assert.equal(losses.length, 11);
  assert.ok(losses.every((loss, n) => n === 0 || loss < losses[n - 1]));
});
