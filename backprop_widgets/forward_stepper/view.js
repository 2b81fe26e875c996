/* The forward pass, one quantity at a time. MOST, CODE (the lines of forward) and FORMULAS (MathML) come from forward_stepper.py. */

// ---- the frames: the same quantities, in the same order, made of the same things as in steps.py

/** One frame for each net input and each output: its label, what it is computed from, and the line of code. */
function passOf(network) {
  return network.flatMap(({ W, activation }, i) => {
    const level = i + 1;
    const [units, inputs] = [upTo(W.length), upTo(W[0].length)];
    const nets = units.map((j) => ({
      level,
      j,
      kind: "z",
      label: label.z(level, j),
      uses: [...inputs.flatMap((k) => [label.w(level, j, k), label.a(i, k)]), label.b(level, j)],
      edges: [...inputs.map((k) => label.w(level, j, k)), label.b(level, j)],
    }));
    const outs = units.map((j) => ({
      level,
      j,
      kind: "a",
      label: label.a(level, j),
      uses: (activation === "softmax" ? units : [j]).map((unit) => label.z(level, unit)),
      edges: [],
    }));
    return [...nets, ...outs];
  });
}

const LINES = { z: CODE.findIndex((line) => /^\s*z =/.test(line)), a: CODE.findIndex((line) => /^\s*a =/.test(line)) };

/** Inputs, weights and biases by label, each with where it is kept: what a reader can change. */
function changeable(network, rows) {
  const all = new Map(upTo(rows).map((k) => [label.x(k), { kind: "x", j: k }]));
  network.forEach(({ W, b }, i) => {
    W.forEach((row, j) => row.forEach((_, k) => all.set(label.w(i + 1, j, k), { kind: "W", i, j, k })));
    b.forEach((_, j) => all.set(label.b(i + 1, j), { kind: "b", i, j, k: 0 }));
  });
  return all;
}

const sizesOf = (network) => [network[0].W[0].length, ...network.map(({ W }) => W.length)];

/** What is wrong with a state, as a sentence; empty if nothing is. */
function problem({ network, x, example, step, picked }) {
  if (!Array.isArray(network) || !network.length) return "The network is not a list of layers.";
  let inputs = network[0]?.W?.[0]?.length;
  for (const [i, layer] of network.entries()) {
    const units = layer?.W?.length;
    if (!isCount(inputs, 1) || !isCount(units, 1) || !isMatrix(layer.W, units, inputs))
      return `The weights of layer ${i + 1} are not a table of numbers with one row for each unit and one column for each of its inputs.`;
    if (!isMatrix(layer.b, units, 1)) return `The biases of layer ${i + 1} are not a column of ${units} numbers.`;
    if (!Object.hasOwn(ACTIVATIONS, layer.activation)) return `There is no activation called “${layer.activation}”.`;
    inputs = units;
  }
  const count = sum(network.map(({ W }) => W.length * (W[0].length + 1)));
  if (count > MOST) return `The network has ${count} weights and biases; more than ${MOST} cannot be drawn.`;
  const [rows, N] = [sizesOf(network)[0], x?.[0]?.length];
  if (!isCount(N, 1) || !isMatrix(x, rows, N)) return `x is not a table of numbers with ${rows} rows, one for each input.`;
  if (!isCount(example, 0, N - 1)) return `The example is ${example}; it must be a whole number from 0 to ${N - 1}.`;
  if (!isCount(step)) return `The step is ${step}; it must be a whole number from 0 on.`;
  if (!changeable(network, rows).has(picked)) return `“${picked}” is no input, weight or bias of this network.`;
  const finite = forward(network, x).every(({ z, a }) => isMatrix(z, z.length, N) && isMatrix(a, a.length, N));
  return finite ? "" : "With these numbers a net input overflows: it is too large to compute with.";
}

/** The state with another value for one input, weight or bias. */
function edited({ network, x, example }, { kind, i, j, k }, value) {
  if (kind === "x") return { x: x.with(j, x[j].with(example, value)) };
  const matrix = network[i][kind];
  return { network: network.with(i, { ...network[i], [kind]: matrix.with(j, matrix[j].with(k, value)) }) };
}

/** All numbers of a pass by label: inputs, weights, biases, then net inputs and outputs. */
function numbersOf({ network, x, example }) {
  const column = x.map((row) => [row[example]]);
  const values = new Map(column.map(([value], k) => [label.x(k), value]));
  forward(network, column).forEach(({ z, a }, i) => {
    const { W, b } = network[i];
    for (const j of upTo(W.length)) {
      W[j].forEach((weight, k) => values.set(label.w(i + 1, j, k), weight));
      values.set(label.b(i + 1, j), b[j][0]);
      values.set(label.z(i + 1, j), z[j][0]);
      values.set(label.a(i + 1, j), a[j][0]);
    }
  });
  return values;
}

