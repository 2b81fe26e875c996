/* The curves of a chain, and how much of their axes they need. */

import { withRoom } from "../kit/plot.js";
import { links, look, samples } from "./chain.js";

/** The part of an axis that these values need: all of it, unless a few are far from the rest. */
export function neededRange(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (!sorted.length) return [-1, 1];
  const [first, third] = [0.25, 0.75].map((part) => sorted[Math.round(part * (sorted.length - 1))]);
  const spread = 2 * (third - first);
  return withRoom(Math.max(sorted[0], first - spread), Math.min(sorted.at(-1), third + spread));
}

/** The range of both axes and the function of each curve: the inner ones over x, in a path u over v, and u over x. */
export function curvesOf(state, menus, view) {
  const [inner, outer] = links(state, menus);
  const seen = samples(view).map((x) => look(state, menus, x));
  const heights = inner.map((_, k) => neededRange(seen.map(({ v }) => v[k])));
  const curves = inner.map((link, k) => ({ x: view, y: heights[k], f: (x) => link.at(x)[0] }));
  if (inner.length === 1) {
    const after = (v) => outer.at(v)[0];
    curves.push({ x: heights[0], y: neededRange(samples(heights[0]).map(after)), f: after });
  }
  curves.push({ x: view, y: neededRange(seen.map(({ u }) => u)), f: (x) => look(state, menus, x).u });
  return curves;
}
