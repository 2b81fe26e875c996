/* The frames of a way back: each one multiplication, above × local = result.

   `values(pass)` has the numbers of a frame in the right pass or that of a mistake, `taken(pass)` what a mistake puts
   in place of `above`; `cell` is the place of its result in the diagram, `uses` are the numbers that it reads there,
   `edges` what it runs along. `known` is all of passes.py, with every number, and the names of the diagram. */

import { label } from "../diagram/labels.js";
import { minus, tight } from "../kit/math.js";
import { figure } from "../kit/numbers.js";
import { partialOf, SLOPES, symbolOf } from "./symbols.js";

/** The gradients of each layer: see `layers` in passes.py.
    @typedef {Record<string, any>[]} Pass */
/** What a mistake makes of a number may be null: no number any more.
    @typedef {{ above?: number | null, local?: number | null, result: number | null }} Numbers */
/** @typedef {{ name: string, symbol: any[], line: number, say: string, edges: string[], uses: string[], cell?: string,
      above: any, local: any, kind?: "start" | "sum", terms?: Frame[], through?: string,
      values: (pass: Pass) => Numbers, taken?: (pass: Pass) => number | null | undefined }} Frame */

const gradientOf = (name) => partialOf("E", name);
export const seed = { name: "dJ/dJ", symbol: gradientOf("E") };
export const backOf = (names, level, j) => ({
  name: label.delta(level, j),
  symbol: gradientOf(names[label.z(level, j)]),
});
export const errorOf = (names, level, j) => ({
  name: label.error(level, j),
  symbol: gradientOf(names[label.a(level, j)]),
});

export const atTheError = ({ J }) => ({
  ...seed,
  kind: "start",
  cell: "dJ/dJ",
  line: "error",
  values: () => ({ above: J, result: 1 }),
  say:
    "Start at the loss. E changes one for one with itself, so the first gradient is 1. " +
    "Press Next to go back one link at a time, or pick another weight in the diagram.",
});

export function outputError(known, j) {
  const { names, sizes } = known;
  const top = sizes.length - 1;
  return {
    ...errorOf(names, top, j),
    ...throughLoss(known, j),
    cell: label.error(top, j),
    line: "error",
    values: (pass) => ({ above: 1, local: pass[top - 1].error[j], result: pass[top - 1].error[j] }),
    say: `${aimOf(known, j, names[label.a(top, j)])} The slope of half the square is the distance from the target.`,
  };
}

/** Loss and activation at once, for a loss that belongs to the activation. */
export function outputDelta(known, j) {
  const { names, sizes, activations } = known;
  const top = sizes.length - 1;
  return {
    ...backOf(names, top, j),
    ...throughLoss(known, j),
    cell: label.delta(top, j),
    line: "paired",
    values: (pass) => ({ above: 1, local: pass[top - 1].delta[j], result: pass[top - 1].delta[j] }),
    say:
      `${aimOf(known, j, names[label.z(top, j)])} This loss belongs to ${activations[top - 1]}: in their product ` +
      "the slope of the activation has cancelled, and out − t is all that is left.",
  };
}

function aimOf({ names, sizes, forward, y }, j, gradient) {
  const top = sizes.length - 1;
  const [a, t] = [forward[top - 1].a[j], y[j]];
  const output = `Output ${names[label.unit(top, j)]}`;
  if (a === t) return `${output} meets its target, so the slope is 0.`;
  if (a > t) return `${output} is above its target, so raising ${gradient} raises E.`;
  return `${output} is below its target, so raising ${gradient} lowers E, and the gradient is negative.`;
}

/** What both have in common: the local slope out − t. */
function throughLoss({ names, sizes, forward, y }, j) {
  const top = sizes.length - 1;
  const [out, target] = [label.a(top, j), label.y(j)];
  const inRole = (role, name) => ["mrow", { class: role }, symbolOf(names[name])];
  return {
    edges: [label.E(j)],
    uses: [out, target],
    above: seed,
    local: {
      name: `${out} - ${target}`,
      role: "",
      symbols: [inRole("forward", out), minus, inRole("target", target)],
      numbers: `${figure(forward[top - 1].a[j])} − ${y[j] < 0 ? `(${figure(y[j])})` : figure(y[j])}`,
    },
  };
}

