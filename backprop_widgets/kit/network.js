/* The mirror of network.py, for networks that are edited on a page without Python: forward, backward, descend.

   A matrix is an array of rows, and a batch has one column per example, as in network.py. Nothing changes its
   arguments. Tests hold it to the library. Two other files of the widgets have mathematics written by hand:
   graph_stepper/graph.js, and digits_explorer/flat_network.js, which tests hold to this one. */

/** f of every entry of a matrix, or of the entries that two or three matrices have at the same place. */
export const each = (f, A, B = A, C = A) => A.map((row, j) => eachOf(f, row, B[j], C[j]));
const eachOf = (f, u, v, w) => u.map((value, n) => f(value, v[n], w[n]));
const transpose = (A) => A[0].map((_, k) => A.map((row) => row[k]));

/** f of every column of a matrix, or of the columns that two matrices have at the same place. */
export function columns(f, A, B = A) {
  const others = transpose(B);
  return transpose(transpose(A).map((column, n) => f(column, others[n])));
}

export function sum(values) {
  let total = 0;
  for (let k = 0; k < values.length; k++) total += values[k];
  return total;
}

export function dot(u, v) {
  let total = 0;
  for (let k = 0; k < u.length; k++) total += u[k] * v[k];
  return total;
}

/** A B: each row is a sum of the rows of B. (Plain loops, here and above: a page makes thousands of steps.) */
function multiply(A, B) {
  return A.map((weights) => {
    const row = B[0].map((value) => weights[0] * value);
    for (let k = 1; k < weights.length; k++) {
      const [weight, below] = [weights[k], B[k]];
      for (let n = 0; n < row.length; n++) row[n] += weight * below[n];
    }
    return row;
  });
}

/** A B^T, without transposing B. */
const multiplyTransposed = (A, B) => A.map((u) => B.map((v) => dot(u, v)));

// ---- activations and losses: the same as in network.py

const decay = (z) => Math.exp(-Math.abs(z));
export function logistic(z) {
  const e = decay(z);
  return (z > 0 ? 1 : e) / (1 + e);
}
const softplus = (z) => Math.max(z, 0) + Math.log1p(decay(z));
const elementwise = (value, slope) => ({
  value: (z) => z.map((row) => row.map((u) => value(u))),
  delta: (error, z, a) => each((e, u, v) => e * slope(u, v), error, z, a),
  slope,
});
const powers = (z) => {
  const peak = Math.max(...z);
  return z.map((value) => Math.exp(value - peak));
};
const jacobian = (a, k) => a.map((share, j) => share * (Number(j === k) - a[k])); // da_j/dz_k for all j
const softmax = {
  value: (z) => columns((column) => shares(powers(column)), z),
  delta: (error, _z, a) => columns((e, p) => p.map((_, k) => dot(e, jacobian(p, k))), error, a),
};
const shares = (values) => {
  const whole = sum(values);
  return values.map((value) => value / whole);
};

export const ACTIVATIONS = {
  identity: elementwise(
    (z) => z,
    () => 1,
  ),
  sigmoid: elementwise(logistic, (_z, a) => a * (1 - a)),
  tanh: elementwise(Math.tanh, (_z, a) => 1 - a * a),
  relu: elementwise(
    (z) => Math.max(z, 0),
    (z) => (z <= 0 ? 0 : 1),
  ), // a NaN stays a NaN
  leaky_relu: elementwise(
    (z) => (z <= 0 ? z / 100 : z),
    (z) => (z <= 0 ? 0.01 : 1),
  ),
  softplus: elementwise(softplus, logistic),
  softmax,
};

/** How menus call them, as those of expressions.py do. */
export const ACTIVATION_TITLES = {
  identity: "Identity",
  sigmoid: "Logistic",
  tanh: "tanh",
  relu: "ReLU",
  leaky_relu: "Leaky ReLU",
  softplus: "Softplus",
  softmax: "Softmax",
};

const timesLog = (x, y) => (x === 0 ? 0 : x * Math.log(y));
const over = (x, y) => (x === 0 ? 0 : x / y);
const logSumExp = (z) => Math.log(sum(powers(z))) + Math.max(...z);
export const LOSSES = {
  half_squared_error: { value: (a, y) => (a - y) ** 2 / 2, derivative: (a, y) => a - y },
  binary_cross_entropy: {
    value: (a, y) => -timesLog(y, a) - timesLog(1 - y, 1 - a),
    derivative: (a, y) => over(1 - y, 1 - a) - over(y, a),
    paired: "sigmoid",
    from_z: (z, y) => each((u, t) => softplus(u) - t * u, z, y),
  },
  cross_entropy: {
    value: (a, y) => -timesLog(y, a),
    derivative: (a, y) => -over(y, a),
    paired: "softmax",
    from_z: (z, y) => columns((u, t) => t.map((share, k) => share * (logSumExp(u) - u[k])), z, y),
  },
};

// ---- the algorithm; a network is a list of layers { W, b, activation }, W (n_out, n_in) and b (n_out, 1)

export function forward(network, x) {
  return network.map(({ W, b, activation }) => {
    const z = multiply(W, x).map((row, j) => row.map((value) => value + b[j][0]));
    const a = ACTIVATIONS[activation].value(z);
    const seen = { x, z, a };
    x = a;
    return seen;
  });
}

export function backward(network, trace, y, loss) {
  const N = y[0].length;
  const output = trace.at(-1).a;
  let error = each((a, t) => LOSSES[loss].derivative(a, t) / N, output, y);
  const gradients = [];
  for (let i = network.length - 1; i >= 0; i--) {
    const { x, z, a } = trace[i];
    const paired = LOSSES[loss].paired && i === network.length - 1;
    const delta = paired ? each((p, t) => (p - t) / N, a, y) : ACTIVATIONS[network[i].activation].delta(error, z, a);
    gradients.unshift({ error, delta, W: multiplyTransposed(delta, x), b: delta.map((row) => [sum(row)]) });
    if (i) error = multiply(transpose(network[i].W), delta);
  }
  return gradients;
}

export function descend(network, gradients, learning_rate) {
  const step = (parameter, gradient) => each((value, slope) => value - learning_rate * slope, parameter, gradient);
  return network.map(({ W, b, activation }, i) => ({
    W: step(W, gradients[i].W),
    b: step(b, gradients[i].b),
    activation,
  }));
}

/** J: the loss summed over the output units, averaged over the examples. */
export function cost(trace, y, loss) {
  const { z, a } = trace.at(-1);
  const { value, from_z } = LOSSES[loss];
  return sum((from_z ? from_z(z, y) : each(value, a, y)).map(sum)) / y[0].length;
}
