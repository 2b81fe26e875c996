/* The network after any number of steps: the start is the library's, every later state is computed once and kept. */

import { backward, cost, descend, forward } from "../kit/network.js";

const LOSS = "half_squared_error";

/** at(n): the network after n steps, with its trace, its gradients and its loss; losses(n): those of 0 to n.
    @param {any} start as widget.py has it */
export function learning(start) {
  const { x, y, learning_rate } = start;
  const frames = [start];

  function after({ network: before, gradients: slopes }) {
    const network = descend(before, slopes, learning_rate);
    const trace = forward(network, x);
    return { network, trace, gradients: backward(network, trace, y, LOSS), E: cost(trace, y, LOSS) };
  }
  function at(n) {
    while (frames.length <= n) frames.push(after(frames[frames.length - 1]));
    return frames[n];
  }
  return { at, losses: (n) => at(n) && frames.slice(0, n + 1).map(({ E }) => E) };
}
