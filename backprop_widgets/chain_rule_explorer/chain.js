/* A chain of functions at one place: its values and slopes, what a nudge does to it, and what does not fit together. */

import { figure, isNumber } from "../kit/numbers.js";
import { isNameIn } from "../kit/state.js";
import { SMALLEST } from "./generated.js";

/** @typedef {import("./generated.js").Menus} Menus */
/** @typedef {{ mode: "path" | "fork", inner: string[], outer: string, x: number, dx: number }} State */

/** What the inner variables are called.
    @param {{ mode: string }} state */
export const innerNames = ({ mode }) => (mode === "fork" ? ["v1", "v2"] : ["v"]);

/** The inner functions, and the outer one.
    @param {State} state
    @param {Menus} menus
    @returns {[import("./generated.js").Link[], import("./generated.js").Link]} */
export const links = ({ mode, inner, outer }, menus) => [inner.map((name) => menus.inner[name]), menus[mode][outer]];

/** Values, local slopes, what each path contributes to du/dx, and the sum of that.
    @param {State} state
    @param {Menus} menus */
export function look(state, menus, x = state.x) {
  const [inner, outer] = links(state, menus);
  const seen = inner.map((link) => link.at(x));
  const v = seen.map(([value]) => value);
  const [u, ...above] = outer.at(...v);
  const slopes = seen.map(([, slope]) => slope);
  const paths = slopes.map((slope, k) => above[k] * slope);
  return { v, u, inner: slopes, outer: above, paths, total: paths.reduce((sum, path) => sum + path) };
}

/** All numbers that the page shows of a state, by name. */
export function numbersOf(state, menus, at = look(state, menus), next = look(state, menus, state.x + state.dx)) {
  const { x, dx } = state;
  const values = { at: x, nudge: dx, x, u: at.u, delta_x: dx, delta_u: next.u - at.u };
  Object.assign(values, { "du/dx": at.total, ratio: (next.u - at.u) / dx });
  innerNames(state).forEach((v, k) => {
    const here = { [v]: at.v[k], [`d${v}/dx`]: at.inner[k], [`du/d${v}`]: at.outer[k] };
    const nudged = { [`delta_${v}`]: next.v[k] - at.v[k] };
    Object.assign(values, here, nudged, { [`path_${v}`]: at.paths[k], [`only_${v}`]: at.paths[k] });
  });
  return values;
}

/** The local slopes as formulas. The slope of v2 = logistic(x) is v2 (1 - v2). */
export function slopeFormulas(state, menus) {
  const [inner, outer] = links(state, menus);
  const both = (v, k) => [
    [`d${v}/dx`, inner[k].slopes[0].replace(/\bv\b/g, v)],
    [`du/d${v}`, outer.slopes[k]],
  ];
  return Object.fromEntries(innerNames(state).flatMap(both));
}

/** What does not fit together in a state, as a sentence; empty if everything does. */
export function problem(state, menus, [low, high]) {
  const { mode, inner, outer, x, dx } = state;
  const count = innerNames(state).length;
  if (!Array.isArray(inner) || inner.length !== count)
    return `The inner functions are ${JSON.stringify(inner)}; a ${mode} has a list of ${count}.`;
  for (const [name, known] of [...inner.map((name) => [name, menus.inner]), [outer, menus[mode]]])
    if (!isNameIn(known, name)) return `There is no function called “${name}” here.`;
  if (x < low || x > high) return `x is ${x}; it must be a number from ${low} to ${high}.`;
  if (Math.abs(dx) < SMALLEST || Math.abs(dx) > high - low)
    return `The nudge is ${dx}; its size must be from ${SMALLEST} to ${high - low}.`;
  const bad = [x, x + dx].find((place) => {
    const { v, u, inner, outer } = look(state, menus, place);
    return ![...v, u, ...inner, ...outer].every(isNumber);
  });
  return bad === undefined ? "" : `At x = ${figure(bad)} this chain, or a slope in it, has no finite value.`;
}

/** 81 values from low to high.
    @type {(range: number[]) => number[]} */
export const samples = ([low, high]) => Array.from({ length: 81 }, (_, i) => low + ((high - low) * i) / 80);

/** The x nearest to that of a state at which its chain has values, also when nudged; the same x if there is none. */
export function nearestX(state, menus, view) {
  const far = (x) => Math.abs(x - state.x);
  const near = samples(view)
    .map((x) => +x.toPrecision(6))
    .sort((a, b) => far(a) - far(b));
  return [state.x, ...near].find((x) => !problem({ ...state, x }, menus, view)) ?? state.x;
}