// ---- words

const listed = (words) =>
  words.length > 4 ? `${words[0]} to ${words.at(-1)}` : words.join(", ").replace(/, ([^,]*)$/, " and $1");

const HALF = { 1: "above one half, since the net input is above 0", 0: "one half, since the net input is 0", [-1]: "below one half, since the net input is below 0" };

/** What an activation does with a net input. */
const CHARACTER = {
  identity: () => "The identity passes the net input on as it is.",
  sigmoid: (z) => `The logistic function squeezes the net input into the interval from 0 to 1: ${HALF[Math.sign(z)]}.`,
  tanh: () => "The hyperbolic tangent squeezes the net input into the interval from −1 to 1 and keeps its sign.",
  relu: (z) => (z > 0 ? "The net input is above 0, so the rectifier passes it on." : "The net input is not above 0, so the rectifier gives 0."),
  leaky_relu: (z) => (z > 0 ? "The net input is above 0, so it is passed on." : "The net input is not above 0, so only a hundredth of it is passed on."),
  softplus: () => "Softplus is the rectifier with its corner rounded off: what comes out is always above 0.",
  softmax: () => "Softmax turns the net inputs of the whole layer into shares that add up to 1, so it had to wait for all of them.",
};

/** What frame n does, and why. */
function account({ network }, frames, n, names, values) {
  const sizes = sizesOf(network);
  const all = (level) => listed(upTo(sizes[level]).map((j) => names[label.a(level, j)]));
  if (n === 0) return `${all(0)} ${sizes[0] > 1 ? "come" : "comes"} in. Press Next for the first sum, ${names[frames[0].label]}, or pick a number and change it.`;
  const { level, j, kind, label: own } = frames[n - 1];
  const is = `${names[own]} is ${figure(values.get(own))}`;
  if (kind === "a") {
    const end = n === frames.length ? ` Nothing is left to compute: ${all(level)} ${sizes[level] > 1 ? "are" : "is"} the prediction.` : "";
    return `${is}. ${CHARACTER[network[level - 1].activation](values.get(label.z(level, j)))}${end}`;
  }
  const what = sizes[level - 1] > 1 ? "each input of the unit times its weight, all added up, plus the bias" : "the input of the unit times its weight, plus the bias";
  const why = j
    ? `The inputs are the same as those of ${names[label.unit(level, 0)]}; the weights are its own.`
    : level > 1
      ? `What was output below, ${all(level - 1)}, is input here.`
      : "A weight says how much its input counts; the bias is added whatever comes in.";
  return `${is}: ${what}. ${why}`;
}

// ---- the sum on paper

/** A name as it is printed: net h1 with h1 as an index, in the colour of what it is. */
function printed() {
  const [letter, index] = [new Text(), element("sub")];
  const node = element("span", {}, letter, index);
  const show = (name, role) => {
    const [, kind, of] = name.match(/^(net|out|b)(?: of)? (.*)$/) ?? [null, name, ""];
    if (letter.data !== kind) letter.data = kind;
    setText(index, of);
    put(node, { class: role });
  };
  return { node, show };
}

/** The sum, or the formula, of frames of one shape: a row for each term, or for each net input, and the total. The rows
    stay, what is in them changes with the frame. */
function ledger(frame, activation) {
  const parts = []; // (frame, values, text, names) => puts the numbers in
  function row(head, kind, formula, show) {
    const number = quantity("");
    const cells = [element("td", { class: "formula" }, ...formula), element("td", { class: "number" }, number.node)];
    parts.push((...now) => show(number, ...now));
    return element("tr", { class: kind }, element("th", { scope: "row" }, ...head), ...cells);
  }
  function term(k) {
    const [weight, input, w, x] = [printed(), printed(), element("span", { class: "parameter" }), element("span", { class: "forward" })];
    return row([k ? "+ " : "", weight.node, " · ", input.node], "", [w, " × ", x], (number, { uses }, values, text, names) => {
      const [from, to] = [uses[2 * k], uses[2 * k + 1]];
      const [factor, times] = [values.get(from), values.get(to)];
      weight.show(names[from], "parameter");
      input.show(names[to], "forward");
      setText(w, text(factor));
      setText(x, times < 0 ? `(${text(times)})` : text(times));
      number.rename(`${from}*${to}`, "");
      number.show(factor * times, text(factor * times));
    });
  }
  function given(sign, role, nameOf, kind = "", ...formula) {
    const title = printed();
    return row([sign, title.node], kind, formula, (number, frame, values, text, names) => {
      const name = nameOf(frame);
      title.show(names[name], role);
      number.rename(name, role);
      number.show(values.get(name), text(values.get(name)));
    });
  }
  const total = (...formula) => given("= ", "forward", ({ label }) => label, "total", ...formula);

  let rows;
  if (frame.kind === "z") {
    rows = upTo((frame.uses.length - 1) / 2).map(term);
    rows.push(given("+ ", "parameter", ({ uses }) => uses.at(-1)), total());
  } else {
    const formula = formulaOf(frame, activation);
    parts.push(formula.show);
    rows = [...upTo(frame.uses.length).map((k) => given("", "forward", ({ uses }) => uses[k])), total(formula.node)];
  }
  const caption = element("caption", { class: "bp-hidden" }, "This step in numbers");
  const node = element("table", { class: "bp-sum" }, caption, element("tbody", {}, ...rows));
  return { node, show: (...now) => parts.forEach((part) => part(...now)) };
}

