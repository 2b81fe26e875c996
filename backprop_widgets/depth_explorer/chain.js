/* A chain of layers of one unit each: through it and back, and what does not fit together in a state. */

import { isNameIn } from "../kit/state.js";

/** Layer 0 is the input, which has only a and gradient: the slope of the chain's output with respect to a.
    @typedef {{ z: number, a: number, slope: number, factor: number, gradient: number }} ChainLayer */

/** Forward through the chain, then back: from layer to layer the gradient is multiplied by the factor.
    @returns {ChainLayer[]} */
export function chainOf(f, { w, b, x, depth }) {
  /** @type {any[]} */
  const layers = [{ a: x }];
  for (let l = 1; l <= depth; l++) {
    const z = w * layers[l - 1].a + b;
    const [a, slope] = f(z);
    layers.push({ z, a, slope, factor: w * slope });
  }
  layers[depth].gradient = 1;
  for (let l = depth; l > 0; l--) layers[l - 1].gradient = layers[l].gradient * layers[l].factor;
  return layers;
}

/** What does not fit together in a state, as a sentence; empty if everything does. */
export const problem = ({ activation }, activations) =>
  isNameIn(activations, activation) ? "" : `There is no activation called “${activation}”.`;
