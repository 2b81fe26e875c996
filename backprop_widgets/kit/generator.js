/* The mirror of generator.py: uniform random numbers, weights to begin with, and batches. */

import { sum } from "./network.js";

export function uniform(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const filled = (rows, columns, value) =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, value));

export function weights(sizes, seed) {
  const random = uniform(65536 * seed);
  const normal = () => sum(Array.from({ length: 12 }, random)) - 6;
  return sizes.slice(1).map((n_out, l) => filled(n_out, sizes[l], () => normal() / Math.sqrt(sizes[l])));
}

export function batch(number, N, batch_size, seed) {
  const columns = Array.from({ length: N }, (_, n) => n);
  if (!batch_size) return columns;
  const steps = Math.ceil(N / batch_size);
  const random = uniform(65536 * seed + Math.floor(number / steps) + 1);
  for (let i = N - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [columns[i], columns[j]] = [columns[j], columns[i]];
  }
  const place = (number % steps) * batch_size;
  return columns.slice(place, place + batch_size);
}