/** The activation's formula with its net input put in; of softmax a fraction, with dots for more than three units. */
function formulaOf({ uses }, activation) {
  const node = element("span");
  const power = FORMULAS.softmax;
  const shown = uses.length > 3 ? [0, uses.length - 1] : upTo(uses.length);
  const powers = shown.map(() => power).join(uses.length > 3 ? "<mo>+</mo><mo>⋯</mo><mo>+</mo>" : "<mo>+</mo>");
  const soft = activation === "softmax";
  node.innerHTML = `<math>${soft ? `<mfrac>${power}<mrow>${powers}</mrow></mfrac>` : FORMULAS[activation]}</math>`;
  const places = [...node.querySelectorAll("mi")].filter((place) => place.textContent === "z");
  const show = ({ uses, j }, values) =>
    places.forEach((place, k) => {
      const value = values.get(uses[soft ? [j, ...shown][k] : 0]);
      const minus = place.previousElementSibling?.textContent === "−"; // two signs in a row need a bracket
      setText(place, value < 0 && minus ? `(${figure(value)})` : figure(value));
    });
  for (const place of places) put(place, { class: "forward", mathvariant: "normal" });
  return { node, show };
}

// ---- the widget

/** A number to type and to slide. The slider reaches to twice the next power of ten. */
function valueField(act) {
  const id = newId();
  const words = element("label", { for: id });
  const number = element("input", { id, type: "number", step: "any" });
  const bar = element("input", { type: "range" });
  let now = 0;
  on(number, "input", () => isNumber(number.valueAsNumber) && act(number.valueAsNumber));
  on(number, "change", () => isNumber(number.valueAsNumber) || (number.value = now)); // nothing else is kept
  on(bar, "input", () => act(+bar.value));
  const node = element("div", { class: "field value" }, words, number, bar);
  function show(name, role, value) {
    now = value;
    const reach = 2 * 10 ** Math.max(0, Math.ceil(Math.log10(Math.abs(value) || 1)));
    setText(words, `Value of ${name}`);
    put(number, { class: role });
    put(bar, { min: -reach, max: reach, step: reach / 200, "aria-label": `Value of ${name}, slider`, "aria-valuetext": figure(value) });
    setValue(bar, value);
    if (number.valueAsNumber !== value) number.value = +value.toPrecision(6); // what is being typed stays as it is
  }
  return { node, show };
}

