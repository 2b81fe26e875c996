/* What the training widget says: what is wrong with a state, and what has just happened. */

/** Why a state cannot be shown; empty if it can. */
function problem(state, sets) {
  const oneOf = (known) => [(value) => known.includes(value), `one of ${known.join(", ")}`];
  const whole = (most) => [(value) => isCount(value, 0, most), `a whole number from 0 to ${most}`];
  const positive = [(value) => isNumber(value) && value > 0, "a positive number"];
  const fits = Array.isArray(state.hidden) && state.hidden.length <= LIMITS.layers && state.hidden.every((n) => isCount(n, 1, LIMITS.units));
  const known = fits && parametersOf(sizesOf(state.hidden)).map(({ name }) => name);
  const rules = {
    hidden: [() => fits, `a list of up to ${LIMITS.layers} numbers of units from 1 to ${LIMITS.units}`],
    data: oneOf(Object.keys(sets)),
    learning_rate: positive,
    second_rate: positive,
    momentum: [(value) => isNumber(value) && value >= 0 && value < 1, "a number from 0 to below 1"],
    seed: whole(LIMITS.seed),
    step: whole(LIMITS.step),
    batch_size: whole(sets[state.data]?.y[0].length),
    across: oneOf(known || []),
    up: oneOf(known || []),
  };
  for (const name in CHOICES) rules[name] = oneOf(CHOICES[name]);
  const wrong = Object.keys(rules).find((name) => !rules[name][0](state[name]));
  return wrong ? `The ${wrong.replace("_", " ")} is ${JSON.stringify(state[wrong])}; expected ${rules[wrong][1]}.` : "";
}

const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

/** What has happened up to step n: an alarm, if there is one, and a sentence or two. burst: which run cannot go on. */
function account({ phase, seed, batch_size }, runs, n, N, burst) {
  const [{ records, step }] = runs;
  const { network, wrong, cost } = records[n];
  if (phase !== "update") {
    const { columns, batch_cost, error, gradient } = step(n);
    const said = {
      forward: `Forward: ${count(columns.length, "example")} went through the network, at a cost of ${figure(batch_cost)}.`,
      error: `Error: output less target, over the number of examples. The largest is ${figure(error)}.`,
      backward: `Backward: the error went back through the weights. The slopes of ${count(flat(network).length, "parameter")} are a gradient of length ${figure(gradient)}.`,
    };
    return ["", said[phase]];
  }
  if (burst >= 0) return ["Diverging.", `After step ${n} the numbers of run ${burst + 1} are too large to go on. Try a smaller learning rate.`];
  if (!n) return ["", `The weights are random, from seed ${seed}; the biases are 0. A step is for ${count(batch_size || N, "example")}.`];
  const rising = runs.findIndex(({ records }) => records[n].cost > 2 * records[0].cost);
  if (rising >= 0) {
    const [from, to] = [0, n].map((at) => figure(runs[rising].records[at].cost));
    return ["Diverging.", `The cost of run ${rising + 1} went from ${from} to ${to}: its steps are too long. Try a smaller learning rate.`];
  }
  const [before, epoch] = [records[n - 1].cost, n / Math.ceil(N / (batch_size || N))];
  const words = [`Update: step ${n} ${cost > before ? "raised" : "lowered"} the cost from ${figure(before)} to ${figure(cost)}.`];
  if (cost > before) words.push(batch_size ? "A batch speaks for its own examples only." : "The step was too long.");
  words.push(`${wrong} of ${N} on the wrong side of ½.`);
  if (wrong && step(n - 1).gradient < 1e-3) words.push("The gradient is almost zero: a plateau.");
  if (batch_size && Number.isInteger(epoch)) words.push(`Epoch ${epoch} is complete.`);
  return ["", words.join(" ")];
}
