/* What a quantity is called in code and links, and in the drawing of a network: the mirror of labels.py and of
   names() in picture.py. */

import { upTo } from "../kit/numbers.js";

const index = (...numbers) => numbers.map((n) => n + 1).join(Math.max(...numbers) > 8 ? "," : "");

/** Layers count from 1, units and inputs from 0. Layer 0 gives the inputs. */
export const label = {
  x: (k) => `x_${k + 1}`,
  y: (j) => `y_${j + 1}`,
  E: (j) => `E_${j + 1}`,
  z: (level, j) => `z^${level}_${j + 1}`,
  a: (level, j) => (level ? `a^${level}_${j + 1}` : `x_${j + 1}`),
  b: (level, j) => `b^${level}_${j + 1}`,
  w: (level, j, k) => `w^${level}_${index(j, k)}`,
  unit: (level, j) => `unit^${level}_${j + 1}`,
  delta: (level, j) => `delta^${level}_${j + 1}`,
  error: (level, j) => `dJ/da^${level}_${j + 1}`,
};

/** What each quantity is called in the diagram: the mirror of names() in picture.py. */
export function namesOf(sizes) {
  const last = sizes.length - 1;
  const names = { J: "E" };
  for (const k of upTo(sizes[0])) names[label.x(k)] = `i${k + 1}`;
  for (const j of upTo(sizes[last])) Object.assign(names, { [label.y(j)]: `t${j + 1}`, [label.E(j)]: `E${j + 1}` });
  let weights = 0;
  for (let level = 1; level <= last; level++)
    for (const j of upTo(sizes[level])) {
      const unit = level === last ? `o${j + 1}` : `h${last > 2 ? index(level - 1, j) : j + 1}`;
      names[label.unit(level, j)] = unit;
      names[label.b(level, j)] = `b of ${unit}`;
      names[label.z(level, j)] = `net ${unit}`;
      names[label.a(level, j)] = `out ${unit}`;
      for (const k of upTo(sizes[level - 1])) names[label.w(level, j, k)] = `w${weights + k + 1}`;
      weights += sizes[level - 1];
    }
  return names;
}

/** Numbers of units of a network that is a list of layers { W, b, activation }. */
export const sizesOf = (network) => [network[0].W[0].length, ...network.map(({ W }) => W.length)];
