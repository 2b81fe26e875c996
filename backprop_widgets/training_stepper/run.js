/* One run of training: its networks one after the other, and what each step computes on its way to the next. */

/** Every parameter of a network of these sizes: its name in Python, and where to find it. */
function parametersOf(sizes) {
  const found = [];
  sizes.slice(1).forEach((n_out, l) => {
    for (const [part, columns] of [["W", sizes[l]], ["b", 1]])
      for (let j = 0; j < n_out; j++) for (let k = 0; k < columns; k++) found.push({ name: `network[${l}].${part}[${j},${k}]`, l, part, j, k });
  });
  return found;
}
const valueAt = (layers, { l, part, j, k }) => layers[l][part][j][k];

/** All parameters in a row, and the length of such a row: of a gradient, or of a step along it. */
const flat = (layers) => layers.flatMap(({ W, b }) => [...W, ...b].flat());
const lengthOf = (layers) => Math.hypot(...flat(layers));

const sizesOf = (hidden) => [2, ...hidden, 1];

/** The network that both runs start from. */
function firstNetwork({ hidden, activation, seed }) {
  const layer = (W, l) => ({ W, b: filled(W.length, 1, () => 0), activation: l < hidden.length ? activation : "sigmoid" });
  return weights(sizesOf(hidden), seed).map(layer);
}

/** `records[n]` is what is known after n updates, `step(n)` what leads from there to n + 1; `reach(n)` goes on to n. */
function newRun(setup, { x, y, test_x, test_y }, rate, momentum) {
  const { loss, batch_size, seed } = setup;
  const records = [];
  let [made, latest, ended] = [-1, null, false];

  function judged(network, x, y) {
    if (!x[0].length) return [NaN, NaN];
    const trace = forward(network, x);
    return [cost(trace, y, loss), trace.at(-1).a[0].filter((a, n) => a > 0.5 !== y[0][n] > 0.5).length];
  }

  /** direction: the running sum, if there is momentum. */
  function add(network, direction) {
    const [J, wrong] = judged(network, x, y);
    const [test_cost, test_wrong] = judged(network, test_x, test_y);
    ended = !(Math.max(J, ...flat(network).map(Math.abs)) < LIMIT);
    if (!ended) records.push({ network, direction, cost: J, wrong, test_cost, test_wrong });
  }

  function step(n) {
    if (made === n) return latest;
    const { network, direction: before } = records[n];
    const columns = batch(n, y[0].length, batch_size, seed);
    const [x_batch, y_batch] = [x, y].map((matrix) => matrix.map((row) => columns.map((column) => row[column])));
    const trace = forward(network, x_batch);
    const gradients = backward(network, trace, y_batch, loss);
    const runOn = (old, now) => each((v, g) => momentum * v + g, old, now);
    const direction = before ? gradients.map(({ W, b }, l) => ({ W: runOn(before[l].W, W), b: runOn(before[l].b, b) })) : gradients;
    const error = Math.max(...each((a, t) => Math.abs(a - t) / columns.length, trace.at(-1).a, y_batch)[0]);
    made = n;
    latest = { columns, direction, batch_cost: cost(trace, y_batch, loss), error, gradient: lengthOf(gradients), update: rate * lengthOf(direction) };
    return latest;
  }

  /** Goes on to n, or until time is up; false when the numbers have become too large to go on. */
  function reach(n, until) {
    while (!ended && records.length <= n && performance.now() < until) {
      const last = records.length - 1;
      const { direction } = step(last);
      add(descend(records[last].network, direction, rate), momentum && direction);
    }
    return !ended;
  }

  add(firstNetwork(setup));
  return { records, step, reach };
}
