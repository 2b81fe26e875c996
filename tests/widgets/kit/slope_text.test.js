/* The pieces of a plot: lines that reach both edges, and the slope's number, which never lies on its tangent. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { upTo } from "../../../backprop_widgets/kit/numbers.js";
import { along, freest, lineThrough, placeOfSlope, placeOfText } from "../../../backprop_widgets/kit/plot.js";

test("a line reaches from the left edge to the right one, whatever its step", () => {
  for (const step of [2, 3, 0.7])
    assert.match(
      lineThrough((px) => px, 10, 21, step),
      /^M10.0 10.0L.*L21.0 21.0$/,
    );
});

test("a line is interrupted where there is no finite height, and kept within reach", () => {
  const pole = (px) => 1 / (px - 2);
  assert.equal(lineThrough(pole, 0, 4, 1), "M0.0 -0.5L1.0 -1.0M3.0 1.0L4.0 0.5");
  assert.equal(
    lineThrough(
      () => 1e9,
      0,
      1,
      1,
      () => 7,
    ),
    "M0.0 7.0L1.0 7.0",
  );
});

const FRAME = { left: 40, right: 440, top: 10, floor: 260 };
const WIDE = 90; // pixels, about, from the point to the end of the number

test("the number of a slope is inside the frame, and beside the tangent where there is room", () => {
  for (const slope of [-3, -0.5, 0.5, 3])
    for (const px of [40, 150, 240, 330, 440])
      for (const py of [10, 40, 130, 230, 258]) {
        const { x, y, "text-anchor": anchor } = placeOfSlope([px, py], slope, FRAME);
        const where = JSON.stringify({ slope, px, py, x, y, anchor });
        const rightwards = anchor === "start";
        assert.equal(x, px + (rightwards ? 12 : -12), where);
        assert.ok(rightwards ? px + WIDE < FRAME.right : px - WIDE > FRAME.left, where);
        assert.ok(y > FRAME.top && y < FRAME.floor, where);
        // On the uphill side the tangent rises (y falls) and the number is below it; on the other side above it.
        if (py > 20 && py < 234) assert.equal(y > py, rightwards === slope > 0, where);
      }
});

test("it leaves the middle for the side where there is room, and goes below only above the floor", () => {
  assert.equal(placeOfSlope([240, 130], 1, FRAME)["text-anchor"], "start"); // uphill
  assert.equal(placeOfSlope([240, 130], -1, FRAME)["text-anchor"], "end");
  assert.deepEqual(placeOfSlope([430, 130], 1, FRAME), { x: 418, y: 120, "text-anchor": "end" }); // no room uphill
  assert.deepEqual(placeOfSlope([240, 250], 1, FRAME), { x: 228, y: 240, "text-anchor": "end" }); // too near the floor
});

test("a text keeps off what is taken, inside the frame, or covers as little of it as it can", () => {
  const parabola = Array.from({ length: 101 }, (_, k) => [40 + 4 * k, 20 + 0.006 * (4 * k - 200) ** 2]);
  const taken = along(parabola);
  const under = ({ x, y }, [tx, ty]) => tx > x && tx < x + WIDE && ty > y - 11 && ty < y + 3;
  for (const point of parabola) {
    const place = placeOfText(point, WIDE, FRAME, taken);
    assert.equal(taken.filter((one) => under(place, one)).length, 0);
    assert.ok(place.x >= FRAME.left && place.x + WIDE <= FRAME.right && place.y > FRAME.top && place.y < FRAME.floor);
  }
  const full = Array.from({ length: 40 * 25 }, (_, k) => [40 + 10 * (k % 40), 10 + 10 * Math.floor(k / 40)]);
  assert.ok(Number.isFinite(placeOfText([200, 100], WIDE, FRAME, full).x), "there is always a place");
});

test("points along a line leave no gap, and start where it starts", () => {
  const points = along([
    [0, 0],
    [30, 40],
    [30, 0],
  ]);
  assert.deepEqual(points[0], [0, 0]);
  for (const [k, [x, y]] of points.slice(1).entries())
    assert.ok(Math.hypot(x - points[k][0], y - points[k][1]) <= 3.001);
});

test("of some places a text gets the first that is free, else the least covered, and none outside the frame", () => {
  const row = (y) => upTo(9).map((k) => [100 + 5 * k, y]);
  const places = [
    [100, 60],
    [100, 100],
    [100, 140],
  ];
  assert.deepEqual(freest(places, 40, FRAME, row(60)), { fewest: 0, x: 100, y: 100 });
  const most = [...row(60), ...row(100), [110, 140]];
  assert.deepEqual(freest(places, 40, FRAME, most), { fewest: 1, x: 100, y: 140 });
  assert.deepEqual(freest([[435, 100]], 40, FRAME, []), { fewest: 0, x: 400, y: 100 });
  assert.equal(freest([[100, 12]], 40, FRAME, []), null);
});
