/* One picture on its way through the network, and the error on its way back, as far as the pixels. */

import { backward, cost, dot, forward } from "../kit/network.js";
import { upTo } from "../kit/numbers.js";

/** layers: as network.js has them; x: 64 pixels; target: a digit, or -1 for the one with the highest probability.
    slopes: of the loss, with respect to each pixel. */
export function passOf(layers, x, target) {
  const trace = forward(
    layers,
    Array.from(x, (ink) => [ink]),
  );
  const [a, p] = trace.map((layer) => layer.a.map(([value]) => value));
  const guess = p.indexOf(Math.max(...p));
  const wanted = target < 0 ? guess : target;
  const y = upTo(p.length).map((k) => [Number(k === wanted)]);
  const [below, above] = backward(layers, trace, y, "cross_entropy");
  const column = (matrix) => matrix.map(([value]) => value);
  const slopes = Array.from(x, (_, n) => {
    const away = layers[0].W.map((row) => row[n]);
    return dot(away, column(below.delta));
  });
  const loss = cost(trace, y, "cross_entropy");
  return { a, p, guess, target: wanted, loss, delta: column(above.delta), error: column(below.error), slopes };
}
