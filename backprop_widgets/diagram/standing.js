/* The parts of a diagram put where its plan says, and its tags where there is room for them. */

import { upTo } from "../kit/numbers.js";
import { label } from "./labels.js";
import { CAP, centre, TALL } from "./layout.js";
import { arrange, arrangeMost } from "./tags.js";

/** @typedef {import("./layout.js").Plan} Plan */

// By properties, not by a style attribute, which a strict Content-Security-Policy ignores.
export function move(part, sizes) {
  for (const [side, size] of Object.entries(sizes)) part.style[side] = `${size.toFixed(1)}px`;
}
const stand = (part, { x, y, w, h }) => move(part, { left: x, top: y, width: w, height: h });
const stick = (part, [x, y]) => move(part, { left: x, top: y });

/** Puts units, edges, biases and the error where they stand.
    @param {any} parts
    @param {Plan} plan */
export function standParts({ cells, lines, tags, errors }, plan) {
  plan.units.forEach((layer, level) => {
    layer.forEach((unit, j) => {
      stand(cells[level][j], unit);
      if (level) connect(unit, level, j);
    });
  });
  function connect(unit, level, j) {
    plan.units[level - 1].forEach((below, k) => {
      lines.run(label.w(level, j, k), plan.leave(below), plan.enter(unit), plan.bend);
    });
    const bias = tags.get(label.b(level, j));
    lines.run(bias.name, ...plan.stub(unit), 0);
    stick(bias.node, centre(plan.bias(unit, bias.width)));
  }
  if (!errors) return;
  stand(errors.frame, plan.error);
  errors.pairs.forEach((pair, j) => stick(pair, plan.targets[j]));
  stick(errors.total, plan.total);
  const outputs = plan.units[plan.units.length - 1];
  plan.meets.forEach((to, j) => lines.run(label.E(j), plan.leave(outputs[j]), to, 0));
}

/** The tags of the weights, layer by layer: all of a layer if there is room, else those in use. */
export function standingTags({ tags, places }, layers, gradients) {
  const all = [...tags.values()];
  const weights = upTo(layers).map((i) => all.filter(({ level }) => level === i + 1));
  /** Of each layer.
      @type {import("./layout.js").Box[][]} */
  let obstacles = [];
  /** Of each layer; none where there is no room for all.
      @type {ReturnType<typeof arrange<any>>[]} */
  let spots = [];
  let shown = "";

  /** Finds places in this plan for all tags of each layer, as high as they have been made. */
  function lay(plan) {
    const biasOf = (unit, side, j) => plan.bias(unit, tags.get(label.b(side, j)).width);
    // What tags have to keep clear of: the units on both sides, their names and biases.
    const beside = (side) =>
      plan.units[side].flatMap((unit, j) => (side ? [unit, plan.name(unit), biasOf(unit, side, j)] : [unit]));
    obstacles = weights.map((_, i) => [i, i + 1].flatMap(beside));
    spots = weights.map((some, i) => arrange(some, obstacles[i]));
    shown = "";
  }

  /** Shows tags and puts them there; only one with a gradient is tall. */
  function settle(used) {
    const inUse = ({ name }) => used.has(name) || used.has(`dJ/d${name}`);
    const wanted = weights.map((some, i) => (spots[i] ? [] : some.filter(inUse))); // where not all can be tall
    const tall = [...tags.keys()].filter((name) => places.isFilled(`dJ/d${name}`));
    const key = `${wanted.flat().map(({ name }) => name)} ${tall}`;
    if (key === shown) return;
    shown = key;
    for (const one of all) one.height = tall.includes(one.name) ? TALL : CAP;
    weights.forEach((some, i) => {
      const whole = spots[i] || (gradients && arrange(some, obstacles[i]));
      const placed = whole || arrangeMost(wanted[i], obstacles[i]);
      for (const one of some) {
        one.node.hidden = !placed.has(one);
        if (placed.has(one)) stick(one.node, placed.get(one));
      }
    });
  }
  return { lay, settle };
}
