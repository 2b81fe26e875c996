/* The controls of the training widget: each is { node, show(state) } and does nothing but ask for changes. */

import { menu, slider, tick } from "../kit/controls.js";
import { element, put, setHidden } from "../kit/dom.js";
import { figure, upTo } from "../kit/numbers.js";
import { ACTIVATION_TITLES } from "../kit/network.js";
import { LAYERS, TRAITS, UNITS } from "./generated.js";
import { shortName } from "./parameters.js";
import { thumbnails } from "./thumbnails.js";

/** A control: what its part shows of a state, and whether it is there. */
const control = (part, shown, there = (_state) => true) => ({
  ...part,
  show(state) {
    setHidden(part.node, !there(state));
    part.show(...shown(state));
  },
});

/** A choice as its menu calls it. */
const titled = (value) => [
  value,
  ACTIVATION_TITLES[value] ?? String(value).replace("binary_", "").replaceAll("_", " "),
];

/** @type {(value: number) => string} */
const whole = (value) => String(value);

/** Controls for single traits; `set` is called with { trait: value }. */
function controlsOf(set) {
  const setting = (name) => (value) => set({ [name]: value });
  return {
    choice: (title, name, known = TRAITS[name].names, act = setting(name)) =>
      control(menu(title, known.map(titled), act), (state) => [state[name]]),
    number: (title, name, range, shown = whole, there) =>
      control(slider(title, name, range, setting(name)), (state) => [state[name], shown(state[name])], there),
    /** A learning rate, on a scale of its powers of ten. */
    rate(title, name, there) {
      const act = (power) => set({ [name]: +(10 ** power).toPrecision(3) });
      const part = slider(title, name, { min: -3, max: 1, step: 0.01 }, act);
      return control(part, (state) => [state[name], figure(state[name]), Math.log10(state[name])], there);
    },
    yes: (title, name) => control(tick(title, setting(name)), (state) => [state[name]]),
  };
}

/** How many layers are hidden, and how many units each has. */
function layerControls(set, state) {
  const resized = (n) => upTo(+n).map((l) => state().hidden[l] ?? 3);
  const depths = upTo(LAYERS + 1).map((n) => [n, n]);
  const depth = menu("Hidden layers", depths, (n) => set({ hidden: resized(n) }));
  const widths = upTo(LAYERS).map((l) => {
    const act = (n) => set({ hidden: state().hidden.with(l, n) });
    return control(
      slider(`Units in layer ${l + 1}`, `hidden_${l + 1}`, { min: 1, max: UNITS }, act),
      ({ hidden }) => [hidden[l] ?? 1, String(hidden[l] ?? 1)],
      ({ hidden }) => l < hidden.length,
    );
  });
  return [control(depth, ({ hidden }) => [hidden.length]), ...widths];
}

/** What Next does: one example is a step whose batch has one. */
function strideMenu(set, state) {
  const strides = ["phase", "example", "step", "epoch"].map((name) => [name, `one ${name}`]);
  const part = menu("Next is", strides, (stride) => {
    if (stride === "example") set({ stride: "step", batch_size: 1 });
    else set(stride === "step" && state().batch_size === 1 ? { stride, batch_size: 0 } : { stride });
  });
  return control(part, ({ stride, batch_size }) => [stride === "step" && batch_size === 1 ? "example" : stride]);
}

const fields = (kind, controls) => element("div", { class: `fields ${kind}` }, ...controls.map(({ node }) => node));

/** All controls in their groups. `set(changes)` is asked for changes of the present `state()`; sets: data sets by name;
    examples(): how many there are. */
export function settings(set, state, sets, examples) {
  const { choice, number, rate, yes } = controlsOf(set);
  const size = number("Batch size", "batch_size", { min: 0 }, (value) => (value ? String(value) : `all ${examples()}`));
  const data = control(
    thumbnails(sets, (data) => set({ data })),
    (state) => [state.data],
  );
  const bar = [data, rate("Learning rate η", "learning_rate")];
  const stride = strideMenu(set, state);
  const more = [
    choice("Loss", "loss"),
    size,
    number("Seed", "seed", { min: 0, max: 99 }),
    choice("Activation", "activation"),
    ...layerControls(set, state),
    choice("Second run", "second"),
    rate("η of run 2", "second_rate", ({ second }) => second !== "none"),
    number("μ of run 2", "momentum", { min: 0, max: 0.99, step: 0.01 }, figure, ({ second }) => second === "momentum"),
    stride,
    choice("Play, a second", "speed", TRAITS.speed.names, (speed) => set({ speed: +speed })),
    yes("Gradients in the drawing", "show_gradients"),
    yes("All digits", "all_digits"),
  ];
  const pair = [choice("Across", "across", []), choice("Upwards", "up", [])];

  /** For another training: its number of examples, and its parameters. */
  function lay({ N, parameters }) {
    const options = () => parameters.map(({ name }) => element("option", { value: name }, shortName(name)));
    for (const { select } of pair) select.replaceChildren(...options());
    put(size.input, { max: N });
  }
  const all = [...bar, ...more, ...pair];
  return {
    bar: bar.map(({ node }) => node),
    more: fields("", more),
    pair: fields("pair", pair),
    lay,
    show: (state) => all.forEach((one) => one.show(state)),
    stride: () => stride.select.value,
  };
}
