/* The network of the backward pass, with its way forward, and the gradients as far as they have been found. */

import { brief, diagram } from "../diagram/diagram.js";
import { label } from "../diagram/labels.js";
import { plain } from "./values.js";

/** The network with all numbers of the way forward; `pick(label)` is called for a click on a weight or bias. */
export function pictureOf(passes, names, pick) {
  const { sizes, activations, x, y, forward, E, J, parameters } = passes;
  const picture = diagram({ sizes, activations, names, gradients: true, error: true, pick });
  x.forEach((value, k) => picture.write(label.x(k), value));
  y.forEach((value, j) => picture.write(label.y(j), value));
  E.forEach((value, j) => picture.write(label.E(j), value));
  picture.write("J", J);
  for (const one of parameters) picture.write(one.label, one.value);
  forward.forEach(({ z, a }, i) => {
    z.forEach((value, j) => picture.write(label.z(i + 1, j), value));
    a.forEach((value, j) => picture.write(label.a(i + 1, j), value));
  });
  return picture;
}

/** The gradients in the picture. `show` writes those of the frames up to n, which it marks, and puts a cross at the
    parameters whose gradients a mistake changes; `clear` empties all. */
export function gradientsIn(picture, right) {
  const filled = new Set(); // the cells that have a number

  function clear() {
    for (const cell of filled) picture.write(cell);
    filled.clear();
  }

  function show({ frames, path }, n, picked, crossed) {
    frames.forEach(({ cell, values }, i) => {
      if (!cell || filled.has(cell) === i <= n) return;
      if (filled.delete(cell)) return picture.write(cell);
      const { result } = values(right);
      filled.add(cell);
      picture.write(cell, result, Number.isInteger(result) ? plain(result) : brief(result));
    });
    const [before, now] = [frames.slice(0, n), frames[n]];
    picture.mark({
      now: cellsOf([now]),
      done: cellsOf(before),
      uses: now.uses,
      path,
      passed: before.flatMap(({ edges }) => edges),
      passing: now.edges,
      picked,
      crossed,
    });
  }
  return { clear, show };
}

const cellsOf = (frames) => frames.flatMap(({ cell }) => cell ?? []);
