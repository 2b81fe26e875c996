/* The settings of the training, each a control that does nothing but ask for changes. */

import { menu, slider } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { figure } from "../kit/numbers.js";
import { TRAITS } from "./generated.js";

/** @type {(value: number) => string} */
const whole = (value) => String(value);

/** `set(changes)` is asked for changes; another training begins anew. */
export function settingsPart(set) {
  const anew = (name) => (value) => set({ [name]: value, step: 0 });
  const number = (title, name, range, text = whole) => ({ name, text, part: slider(title, name, range, anew(name)) });
  const limits = (name) => ({ min: TRAITS[name].low, max: TRAITS[name].high });
  const rate = slider("Learning rate η", "learning_rate", { min: -3, max: 1, step: 0.01 }, (power) =>
    anew("learning_rate")(+(10 ** power).toPrecision(3)),
  );
  const numbers = [
    number("Momentum μ", "momentum", { min: 0, max: 0.99, step: 0.01 }, figure),
    number("Digits in a batch", "batch_size", limits("batch_size")),
    number("Hidden units", "hidden", limits("hidden")),
    number("Seed", "seed", { min: 0, max: 99 }),
  ];
  const speeds = TRAITS.speed.names.map((speed) => [speed, speed || "as many as there is time for"]);
  const speed = menu("Batches a second", speeds, (value) => set({ speed: +value }));
  const node = element("div", { class: "fields" }, rate.node, ...numbers.map(({ part }) => part.node), speed.node);
  function show(state) {
    rate.show(state.learning_rate, figure(state.learning_rate), Math.log10(state.learning_rate));
    for (const { name, text, part } of numbers) part.show(state[name], text(state[name]));
    speed.show(state.speed);
  }
  return { node, show };
}
