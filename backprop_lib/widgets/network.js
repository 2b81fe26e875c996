/* The mirror of network.py, for networks that are edited on a page without Python: forward, backward, descend.

   A matrix is an array of rows, and a batch has one column per example, as in network.py. Nothing changes its
   arguments. Tests hold it to the library; no other file of the widgets has mathematics written by hand. */

const each = (f, ...matrices) => matrices[0].map((row, j) => row.map((_, n) => f(...matrices.map((matrix) => matrix[j][n]))));
const transpose = (A) => A[0].map((_, k) => A.map((row) => row[k]));
const columns = (f, ...matrices) => transpose(transpose(matrices[0]).map((_, n) => f(...matrices.map((A) => A.map((row) => row[n])))));
const sum = (values) => values.reduce((total, value) => total + value, 0);
const dot = (u, v) => u.reduce((total, value, k) => total + value * v[k], 0);

function multiply(A, B) {
  const by_column = transpose(B);
  return A.map((row) => by_column.map((column) => dot(row, column)));
}

// ---- activations and losses: the same as in network.py

const decay = (z) => Math.exp(-Math.abs(z));
const logistic = (z) => (z > 0 ? 1 : decay(z)) / (1 + decay(z));
const softplus = (z) => Math.max(z, 0) + Math.log1p(decay(z));
const elementwise = (value, slope) => ({
  value: (z) => each(value, z),
  delta: (error, z, a) => each((e, u, v) => e * slope(u, v), error, z, a),
  slope,
});
const softmax = {
  value: (z) => columns((column) => shares(column.map((value) => Math.exp(value - Math.max(...column)))), z),
  delta: (error, z, a) => columns((e, p) => p.map((share, k) => share * (e[k] - dot(e, p))), error, a),
};
const shares = (values) => values.map((value) => value / sum(values));

const ACTIVATIONS = {
  identity: elementwise((z) => z, () => 1),
  sigmoid: elementwise(logistic, (z, a) => a * (1 - a)),
  tanh: elementwise(Math.tanh, (z, a) => 1 - a * a),
  relu: elementwise((z) => (z > 0 ? z : 0), (z) => (z > 0 ? 1 : 0)),
  leaky_relu: elementwise((z) => (z > 0 ? z : z / 100), (z) => (z > 0 ? 1 : 0.01)),
  softplus: elementwise(softplus, logistic),
  softmax,
};

const timesLog = (x, y) => (x === 0 ? 0 : x * Math.log(y));
const over = (x, y) => (x === 0 ? 0 : x / y);
const logSumExp = (z) => Math.log(sum(z.map((value) => Math.exp(value - Math.max(...z))))) + Math.max(...z);
const LOSSES = {
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

function forward(network, x) {
  return network.map(({ W, b, activation }) => {
    const z = multiply(W, x).map((row, j) => row.map((value) => value + b[j][0]));
    const a = ACTIVATIONS[activation].value(z);
    const seen = { x, z, a };
    x = a;
    return seen;
  });
}

function backward(network, trace, y, loss) {
  const N = y[0].length;
  const output = trace.at(-1).a;
  let error = each((a, t) => LOSSES[loss].derivative(a, t) / N, output, y);
  const gradients = [];
  for (let i = network.length - 1; i >= 0; i--) {
    const { x, z, a } = trace[i];
    const paired = LOSSES[loss].paired && i === network.length - 1;
    const delta = paired ? each((p, t) => (p - t) / N, a, y) : ACTIVATIONS[network[i].activation].delta(error, z, a);
    gradients.unshift({ error, delta, W: multiply(delta, transpose(x)), b: delta.map((row) => [sum(row)]) });
    if (i) error = multiply(transpose(network[i].W), delta);
  }
  return gradients;
}

function descend(network, gradients, learning_rate) {
  const step = (parameter, gradient) => each((value, slope) => value - learning_rate * slope, parameter, gradient);
  return network.map(({ W, b, activation }, i) => ({ W: step(W, gradients[i].W), b: step(b, gradients[i].b), activation }));
}

/** J: the loss summed over the output units, averaged over the examples. */
function cost(trace, y, loss) {
  const { z, a } = trace.at(-1);
  const { value, from_z } = LOSSES[loss];
  return sum((from_z ? from_z(z, y) : each(value, a, y)).map(sum)) / y[0].length;
}
