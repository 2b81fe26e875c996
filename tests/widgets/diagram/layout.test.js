/* The geometry of the network diagram: nothing overlaps, everything is inside, and tags find room. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { along, arrowhead } from "../../../backprop_widgets/diagram/edges.js";
import { CAP, layout, meet, TALL } from "../../../backprop_widgets/diagram/layout.js";
import { arrange, arrangeMost } from "../../../backprop_widgets/diagram/tags.js";

const SIZES = [
  [1, 1],
  [2, 2, 2],
  [3, 4, 2],
  [2, 3, 3, 2],
  [1, 1, 1, 2],
  [4, 5, 3],
  [10, 11, 3],
  [2, 2, 2, 2, 2, 1],
];
const DIGIT = 7;
const measures = (gradients, error, input = 46) => ({ least: 8 * DIGIT, input, tag: 74, gradients, error });

/** Every plan of these networks: narrow and wide rooms, with and without gradients and error, short and long inputs. */
function* plans() {
  for (const sizes of SIZES)
    for (const width of [300, 390, 539, 540, 700, 900, 1240])
      for (const [gradients, error] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ])
        for (const input of [46, 62]) {
          const words = `${sizes} in ${width} px, gradients ${gradients}, error ${error}, input ${input}`;
          yield { sizes, words, error, plan: layout(sizes, width, measures(gradients, error, input)) };
        }
}

/** What stands in a plan, apart from tags and edges: boxes with what they are. */
function boxesOf({ units, error }, hasError) {
  const all = units.flatMap((layer, level) => layer.map((box, j) => ({ what: `unit ${level} ${j}`, ...box })));
  return hasError ? [...all, { what: "error", ...error }] : all;
}

test("units and error do not overlap and are inside", () => {
  for (const { plan, words, error } of plans()) {
    const boxes = boxesOf(plan, error);
    for (const [i, box] of boxes.entries()) {
      assert.ok(box.x >= -0.01 && box.x + box.w <= plan.width + 0.01, `${words}: ${box.what} across`);
      assert.ok(box.y >= -0.01 && box.y + box.h <= plan.height + 0.01, `${words}: ${box.what} down`);
      for (const other of boxes.slice(0, i)) assert.ok(!meet(box, other, 0), `${words}: ${box.what}, ${other.what}`);
    }
  }
});

test("in rows no edge runs through the name of a unit, and many inputs are farther from what they lead to", () => {
  for (const { plan, words } of plans()) {
    if (!plan.upright) continue;
    plan.units.slice(1).forEach((layer, i) => {
      for (const unit of layer) {
        const { x, y, w, h } = plan.name(unit);
        for (const from of plan.units[i].map(plan.leave))
          for (const to of layer.map(plan.enter))
            for (let t = 0; t <= 1; t += 0.02) {
              const [u, v] = along({ from, to, bend: plan.bend }, t);
              assert.ok(u < x || u > x + w || v < y || v > y + h, words);
            }
      }
    });
  }
  const gap = (sizes) => {
    const [[input], [unit]] = layout(sizes, 390, measures(false, false)).units;
    return unit.y - input.y - input.h;
  };
  assert.ok(gap([6, 2, 1]) > gap([4, 2, 1]) && gap([4, 2, 1]) > gap([2, 2, 1]));
});

test("names and biases are inside, and clear of every unit but their own", () => {
  for (const { plan, words } of plans()) {
    const units = plan.units.flat();
    for (const unit of plan.units.slice(1).flat())
      for (const box of [plan.name(unit), plan.bias(unit, 50)]) {
        assert.ok(box.x >= 0 && box.x + box.w <= plan.width && box.y >= 0, words);
        for (const other of units) assert.ok(other === unit || !meet(box, other, 0), words);
      }
  }
});

test("edges lead from the end of one layer to the beginning of the next", () => {
  for (const { plan, sizes, words } of plans()) {
    const across = plan.upright ? 1 : 0; // the coordinate in which layers follow each other
    assert.deepEqual(
      plan.units.map((layer) => layer.length),
      sizes,
      words,
    );
    plan.units.slice(1).forEach((layer, below) => {
      for (const from of plan.units[below].map(plan.leave))
        for (const to of layer.map(plan.enter)) assert.ok(from[across] < to[across], words);
    });
    for (const unit of plan.units.flat()) {
      const [[x, y], edge] = [plan.leave(unit), plan.upright ? unit.y + unit.h : unit.x + unit.w];
      assert.equal(plan.upright ? y : x, edge, words);
    }
  }
});

