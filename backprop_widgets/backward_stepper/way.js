/* The way from the loss back to a parameter: its frames, one after the other, and the lines of the whole chain. */

import { label } from "../diagram/labels.js";
import { upTo } from "../kit/numbers.js";
import {
  alongWeight,
  atBias,
  atTheError,
  atWeight,
  backOf,
  errorOf,
  outputDelta,
  outputError,
  throughActivation,
  throughSoftmax,
} from "./frames.js";

/** at: which frame it refers to.
    @typedef {{ at: number, whole?: boolean }} Factor */
/** @typedef {{ lead: string, factors: Factor[], result: number }} Line */

/** The frames from the loss to a parameter, each one multiplication (see frames.js) or one sum, and the lines of the
    chain: each is a product, and has of every frame that it refers to either the local slope or, if `whole`, the
    gradient that it found. What is known is not worked out again.

    known: `passes` of passes.py, and `names`, what quantities are called in the diagram. */
export function wayBack(known, parameter) {
  const { names, sizes, activations, paired } = known;
  const top = sizes.length - 1;
  const { level: home, unit, source } = parameter;
  const way = growing();

  /** The factors of dJ/da. */
  function error(level, j) {
    const own = errorOf(names, level, j);
    if (way.has(own.name)) return [way.whole(own.name)];
    if (level === top) return [way.found(outputError(known, j))];
    const ways = upTo(sizes[level + 1]).map((k) => ({
      before: () => delta(level + 1, k),
      frame: alongWeight(known, level, j, k),
      via: label.z(level + 1, k),
      through: names[label.unit(level + 1, k)],
    }));
    const lead = level === home ? "path " : `${names[label.unit(level, j)]} `;
    return way.together({ ...own, lead, cell: own.name }, ways, sumOverUnits(known, level, j));
  }

  /** The factors of dJ/dz. */
  function delta(level, j) {
    const own = backOf(names, level, j);
    if (way.has(own.name)) return [way.whole(own.name)];
    if (level === top && paired) return [way.found(outputDelta(known, j))];
    if (activations[level - 1] !== "softmax") {
      const before = error(level, j);
      return [...before, way.factor(throughActivation(known, level, j))];
    }
    const ways = upTo(sizes[level]).map((i) => ({
      before: () => error(level, i),
      frame: throughSoftmax(known, level, i, j),
      via: label.a(level, i),
      through: names[label.a(level, i)],
    }));
    const lead = `${names[label.z(level, j)]} `;
    return way.together({ ...own, lead, cell: own.name }, ways, sumOverOutputs(known, level, j));
  }

  way.factor(atTheError(known));
  const factors = delta(home, unit);
  const before = way.frames[factors[0].at];
  const lead = before.kind === "sum" ? `sum of ${before.terms?.length === 2 ? "both" : "all"} paths` : "";
  const end = way.factor(source === null ? atBias(known, parameter) : atWeight(known, parameter));
  way.line(lead, [...factors, end]);
  return { frames: way.frames, lines: way.lines };
}

/** A way that grows by frames and lines. */
function growing() {
  /** @type {import("./frames.js").Frame[]} */
  const frames = [];
  /** @type {Line[]} */
  const lines = [];
  const places = new Map();

  /** @returns {Factor} */
  function factor(frame) {
    places.set(frame.name, frames.length);
    return { at: frames.push({ edges: [], uses: [], ...frame }) - 1 };
  }
  const whole = (name) => ({ at: places.get(name), whole: true });
  function found(frame) {
    factor(frame);
    return whole(frame.name);
  }
  function line(lead, factors) {
    lines.push({ lead, factors, result: factors.at(-1).at });
  }

  /** What comes together by several ways: a line for each, then the sum. By one way alone there is nothing to add. */
  function together({ lead, ...total }, ways, sum) {
    if (ways.length === 1) {
      const { before, frame } = ways[0];
      const values = (pass) => ({ ...frame.values(pass), ...sum.values(pass) });
      return [...before(), factor({ ...frame, ...total, values })];
    }
    const terms = ways.map(({ before, frame, via, through }) => {
      const factors = before();
      const last = factor({ ...frame, ...total, name: `${total.name} via ${via}`, cell: undefined, through });
      line(`${lead}through ${through}`, [...factors, last]);
      return frames[last.at];
    });
    return [found({ ...total, ...sum, kind: "sum", terms })];
  }
  return { frames, lines, has: (name) => places.has(name), whole, found, factor, line, together };
}

/** The sum of what comes back to the output of a unit from the units of the next layer. */
function sumOverUnits({ names, sizes }, level, j) {
  const next = upTo(sizes[level + 1]);
  const units = level + 2 === sizes.length ? "outputs" : "units of the next layer";
  const [all, paths] = next.length === 2 ? ["both", "both paths"] : [`all ${next.length}`, `all ${next.length} paths`];
  return {
    line: "below",
    edges: next.map((k) => label.w(level + 1, k, j)),
    values: (pass) => ({ result: pass[level - 1].error[j] }),
    say:
      `${names[label.unit(level, j)]} feeds ${all} ${units}. ` +
      `A change in it reaches E by ${paths} at once, so the contributions add.`,
  };
}

/** The sum of what comes back to a net input from the outputs of a softmax layer. */
const sumOverOutputs = ({ names }, level, j) => ({
  line: "delta",
  values: (pass) => ({ result: pass[level - 1].delta[j] }),
  say:
    `${names[label.z(level, j)]} acts on all outputs of its layer, because softmax shares 1 among them. ` +
    "A change in it reaches E through each of them, so the contributions add.",
});