export function throughActivation({ names, activations, forward }, level, j) {
  const { symbols, numbers, from, words } = SLOPES[activations[level - 1]];
  const [net, out] = [names[label.z(level, j)], names[label.a(level, j)]];
  const [z, a] = [forward[level - 1].z[j], forward[level - 1].a[j]];
  return {
    ...backOf(names, level, j),
    cell: label.delta(level, j),
    uses: from ? [label[from](level, j)] : [],
    line: "delta",
    above: errorOf(names, level, j),
    local: {
      name: `d${label.a(level, j)}/d${label.z(level, j)}`,
      role: "forward",
      symbols: symbols(symbolOf(out), symbolOf(net)),
      ratio: partialOf(out, net),
      numbers: numbers(figure(a), figure(z)),
    },
    values: (pass) => {
      const { error, slope, delta } = pass[level - 1];
      return { above: error[j], local: slope[j], result: delta[j] };
    },
    say: `Back through the activation of ${names[label.unit(level, j)]}. ${words(z)}`,
  };
}

/** From output i of a softmax layer to net input j. */
export function throughSoftmax({ names, forward }, level, i, j) {
  const [net, out, own] = [names[label.z(level, j)], names[label.a(level, i)], names[label.a(level, j)]];
  const [p, q] = [i, j].map((k) => figure(forward[level - 1].a[k]));
  const same = i === j;
  return {
    uses: same ? [label.a(level, i)] : [label.a(level, i), label.a(level, j)],
    line: "delta",
    above: errorOf(names, level, i),
    local: {
      name: `d${label.a(level, i)}/d${label.z(level, j)}`,
      role: "forward",
      symbols: same ? SLOPES.sigmoid.symbols(symbolOf(out)) : [tight("−"), symbolOf(out), symbolOf(own)],
      ratio: partialOf(out, net),
      numbers: same ? SLOPES.sigmoid.numbers(p) : `−${p} × ${q}`,
    },
    values: (pass) => {
      const { error, slope, mixed } = pass[level - 1];
      return { above: error[i], local: slope[i][j], result: mixed[i][j] };
    },
    say: same
      ? `Softmax: raising ${net} raises ${out}, with the slope out times one minus out.`
      : `Softmax: raising ${net} takes something away from ${out}. The slope is minus ${out} times ${own}.`,
  };
}

/** From unit k of the next layer to the output of unit j of this one. */
export function alongWeight({ names }, level, j, k) {
  const weight = label.w(level + 1, k, j);
  const [out, net] = [names[label.a(level, j)], names[label.z(level + 1, k)]];
  return {
    edges: [weight],
    uses: [weight],
    line: "below",
    above: backOf(names, level + 1, k),
    local: {
      name: weight,
      role: "parameter",
      symbols: [symbolOf(names[weight])],
      ratio: partialOf(net, out),
    },
    taken: (pass) => pass[level].back?.[k],
    values: (pass) => {
      const { delta, back = delta, weights, via } = pass[level];
      return { above: back[k], local: weights[k][j], result: via[k][j] };
    },
    say:
      `Back along ${names[weight]}. Whatever ${out} changes by reaches ${net} multiplied by ${names[weight]}, ` +
      "so the local slope is that weight.",
  };
}

const arrivalAt = ({ names }, { label: parameter, level, unit }) => ({
  name: `dJ/d${parameter}`,
  symbol: gradientOf(names[parameter]),
  cell: `dJ/d${parameter}`,
  edges: [parameter],
  above: backOf(names, level, unit),
});

export function atBias(known, parameter) {
  const { names } = known;
  const { label: bias, level, unit } = parameter;
  const net = label.z(level, unit);
  return {
    ...arrivalAt(known, parameter),
    uses: [],
    line: "bias",
    local: {
      name: `d${net}/d${bias}`,
      role: "forward",
      symbols: [["mn", "1"]],
      ratio: partialOf(names[net], names[bias]),
    },
    values: (pass) => {
      const { delta, b, b_local } = pass[level - 1];
      return { above: delta[unit], local: b_local ? b_local[unit] : 1, result: b[unit] };
    },
    say: `Arrive at the bias of ${names[label.unit(level, unit)]}. It is simply added, so the local slope is 1.`,
  };
}

export function atWeight(known, parameter) {
  const { names, forward, x } = known;
  const { label: weight, level, unit, source } = parameter;
  const input = label.a(level - 1, source);
  const [name, net] = [names[weight], names[label.z(level, unit)]];
  const below = level > 1 ? forward[level - 2].a : x;
  return {
    ...arrivalAt(known, parameter),
    uses: [input],
    line: "weight",
    local: { name: input, role: "forward", symbols: [symbolOf(names[input])], ratio: partialOf(net, name) },
    taken: (pass) => pass[level - 1].W_back?.[unit][source],
    values: (pass) => {
      const { delta, W, W_back, W_local } = pass[level - 1];
      return {
        above: W_back ? W_back[unit][source] : delta[unit],
        local: W_local ? W_local[unit][source] : below[source],
        result: W[unit][source],
      };
    },
    say: `Arrive at ${name}. ${net} contains ${name} × ${names[input]}, so the local slope is ${names[input]}.`,
  };
}
