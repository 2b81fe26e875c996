/* A reader's own network as text: accepted and refused is what Python accepts and refuses (test_exchange.py). */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { faultOfNetwork, networkFrom, networkText, parameterCount } from "../../../backprop_widgets/kit/exchange.js";

const { accepted, refused } = JSON.parse(readFileSync(new URL("./networks.json", import.meta.url), "utf8"));

const read = (text) => networkFrom(text, "tanh", "sigmoid");

test("both forms give the layers that Python makes of them", () => {
  for (const [text, layers] of Object.entries(accepted)) {
    assert.deepEqual(read(text), [layers, ""], text);
    assert.equal(faultOfNetwork(layers), "");
  }
});

test("what is no network is refused in the sentences that Python has", () => {
  for (const [text, words] of Object.entries(refused)) {
    const [network, fault] = read(text);
    assert.equal(network, null);
    assert.ok(fault.startsWith(words), `${text}: ${fault}`);
    assert.match(fault, /[.?]$/);
  }
});

test("a text nested deeper than browsers read is refused, too", () => {
  assert.notEqual(read("[".repeat(100_000))[1], "");
  assert.match(read(`{"layers": [${"[".repeat(5000)}${"]".repeat(5000)}]}`)[1], /^Layer 1 is a list/);
});

test("a network that was written is read again to the last digit", () => {
  const layers = [{ W: [[1 / 3, -1e-300]], b: [[5e300]], activation: "leaky_relu" }];
  assert.deepEqual(read(networkText(layers)), [layers, ""]);
  assert.equal(networkText(layers), `{"layers":[{"W":[[${1 / 3},-1e-300]],"b":[5e+300],"activation":"leaky_relu"}]}`);
  assert.equal(parameterCount(layers), 3);
});
