/* The network of the digits on flat arrays: what forward, backward and descend of network.js compute, far faster.

   All parameters are one array, of which W_1, b_1, W_2, b_2 are parts. A row of W holds the weights that lead away from
   one unit, so that all loops go along rows, and pixels without ink cost nothing. */

import { weights } from "../kit/generator.js";
import { PIXELS } from "./pictures.js";

const OUTPUTS = 10;

/** The parts of one array of parameters, or of their gradients. */
export function partsOf(theta, hidden) {
  const ends = [PIXELS * hidden, (PIXELS + 1) * hidden, (PIXELS + 1 + OUTPUTS) * hidden];
  return {
    W_1: theta.subarray(0, ends[0]),
    b_1: theta.subarray(ends[0], ends[1]),
    W_2: theta.subarray(ends[1], ends[2]),
    b_2: theta.subarray(ends[2]),
  };
}

/** The first parameters: the weights of generator.py, and no biases. */
export function firstParameters(hidden, seed) {
  const theta = new Float64Array((PIXELS + 1) * hidden + (hidden + 1) * OUTPUTS);
  const { W_1, W_2 } = partsOf(theta, hidden);
  for (const [l, rows] of weights([PIXELS, hidden, OUTPUTS], seed).entries()) {
    const W = l ? W_2 : W_1;
    for (const [j, row] of rows.entries()) for (const [k, weight] of row.entries()) W[k * rows.length + j] = weight;
  }
  return theta;
}

/** The same parameters as network.js has them. */
export function layersOf(theta, hidden) {
  const { W_1, b_1, W_2, b_2 } = partsOf(theta, hidden);
  const rows = (W, n) => Array.from({ length: n }, (_, j) => Array.from(W.filter((_, at) => at % n === j)));
  const layer = (W, b, activation) => ({ W: rows(W, b.length), b: Array.from(b, (bias) => [bias]), activation });
  return [layer(W_1, b_1, "tanh"), layer(W_2, b_2, "softmax")];
}

/** Adds factor times row `at` of W to z. */
function addRow(z, W, at, factor) {
  const n = z.length;
  for (let j = 0, w = at * n; j < n; j++, w++) z[j] += factor * W[w];
}

/** Forward: fills the hidden outputs a and the probabilities p; returns the cross-entropy with this label. */
export function flatForward({ W_1, b_1, W_2, b_2 }, x, first, label, a, p) {
  a.set(b_1);
  for (let n = 0; n < PIXELS; n++) if (x[first + n]) addRow(a, W_1, n, x[first + n]);
  p.set(b_2);
  for (let j = 0; j < a.length; j++) {
    a[j] = Math.tanh(a[j]);
    addRow(p, W_2, j, a[j]);
  }
  let peak = p[0];
  for (let k = 1; k < OUTPUTS; k++) if (p[k] > peak) peak = p[k];
  const z = p[label] - peak;
  let whole = 0;
  for (let k = 0; k < OUTPUTS; k++) {
    p[k] = Math.exp(p[k] - peak);
    whole += p[k];
  }
  for (let k = 0; k < OUTPUTS; k++) p[k] /= whole;
  return Math.log(whole) - z;
}

/** Backward: adds this digit's share of the gradients, and leaves delta of both layers in the places of a and p. */
function addGradients(gradients, W_2, x, first, label, a, p, N) {
  p[label] -= 1;
  for (let k = 0; k < OUTPUTS; k++) p[k] /= N;
  for (let j = 0; j < a.length; j++) {
    let error = 0;
    for (let k = 0, w = j * OUTPUTS; k < OUTPUTS; k++, w++) {
      gradients.W_2[w] += a[j] * p[k];
      error += W_2[w] * p[k];
    }
    a[j] = error * (1 - a[j] * a[j]);
    gradients.b_1[j] += a[j];
  }
  for (let k = 0; k < OUTPUTS; k++) gradients.b_2[k] += p[k];
  const n_out = a.length;
  for (let n = 0; n < PIXELS; n++) {
    const ink = x[first + n];
    if (!ink) continue;
    for (let j = 0, w = n * n_out; j < n_out; j++, w++) gradients.W_1[w] += ink * a[j];
  }
}

/** The gradient of the cost of these columns, as one array like theta. */
export function flatGradient(theta, hidden, { x, labels }, columns) {
  const gradient = new Float64Array(theta.length);
  const [parts, gradients] = [theta, gradient].map((all) => partsOf(all, hidden));
  const [a, p] = [hidden, OUTPUTS].map((n) => new Float64Array(n));
  for (const k of columns) {
    flatForward(parts, x, PIXELS * k, labels[k], a, p);
    addGradients(gradients, parts.W_2, x, PIXELS * k, labels[k], a, p, columns.length);
  }
  return gradient;
}

/** What the network takes each of these digits for, how many of them rightly, and its cost. */
export function judge(theta, hidden, { x, labels }) {
  const parts = partsOf(theta, hidden);
  const [a, p] = [hidden, OUTPUTS].map((n) => new Float64Array(n));
  const guesses = new Uint8Array(labels.length);
  let [sum, right] = [0, 0];
  for (let k = 0; k < labels.length; k++) {
    sum += flatForward(parts, x, PIXELS * k, labels[k], a, p);
    guesses[k] = p.indexOf(Math.max(...p));
    right += Number(guesses[k] === labels[k]);
  }
  return { guesses, cost: sum / labels.length, right, wrong: labels.length - right, accuracy: right / labels.length };
}