function render({ model, el }) {
  let [mounted, names, net, places, frames, functions, values] = ["", {}, null, null, [], "", null];
  let [change, activations, tables] = [null, [], new Map()];
  const text = (value) => (state().all_digits ? digits(value) : figure(value));

  // ---- the parts; what a reader does goes to the model
  const safe = { network: [{ W: [[1]], b: [[0]], activation: "identity" }], x: [[1]], example: 0, step: 0, picked: "x_1", all_digits: false };
  const keep = keeper(model, safe, problem, show);
  const { state } = keep;
  const by_hand = (changes) => (steps.stop(), keep.change(changes));
  const pick = (picked) => by_hand({ picked });
  const value = valueField((number) => by_hand(edited(state(), places.get(state().picked), number)));
  const example = slider("Example", "example", { min: 0, step: 1 }, (n) => by_hand({ example: n }));
  const fields = element("div", { class: "fields" });
  const allDigits = tick("All digits", (checked) => by_hand({ all_digits: checked }));
  const reset = button("Reset", () => by_hand(published));
  const netBox = element("div", { class: "net" });
  const say = sentence();
  const steps = stepping((step) => keep.change({ step }), 1600, say);
  const sum = element("div", { class: "sum" });
  const lines = CODE.map((line) => element("span", {}, line));
  const code = element("pre", { class: "bp-code", "aria-label": "forward in code; the line of this step is marked" }, ...lines);
  const key = [["forward", "input, net input, output"], ["parameter", "weight, bias"]];
  const root = widgetRoot(
    "ForwardStepper",
    "forward-stepper",
    "From the inputs to the prediction",
    key,
    [allDigits.node, reset],
    fields,
    keep.message,
    element("div", { class: "main" }, element("div", {}, netBox, steps.node), element("div", { class: "words" }, say.node, sum, code)),
  );
  steps.listen(root);

  // ---- from the model to the page
  /** The parts that depend on the shape of the network. */
  function mount({ network, x }) {
    const sizes = sizesOf(network);
    names = namesOf(sizes);
    places = changeable(network, sizes[0]);
    net = diagram({ sizes, names, activations: network.map((layer) => layer.activation), pick });
    netBox.replaceChildren(net.node);
    const options = (kind) => [...places].filter(([, place]) => place.kind === kind).map(([name, place]) => [name, titled(name, place)]);
    change = menu("Change", { inputs: options("x"), weights: options("W"), biases: options("b") }, pick);
    activations = network.map((_, i) => {
      const choices = Object.keys(ACTIVATIONS).map((name) => [name, name.replace("_", " ")]);
      return menu(`Activation of layer ${i + 1}`, choices, (activation) => by_hand({ network: state().network.with(i, { ...state().network[i], activation }) }));
    });
    const many = x[0].length > 1;
    put(example.input, { max: x[0].length - 1 });
    fields.replaceChildren(change.node, value.node, ...activations.map((part) => part.node), ...(many ? [example.node] : []));
  }

  const titled = (name, { kind, i, j, k }) => (kind === "W" ? `${names[name]}, ${names[label.a(i, k)].replace("out ", "")} to ${names[label.unit(i + 1, j)]}` : names[name]);

  function show(good) {
    const { network, x } = good;
    const shape = `${sizesOf(network)} ${x[0].length}`;
    const names_of_functions = network.map((layer) => layer.activation);
    if (mounted !== shape) mount(good);
    if (mounted !== shape) tables.clear();
    if (mounted !== shape || functions !== String(names_of_functions)) {
      frames = passOf(network);
      net.activate(names_of_functions);
    }
    [mounted, functions] = [shape, String(names_of_functions)];
    values = numbersOf(good);
    const n = Math.min(good.step, frames.length);
    showNet(n, good.picked);
    showSum(n);
    lines.forEach((line, i) => mark(line, n > 0 && i === LINES[frames[n - 1].kind]));
    say.show(account(good, frames, n, names, values));
    steps.show(n, frames.length);
    change.show(good.picked);
    value.show(names[good.picked], places.get(good.picked).kind === "x" ? "forward" : "parameter", values.get(good.picked));
    activations.forEach((part, i) => part.show(network[i].activation));
    example.show(good.example, `${good.example + 1} of ${x[0].length}`);
    allDigits.show(good.all_digits);
  }

  function mark(line, now) {
    if (line.classList.contains("now") === now) return;
    setClass(line, "now", now);
    if (now) put(line, { "aria-current": "step" });
    else line.removeAttribute("aria-current");
  }

  function showNet(n, picked) {
    for (const name of places.keys()) net.write(name, values.get(name));
    frames.forEach(({ label }, i) => net.write(label, i < n ? values.get(label) : undefined));
    const { label: now, uses, edges } = frames[n - 1] ?? { uses: [], edges: [] };
    net.mark({ now: n ? [now] : [], done: frames.slice(0, Math.max(0, n - 1)).map((frame) => frame.label), uses, passing: edges, picked });
  }

  function showSum(n) {
    if (n === 0) return sum.replaceChildren();
    const [frame, { network }] = [frames[n - 1], state()];
    const activation = frame.kind === "z" ? "" : network[frame.level - 1].activation;
    const shape = `${frame.kind} ${frame.uses.length} ${activation}`;
    if (!tables.has(shape)) tables.set(shape, ledger(frame, activation));
    const table = tables.get(shape);
    table.show(frame, values, text, names);
    setClass(table.node, "all", state().all_digits);
    if (sum.firstChild !== table.node) sum.replaceChildren(table.node);
  }

  el.append(root);
  keep.refresh();
  const published = state(); // what Reset goes back to
  const resized = new ResizeObserver(() => net.fit() && show(state()));
  resized.observe(netBox);
  root.dataset.ready = "true";
  return () => {
    steps.stop();
    resized.disconnect();
    keep.end();
    root.remove();
  };
}

export default { render };
