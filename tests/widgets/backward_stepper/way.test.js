/* The way back through the published network (2-2-2), frame by frame, with the passes that Python makes of it. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { howFar, passWith, touchedBy } from "../../../backprop_widgets/backward_stepper/values.js";
import { wayBack } from "../../../backprop_widgets/backward_stepper/way.js";
import { namesOf } from "../../../backprop_widgets/diagram/labels.js";

const WRITTEN = `
import json
from backprop_lib.data import mazur
from backprop_widgets.backward_stepper.passes import passes
print(json.dumps(passes(*mazur(), "half_squared_error", 0.5)))
`;
const passes = JSON.parse(execFileSync("python", ["-c", WRITTEN], { encoding: "utf8" }));
const known = { ...passes, names: namesOf(passes.sizes) };
const parameter = (name) => passes.parameters.find(({ label }) => label === name);
const wayTo = (name) => wayBack(known, parameter(name));
const close = (got, want, words) =>
  assert.ok(Math.abs(got - want) <= 1e-12 * Math.abs(want), `${words}: ${got}, ${want}`);

test("the frames to w1 go through both outputs, add up at h1 and arrive", () => {
  assert.deepEqual(
    wayTo("w^1_11").frames.map(({ name }) => name),
    [
      "dJ/dJ",
      "dJ/da^2_1",
      "delta^2_1",
      "dJ/da^1_1 via z^2_1",
      "dJ/da^2_2",
      "delta^2_2",
      "dJ/da^1_1 via z^2_2",
      "dJ/da^1_1",
      "delta^1_1",
      "dJ/dw^1_11",
    ],
  );
  assert.deepEqual(
    wayTo("b^2_2").frames.map(({ name }) => name),
    ["dJ/dJ", "dJ/da^2_2", "delta^2_2", "dJ/db^2_2"],
  );
});

test("the gradient that Mazur prints stands at the end", () => {
  const { result } = wayTo("w^1_11").frames.at(-1).values(passes.right);
  assert.equal(result.toFixed(9), "0.000438568");
  assert.equal(wayTo("w^2_11").frames.at(-1).values(passes.right).result.toFixed(9), "0.082167041");
});

test("every frame is a product or a sum, and begins with what an earlier one has found", () => {
  for (const { label } of passes.parameters) {
    const found = new Map();
    for (const { name, kind, above, terms, values } of wayTo(label).frames) {
      const numbers = values(passes.right);
      found.set(name, numbers.result);
      if (kind === "start") continue;
      if (terms)
        close(
          terms.reduce((total, { name }) => total + found.get(name), 0),
          numbers.result,
          name,
        );
      else {
        close(numbers.above * numbers.local, numbers.result, name);
        close(found.get(above.name), numbers.above, `${name} begins with ${above.name}`);
      }
    }
  }
});

test("every line of the chain is a product of its factors", () => {
  for (const { label } of passes.parameters) {
    const { frames, lines } = wayTo(label);
    for (const { factors, result } of lines) {
      const numbers = factors.map(({ at, whole }) => frames[at].values(passes.right)[whole ? "result" : "local"]);
      const product = numbers.reduce((total, value) => total * value);
      close(product, frames[result].values(passes.right).result, `${label}: ${frames[result].name}`);
    }
  }
  assert.deepEqual(
    wayTo("w^1_11").lines.map(({ lead }) => lead),
    ["path through o1", "path through o2", "sum of both paths"],
  );
});

test("edges lead from the outputs down to the parameter, each frame along its own", () => {
  const { frames } = wayTo("w^1_21");
  assert.deepEqual(
    frames.map(({ edges }) => edges.join(" ")),
    ["", "E_1", "", "w^2_12", "E_2", "", "w^2_22", "w^2_12 w^2_22", "", "w^1_21"],
  );
});

test("a mistake gives its number at the end of the same way, and how far it is off is said", () => {
  const { values } = wayTo("w^1_11").frames.at(-1);
  const right = values(passes.right).result;
  const wrong = (mistake) => values(passWith(passes, mistake)).result;
  assert.equal(passWith(passes, ""), undefined);
  close(wrong("sign"), -right, "sign");
  assert.match(howFar(right, wrong("sign"))[0], /the size is right and the sign is not/);
  close(howFar(right, wrong("half-forgotten"))[1], 2, "half-forgotten");
  assert.equal(howFar(right, wrong("updated-weights"))[2], " of the right value, 17\u2009% too small.");
  assert.equal(touchedBy(passes, passWith(passes, "bias-never-updated"))[0].label, "b^1_1");
});
