/* A chain without its page: slopes multiply and contributions add, axes show what matters, words say what happened. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  look,
  nearestX,
  numbersOf,
  problem,
  slopeFormulas,
} from "../../../backprop_widgets/chain_rule_explorer/chain.js";
import { curvesOf, neededRange } from "../../../backprop_widgets/chain_rule_explorer/curves.js";
import { FIRST, MENUS, TRAITS } from "../../../backprop_widgets/chain_rule_explorer/generated.js";
import { viewThrough } from "../../../backprop_widgets/chain_rule_explorer/lens.js";
import { derivative } from "../../../backprop_widgets/chain_rule_explorer/product.js";
import { account } from "../../../backprop_widgets/chain_rule_explorer/words.js";
import { faultOf } from "../../../backprop_widgets/kit/state.js";

const VIEW = [-2, 2];
const PUBLISHED = Object.fromEntries(Object.entries(TRAITS).map(([name, rule]) => [name, rule.default]));
const fork = { ...PUBLISHED, mode: "fork", ...FIRST.fork };

test("slopes multiply along a path, contributions add over a fork, as a small nudge shows", () => {
  for (const state of [PUBLISHED, fork, { ...fork, outer: "unit", inner: ["exp", "logistic"] }]) {
    const [h, at] = [1e-6, look(state, MENUS)];
    const measured = (look(state, MENUS, state.x + h).u - look(state, MENUS, state.x - h).u) / (2 * h);
    assert.ok(Math.abs(at.total - measured) < 1e-8);
    assert.equal(
      at.total,
      at.paths.reduce((sum, path) => sum + path),
    );
  }
  const { v, u, inner, outer, paths, total } = look({ ...fork, x: 1 }, MENUS); // 2x times x²
  assert.deepEqual(
    { v, u, inner, outer, paths, total },
    { v: [2, 1], u: 2, inner: [2, 2], outer: [1, 2], paths: [2, 4], total: 6 },
  );
});

test("each halving of the nudge halves the distance of ratio and slope", () => {
  const at = (dx) => numbersOf({ ...PUBLISHED, x: 0.3, dx }, MENUS);
  const off = [1, 2, 4, 8].map((part) => at(1e-3 / part).ratio - at(1e-3)["du/dx"]);
  for (const k of [0, 1, 2]) assert.ok(Math.abs(off[k] / off[k + 1] - 2) < 0.01);
  const values = at(1e-3);
  assert.equal(values.delta_u / values.nudge, values.ratio);
  assert.ok(!("path_v1" in values) && "path_v1" in numbersOf(fork, MENUS));
});

test("half the nudge, half the window, and the curve in the glass leaves its tangent half as far", () => {
  const [f, x] = [Math.sin, 0.7];
  const seen = (dx) => viewThrough(f, { x, y: f(x), slope: Math.cos(x), dx }, { run: 60, rise: 40 }, 64);
  for (const dx of [1e-2, -1e-3, 1e-4]) {
    const [whole, half] = [seen(dx), seen(dx / 2)];
    assert.ok(Math.abs(whole.half / half.half - 2) < 1e-9 && Math.abs(half.times / whole.times - 2) < 1e-9);
    assert.ok(Math.abs(whole.off / half.off - 2) < 0.02);
    assert.ok(whole.half >= Math.abs(dx) && whole.half < 1.5 * Math.abs(dx), "about twice Δx wide");
    assert.ok(Math.abs(whole.fromX(whole.toX(0.71)) - 0.71) < 1e-12);
  }
});

test("in the glass all of the point at the end of the nudge is within the rim, however steep or bent the curve", () => {
  const [reach, radius] = [4, 44]; // px: of the point, and of the smallest glass within its rim
  for (const slope of [0, 0.1, 1, 30, -30])
    for (const bend of [0, 5, -5, 80])
      for (const dx of [0.4, -0.4, 0.01]) {
        const f = (x) => slope * (x - 1) + bend * (x - 1) ** 2;
        const { toX, toY } = viewThrough(f, { x: 1, y: 0, slope, dx }, { run: 60, rise: 40 }, radius);
        assert.ok(Math.hypot(toX(1 + dx), toY(f(1 + dx))) + reach < radius - 1);
      }
});

test("slopes as formulas are in the variable that they belong to", () => {
  const logistic = { ...fork, inner: ["square", "logistic"] };
  assert.deepEqual(slopeFormulas(logistic, MENUS), {
    "dv1/dx": "2x",
    "du/dv1": "v2",
    "dv2/dx": "v2·(1 − v2)",
    "du/dv2": "v1",
  });
});

test("the default makes sense; what does not is named", () => {
  assert.equal(faultOf(TRAITS, PUBLISHED) + problem(PUBLISHED, MENUS, VIEW), "");
  assert.match(problem({ ...PUBLISHED, outer: "toString" }, MENUS, VIEW), /no function called “toString”/);
  assert.match(problem({ ...PUBLISHED, dx: 4.1 }, MENUS, VIEW), /^The nudge is 4.1; /);
  const log = { ...PUBLISHED, inner: ["log"], x: 0.1 };
  assert.equal(problem({ ...log, dx: -0.05 }, MENUS, VIEW), "");
  assert.match(problem({ ...log, dx: -0.2 }, MENUS, VIEW), /^At x = −0.10 this chain/);
});

test("another function finds the nearest x at which it has a value", () => {
  const log = { ...PUBLISHED, inner: ["log"], outer: "double", dx: 0.1 };
  assert.equal(nearestX({ ...log, x: -1 }, MENUS, VIEW), 0.05);
  assert.equal(nearestX({ ...log, x: 0.07 }, MENUS, VIEW), 0.07);
  assert.equal(nearestX({ ...log, x: 2.5 }, MENUS, VIEW), 2);
  assert.equal(nearestX({ ...log, x: -1 }, MENUS, [-3, -1]), -1); // nowhere
});

test("an axis leaves out what is far from the rest", () => {
  const hundred = Array.from({ length: 101 }, (_, k) => k);
  assert.deepEqual(neededRange(hundred), [-8, 108]);
  const [low, high] = neededRange([...hundred, 1e9, NaN]);
  assert.ok(low < 0 && high > 100 && high < 1000);
  assert.deepEqual(neededRange([NaN, Infinity]), [-1, 1]);
});

test("a path has three curves and the middle one lies over v, a fork has one for each of v1, v2 and u", () => {
  const [v, u, whole] = curvesOf(PUBLISHED, MENUS, VIEW);
  assert.deepEqual([v.x, u.x, whole.x], [VIEW, v.y, VIEW]);
  assert.equal(u.f(v.f(0.3)), whole.f(0.3));
  const curves = curvesOf(fork, MENUS, VIEW);
  assert.deepEqual(
    curves.map(({ x, f }) => [x, f(1)]),
    [2, 1, 2].map((value) => [VIEW, value]),
  );
});

test("a derivative is a fraction; the index of v1 is one", () => {
  const d = (name) => ["mrow", ["mi", { mathvariant: "normal" }, "∂"], name];
  const [u, v1] = [
    ["mi", "u"],
    ["msub", ["mi", "v"], ["mn", "1"]],
  ];
  assert.deepEqual(derivative("u", "v1", "∂"), ["math", ["mfrac", d(u), d(v1)]]);
});

test("a nudge is told by how well the slope foretold it", () => {
  const told = (state) => account(state, look(state, MENUS), look(state, MENUS, state.x + state.dx));
  assert.match(told(PUBLISHED), /the product differ by 0.2977, since the slopes change on the way/);
  assert.match(told({ ...PUBLISHED, dx: 1e-3 }), /nearly the product/);
  assert.match(told({ ...PUBLISHED, x: 0 }), /One link is flat here: dv\/dx is 0/);
  assert.match(told({ ...fork, inner: ["double", "double"], outer: "sum" }), /is the sum.*straight here/);
});