test("there are columns where there is room, else rows; only rows of many units are wider than the room", () => {
  for (const { plan, sizes, words } of plans()) {
    const width = +words.match(/(\d+) px/)[1];
    if (width < 540) assert.ok(plan.upright, words);
    if (!plan.upright) assert.equal(plan.width, width, words);
    if (Math.max(...sizes) <= 3) assert.equal(plan.width, width, words);
  }
  assert.ok(!layout([2, 2, 2], 700, measures(true, true)).upright);
  assert.ok(layout([10, 11, 3], 390, measures(true, true)).width > 390);
});

/** The tags of a layer of this plan, with what they have to keep clear of. */
function tagsOf(plan, level, height) {
  const [below, above] = [plan.units[level - 1], plan.units[level]];
  const tags = above.flatMap((unit, j) =>
    below.map((from, k) => ({
      edge: { from: plan.leave(from), to: plan.enter(unit), bend: plan.bend },
      lean: Math.abs((j + 0.5) / above.length - (k + 0.5) / below.length),
      width: 74,
      height,
    })),
  );
  const beside = (unit) => [unit, plan.name(unit), plan.bias(unit, 50)];
  return { tags, obstacles: [...(level > 1 ? below.flatMap(beside) : below), ...above.flatMap(beside)] };
}

test("tags stand on their edges, and neither on each other nor on anything else", () => {
  for (const sizes of [
    [2, 2, 2],
    [3, 2, 1],
    [1, 1, 1, 2],
  ])
    for (const width of [390, 640, 900, 1240]) {
      const plan = layout(sizes, width, measures(true, true));
      for (const level of sizes.keys()) {
        if (!level) continue;
        const { tags, obstacles } = tagsOf(plan, level, CAP);
        const spots = arrange(tags, obstacles);
        assert.ok(spots, `${sizes} in ${width} px has room for its tags`);
        const boxes = tags.map((tag) => {
          const [x, y] = spots.get(tag);
          const far = Math.min(
            ...Array.from({ length: 101 }, (_, i) => along(tag.edge, i / 100)).map(([u, v]) =>
              Math.hypot(u - x, v - y),
            ),
          );
          assert.ok(far < 1e-6, "on its edge");
          return { x: x - tag.width / 2, y: y - tag.height / 2, w: tag.width, h: tag.height };
        });
        boxes.forEach((box, i) => {
          for (const other of [...boxes.slice(0, i), ...obstacles])
            assert.ok(!meet(box, other), `${sizes} in ${width} px`);
        });
      }
    }
});

test("a tag stands off the other edges where it can", () => {
  const edge = (from, to) => ({ from, to, bend: 0 });
  const tag = (from, to, lean) => ({ edge: edge(from, to), lean, width: 40, height: CAP });
  // Both leave from one place: at 0.27, the first place of the second, its tag would lie on the first edge as well.
  const [straight, aside] = [tag([100, 0], [100, 200], 0), tag([100, 0], [200, 200], 0.5)];
  const [x] = arrange([straight, aside], []).get(aside);
  assert.ok(x - 20 >= 100, "clear of the straight edge");
});

test("the line from a bias is upright, meets its unit under the bias, and no edge that arrives there", () => {
  for (const { plan, sizes, words } of plans())
    for (const [below, unit] of plan.units.slice(1).flatMap((row, i) => row.map((one) => [plan.units[i], one]))) {
      const [[x1, y1], [x2, y2]] = plan.stub(unit);
      assert.ok(x1 === x2 && y1 < y2 && y2 === unit.y, words);
      const bias = plan.bias(unit, 50);
      assert.ok(bias.x <= x1 && x1 <= bias.x + bias.w, words);
      if (Math.max(...sizes) > 4) continue;
      for (const from of below.map(plan.leave)) {
        const edge = { from, to: plan.enter(unit), bend: plan.bend };
        for (let t = 0; t <= 1; t += 0.002) {
          const [x, y] = along(edge, t);
          assert.ok(Math.abs(x - x1) > 2 || y < y1 || y > y2, words);
        }
      }
    }
});

test("where there is no room for all tags, those that must be seen stand on their edges all the same", () => {
  const plan = layout([10, 11, 3], 700, measures(true, true));
  const { tags, obstacles } = tagsOf(plan, 1, TALL);
  assert.equal(arrange(tags, obstacles), null);
  const spots = arrangeMost(tags.slice(0, 30), obstacles);
  assert.equal(spots.size, 30);
});

test("the tip of an arrowhead is where its edge ends, and points that way", () => {
  const edge = { from: [0, 0], to: [100, 0], bend: 0 };
  assert.equal(arrowhead(edge, false), "M101.0 0.0L88.0 6.5L91.0 0.0L88.0 -6.5z");
  assert.equal(arrowhead(edge, true), "M-1.0 0.0L12.0 -6.5L9.0 -0.0L12.0 6.5z");
  assert.deepEqual(along({ from: [0, 0], to: [100, 50], bend: 26 }, 0.5), [50, 25]);
  assert.deepEqual(along(edge, 0.25), [25, 0]);
});
