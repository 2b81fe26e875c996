/* A place for each tag on its edge, so that none meet. */

import { upTo } from "../kit/numbers.js";
import { along } from "./edges.js";
import { around, centre, meet } from "./layout.js";

/** @typedef {import("./layout.js").Box} Box */
/** @typedef {import("./layout.js").Point} Point */
/** lean: how far its edge runs aside, 0 for one straight ahead.
    @typedef {{ edge: import("./edges.js").Edge, lean: number, width: number, height: number }} Tag */

// Where on its edge a tag may stand, the best place first.
const STRAIGHT = [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8];
const CROSSING = [0.27, 0.22, 0.33, 0.73, 0.78, 0.67, 0.18, 0.38, 0.62, 0.82, 0.5, 0.44, 0.56, 0.14, 0.86];

/** The centre of each tag, clear of the others and of the obstacles; null if none was found in four ways of looking.
    @template {Tag} T
    @param {T[]} tags
    @param {Box[]} obstacles
    @returns {Map<T, Point> | null} */
export function arrange(tags, obstacles) {
  const straightFirst = [...tags].sort((p, q) => p.lean - q.lean);
  for (const order of [straightFirst, straightFirst.toReversed()])
    for (const crossing of [CROSSING, STRAIGHT]) {
      const spots = placeInTurn(order, crossing, obstacles);
      if (spots) return spots;
    }
  return null;
}

/** Each, when its turn comes, in the place that is free and covers the least of other edges; null if one finds none.
    @template {Tag} T
    @param {T[]} tags
    @param {number[]} crossing
    @param {Box[]} obstacles
    @returns {Map<T, Point> | null} */
function placeInTurn(tags, crossing, obstacles) {
  const taken = [...obstacles];
  const lines = tags.map(({ edge }) => ({ edge, points: upTo(41).map((k) => along(edge, k / 40)) }));
  const spots = new Map();
  for (const tag of tags) {
    const tries = (tag.lean < 0.15 ? STRAIGHT : crossing).map((t) => around(along(tag.edge, t), tag.width, tag.height));
    const others = lines.filter(({ edge }) => edge !== tag.edge).flatMap(({ points }) => points);
    /** @type {Box | null} */
    let free = null;
    let fewest = Infinity;
    for (const spot of tries) {
      if (taken.some((other) => meet(spot, other))) continue;
      const covered = others.filter(([x, y]) => x > spot.x && x < spot.x + spot.w && y > spot.y && y < spot.y + spot.h);
      if (covered.length < fewest) [free, fewest] = [spot, covered.length];
      if (!fewest) break;
    }
    if (!free) return null;
    taken.push(free);
    spots.set(tag, centre(free));
  }
  return spots;
}

/** Tags that have to be seen although there is no room for all: those that find none stand as they would alone.
    @template {Tag} T
    @param {T[]} tags
    @param {Box[]} obstacles
    @returns {Map<T, Point>} */
export function arrangeMost(tags, obstacles) {
  const spots = arrange(tags, obstacles);
  if (spots) return spots;
  const fewer = arrangeMost(tags.slice(1), obstacles);
  return fewer.set(tags[0], along(tags[0].edge, CROSSING[0]));
}
