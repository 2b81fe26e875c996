/* The training widget: its controls, and how a state comes onto the page. A place counts phases, four for each step. */

// Milliseconds to compute before something is drawn, at once and in later frames: a step far ahead takes several.
const [PATIENCE, ENDURANCE] = [12, 50];
const TASK = ["data", "hidden", "activation", "loss", "batch_size"];

/** All data sets by name, from the letters of training_data.py; and the reader's own. */
function dataSets(own) {
  const number = (pair) => (64 * LETTERS.indexOf(pair[0]) + LETTERS.indexOf(pair[1]) + LOWEST) / 1000;
  const points = (text) => {
    const all = (text.match(/../g) ?? []).map(number);
    return [all.slice(0, all.length / 2), all.slice(all.length / 2)];
  };
  const targets = (text) => [[...text].map(Number)];
  const sets = { ...(own && { "own data": own }) };
  for (const name in DATA) sets[name] = DATA[name].map((text, k) => (k % 2 ? targets : points)(text));
  return Object.fromEntries(Object.entries(sets).map(([name, [x, y, test_x, test_y]]) => [name, { x, y, test_x, test_y }]));
}

function render({ model, el }) {
  const sets = dataSets(model.get("own_data"));
  let made; // the settings that these belong to:
  let [examples, N, runs, cells, parameters] = [];
  let [at, alarmed, later, colour] = [0, false, 0, null];
  const text = (value) => (state().all_digits ? digits(value) : figure(value));

  // ---- what a reader does goes to the model
  const safe = {
    ...{ data: "xor", hidden: [3], activation: "tanh", loss: "half_squared_error", learning_rate: 0.5, batch_size: 0, seed: 1 },
    ...{ second: "none", second_rate: 0.5, momentum: 0.9, step: 0, phase: "update", stride: "step", speed: 60 },
    ...{ across: "network[0].W[0,0]", up: "network[0].W[0,1]", show_gradients: false, all_digits: false },
  };
  const keep = keeper(model, safe, (state) => problem(state, sets), show);
  const { state } = keep;

  /** What a reader chooses: another task or network begins anew, and what would not fit gives way. */
  function set(changes) {
    steps.stop();
    const { data, hidden, batch_size, across, up } = { ...state(), ...changes };
    const known = parametersOf(sizesOf(hidden)).map(({ name }) => name);
    const fit = (name, other) => (known.includes(name) ? name : other);
    const start = TASK.some((name) => name in changes) && { step: 0, phase: "update" };
    const fitting = { batch_size: batch_size > sets[data].y[0].length ? 0 : batch_size, across: fit(across, known[0]), up: fit(up, known[1]) };
    keep.change({ ...changes, ...start, ...fitting });
  }

  // ---- the controls: [part, what it shows of a state, whether it is there]
  const upTo = (n) => Array.from({ length: n + 1 }, (_, k) => k);
  const setting = (name) => (value) => set({ [name]: value });
  const choice = (title, name, known, act = setting(name)) => {
    const options = known.map((value) => [value, String(value).replace("binary_", "").replaceAll("_", " ")]);
    return [menu(title, options, act), (good) => [good[name]]];
  };
  const number = (title, name, range, shown = String, there) => [slider(title, name, range, setting(name)), (good) => [good[name], shown(good[name])], there];
  const rate = (title, name, there) => {
    const part = slider(title, name, { min: -3, max: 1, step: 0.01 }, (power) => set({ [name]: +(10 ** power).toPrecision(3) }));
    return [part, (good) => [good[name], figure(good[name]), Math.log10(good[name])], there];
  };
  const yes = (title, name) => [tick(title, setting(name)), (good) => [good[name]]];
  const size = number("Batch size", "batch_size", { min: 0 }, (value) => (value ? String(value) : `all ${N}`));
  const settings = [
    choice("Data", "data", Object.keys(sets)),
    choice("Activation", "activation", CHOICES.activation),
    choice("Loss", "loss", CHOICES.loss),
    rate("Learning rate η", "learning_rate"),
    size,
    number("Seed", "seed", { min: 0, max: 99 }),
    [menu("Hidden layers", upTo(4).map((n) => [n, n]), (n) => set({ hidden: upTo(n - 1).map((l) => state().hidden[l] ?? 3) })), ({ hidden }) => [hidden.length]],
    ...upTo(3).map((l) => [
      slider(`Units in layer ${l + 1}`, `hidden_${l + 1}`, { min: 1, max: LIMITS.units }, (n) => set({ hidden: state().hidden.with(l, n) })),
      ({ hidden }) => [hidden[l] ?? 1, String(hidden[l])],
      ({ hidden }) => l < hidden.length,
    ]),
    choice("Second run", "second", CHOICES.second),
    rate("η of run 2", "second_rate", ({ second }) => second !== "none"),
    number("μ of run 2", "momentum", { min: 0, max: 0.99, step: 0.01 }, figure, ({ second }) => second === "momentum"),
  ];
  const speeds = choice("Play, a second", "speed", CHOICES.speed, (speed) => set({ speed: +speed }));
  const strides = [
    menu("Next is", ["phase", "example", "step", "epoch"].map((name) => [name, `one ${name}`]), (stride) => {
      if (stride === "example") set({ stride: "step", batch_size: 1 });
      else set(stride === "step" && state().batch_size === 1 ? { stride, batch_size: 0 } : { stride });
    }),
    ({ stride, batch_size }) => [stride === "step" && batch_size === 1 ? "example" : stride],
  ];
  const pace = [strides, speeds, yes("Gradients in the drawing", "show_gradients")];
  const pair = [choice("Across", "across", []), choice("Upwards", "up", [])];
  const digitsTick = yes("All digits", "all_digits");
  const fields = (kind, controls) => element("div", { class: `fields ${kind}` }, ...controls.map(([{ node }]) => node));

  // ---- what shows the training
  const say = sentence();
  const inEpoch = () => Math.ceil(N / (state().batch_size || N));
  const steps = stepping(
    (place) => keep.change({ step: Math.floor(place / 4), phase: CHOICES.phase[place % 4] }),
    frames,
    say,
    () => ({ phase: 1, step: 4, epoch: 4 * inEpoch() })[state().stride],
  );
  const planes = [plane(), plane()];
  const [drawing, curve, slice, numbers] = [networkDrawing(), costCurve(), costSlice(), numbersTable()];
  const weights = parameterTable(() => show(state()));
  const script = scriptBox((kind) => scriptOf(kind, state(), examples, rates(), at));
  const root = widgetRoot(
    "TrainingStepper",
    "training",
    "Training: forward, error, backward, update",
    [["forward", "output, cost"], ["gradient", "error, gradient"], ["parameter", "weight and its update"], ["target", "target"]],
    [digitsTick[0].node, button("Reset", () => (steps.stop(), keep.change(published)))],
    fields("", settings),
    keep.message,
    element("div", { class: "pictures" }, ...planes.map(({ node }) => node), drawing.node),
    steps.node,
    fields("pace", pace),
    say.node,
    numbers.node,
    element("div", { class: "main" }, curve.node, slice.node),
    weights.node,
    script.node,
  );
  slice.node.append(fields("pair", pair));
  steps.listen(root);

  /** Calls act(times) once for every frame that is due: go on by that many strides. */
  function frames(act) {
    let [id, then] = [0, -Infinity];
    const frame = (now) => {
      id = requestAnimationFrame(frame);
      const { speed } = state();
      if (now - then < 1000 / Math.min(speed, 60) - 4) return; // screens may be faster than that
      then = now;
      act(Math.max(1, speed / 60));
    };
    id = requestAnimationFrame(frame);
    return () => cancelAnimationFrame(id);
  }

  // ---- from the model to the page

  /** Learning rate and momentum of each run. */
  function rates() {
    const { learning_rate, second, second_rate, momentum } = state();
    return [[learning_rate, 0], ...(second === "none" ? [] : [[second_rate, second === "momentum" ? momentum : 0]])];
  }

  function begin(good) {
    examples = sets[good.data];
    parameters = parametersOf(sizesOf(good.hidden));
    N = examples.y[0].length;
    const view = viewOf(examples.x);
    cells = cellsOf(view);
    runs = rates().map(([rate, momentum]) => newRun(good, examples, rate, momentum));
    for (const { lay } of planes) lay(examples, view);
    const shortName = (name) => name.replace(/^network\[(\d+)\]\./, (_, layer) => `layer ${+layer + 1}: `);
    for (const [{ select }] of pair) select.replaceChildren(...parameters.map(({ name }) => element("option", { value: name }, shortName(name))));
    put(size[0].input, { max: N });
  }

  /** The colour of outputs as canvases have it; null as long as the widget is not on the page. */
  function readColour() {
    const hue = getComputedStyle(numbers.node.querySelector(".forward")).color.match(/\d+/g);
    return hue && hue[0] | (hue[1] << 8) | (hue[2] << 16);
  }

  function show(good, patience = PATIENCE) {
    cancelAnimationFrame(later);
    colour ??= readColour(); // once: the page has to settle all its styles for it
    if (colour === null) {
      later = requestAnimationFrame(() => show(state())); // JupyterLab puts a widget on the page a little later
      return;
    }
    const wishes = JSON.stringify([TASK.map((name) => good[name]), good.seed, rates()]);
    if (wishes !== made) begin(good);
    made = wishes;

    // to the step that is wanted as far as there is time, and one further to know whether that can be done
    const [most, until] = [model.get("steps"), performance.now() + patience];
    const wanted = Math.min(good.step, most);
    const burst = runs.map(({ reach }) => reach(wanted + 1, until)).indexOf(false);
    at = Math.min(wanted, ...runs.map(({ records }) => records.length - 1));
    if (at < wanted && burst < 0) later = requestAnimationFrame(() => show(state(), ENDURANCE));
    else root.dataset.ready = "true";

    const phase = at === good.step ? CHOICES.phase.indexOf(good.phase) : 0;
    drawPictures(good, phase);
    numbers.show(runs, at, phase, { wrong: N, test_wrong: examples.test_y[0].length }, text);
    script.refresh();
    const [loud, words] = account(good, runs, at, N, burst);
    say.show(words, loud);
    if (loud && !alarmed) steps.stop();
    alarmed = loud !== "";
    const end = burst < 0 ? most : at;
    steps.show(4 * at + phase, 4 * end, at ? `step ${at} of ${end}` : "start", at);
    for (const [part, shown, there = () => true] of [...settings, ...pace, ...pair, digitsTick]) {
      setHidden(part.node, !there(good));
      part.show(...shown(good));
    }
    put(steps.next, { title: `one ${strides[0].select.value}` });
    put(steps.play, { title: `${good.speed} a second` });
  }

  function drawPictures(good, phase) {
    const latest = phase ? at : at - 1; // the step that the numbers tell of
    const columns = latest >= 0 && good.batch_size ? runs[0].step(latest).columns : [];
    const slopes = runs.map(({ step }) => (latest >= 0 && phase % 3 === 0 ? step(latest).direction : null));
    const networks = runs.map(({ records }) => records[at].network);
    const seen = networks.map((network) => forward(network, cells));
    setHidden(planes[1].node, !runs[1]);
    runs.forEach(({ records }, k) => {
      const words = `Output of run ${k + 1}`;
      planes[k].show(seen[k].at(-1).a[0], columns, colour, words, `${words} over the plane of x₁ and x₂: ${records[at].wrong} of ${N} on the wrong side.`);
    });
    const gradients = good.show_gradients && slopes[0];
    drawing.show(networks[0], seen[0], gradients || networks[0], gradients, colour);
    curve.show(runs, at);
    slice.show(runs, at, ["across", "up"].map((name) => parameters.find((one) => one.name === good[name])), examples, good.loss);
    const columnsOf = (network, k) => [
      [`value ${k + 1}`, `${k ? SECOND : ""}network`, "parameter", network],
      [`gradient ${k + 1}`, `${k ? SECOND : ""}gradients`, "gradient", slopes[k]],
    ];
    weights.show(parameters, networks.flatMap(columnsOf), text);
  }

  el.append(root);
  keep.refresh();
  const published = state(); // what Reset goes back to
  const themed = new MutationObserver(() => {
    colour = null;
    show(state());
  });
  for (const page of [document.documentElement, document.body]) themed.observe(page, { attributeFilter: ["data-theme", "data-jp-theme-light"] });
  return () => {
    steps.stop();
    slice.stop();
    cancelAnimationFrame(later);
    themed.disconnect();
    keep.end();
    root.remove();
  };
}

export default { render };
