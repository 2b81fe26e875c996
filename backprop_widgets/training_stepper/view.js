/* The training widget: how a state comes onto the page. A place counts phases, four for each step. */

import { button } from "../kit/controls.js";
import { element, put } from "../kit/dom.js";
import { digits, figure } from "../kit/numbers.js";
import { keeper } from "../kit/state.js";
import { stepping } from "../kit/stepping.js";
import { mount, sentence, widgetRoot } from "../kit/widget.js";
import { dataSets } from "./data_sets.js";
import { fitting, problem } from "./fitting.js";
import { TRAITS } from "./generated.js";
import { pictures } from "./pictures.js";
import { scriptOf } from "./script.js";
import { scriptBox } from "./script_box.js";
import { settings } from "./settings.js";
import { numbersTable, parameterTable } from "./tables.js";
import { colourOf } from "./tint.js";
import { begin, goOn, keyOf, moment, ratesOf, strideOf } from "./training.js";
import { account } from "./words.js";

// Milliseconds to compute before something is drawn, at once and in later frames: a step far ahead takes several.
const [PATIENCE, ENDURANCE] = [12, 50];
const KEY = [
  ["forward", "output, cost"],
  ["gradient", "error, gradient"],
  ["parameter", "weight and its update"],
  ["target", "target"],
];

/** Calls act(times) once for every frame that is due, which is to go on by that many strides; returns what ends that.
    speed(): strides in a second. */
const frames = (speed) => (act) => {
  let [id, then] = [0, -Infinity];
  const frame = (now) => {
    id = requestAnimationFrame(frame);
    if (now - then < 1000 / Math.min(speed(), 60) - 4) return; // screens may be faster than that
    then = now;
    act(Math.max(1, speed() / 60));
  };
  id = requestAnimationFrame(frame);
  return () => cancelAnimationFrame(id);
};

/** Calls act() when the page gets another theme; returns what ends that. */
function whenThemed(act) {
  const watcher = new MutationObserver(act);
  for (const page of [document.documentElement, document.body])
    watcher.observe(page, { attributeFilter: ["data-theme", "data-jp-theme-light"] });
  return () => watcher.disconnect();
}

/** Everything that is on the page, in one frame. */
function layout(parts, drawn, controls, extra) {
  const { message, steps, say, numbers, weights, script } = parts;
  drawn.slice.append(controls.pair);
  return widgetRoot(
    "TrainingStepper",
    "training",
    "Training: forward, error, backward, update",
    KEY,
    [controls.allDigits, ...extra],
    controls.task,
    message,
    element("div", { class: "pictures" }, ...drawn.first),
    steps.node,
    controls.pace,
    say.node,
    numbers.node,
    element("div", { class: "main" }, ...drawn.second),
    weights.node,
    script.node,
  );
}

function render({ model, el }) {
  const sets = dataSets(model.get("own_data"));
  const keep = keeper(model, TRAITS, (state) => problem(state, sets), show);
  const { state } = keep;
  let training = begin(state(), sets);
  let [at, alarmed, later] = [0, false, 0];
  /** @type {number | null} */
  let colour = null;
  const text = (value) => (state().all_digits ? digits(value) : figure(value));

  // what a reader does goes to the model
  const set = (changes) => {
    steps.stop();
    keep.change(fitting(state(), changes, sets));
  };
  const reset = () => {
    steps.stop();
    keep.reset();
  };
  const phases = TRAITS.phase.names;
  const go = (place) => keep.change({ step: Math.floor(place / 4), phase: phases[place % 4] });
  const stride = () => strideOf(state(), training.N);
  const beat = frames(() => state().speed);

  const say = sentence();
  const steps = stepping(go, beat, say, stride);
  const [controls, drawn, numbers] = [settings(set, state, sets, () => training.N), pictures(), numbersTable()];
  const weights = parameterTable(() => show(state()));
  const script = scriptBox((kind) => scriptOf(kind, state(), training.examples, ratesOf(state()), at));
  const parts = { message: keep.message, steps, say, numbers, weights, script };
  const root = layout(parts, drawn, controls, [button("Reset", reset)]);
  steps.listen(root);
  lay();

  function lay() {
    controls.lay(training);
    drawn.lay(training);
  }

  function show(now, patience = PATIENCE) {
    cancelAnimationFrame(later);
    colour ??= colourOf(numbers.node.querySelector(".forward")); // once: the page has to settle all its styles for it
    if (colour === null) {
      later = requestAnimationFrame(() => show(state())); // JupyterLab puts a widget on the page a little later
      return;
    }
    if (keyOf(now) !== training.key) {
      training = begin(now, sets);
      lay();
    }
    const [most, until] = [model.get("steps"), performance.now() + patience];
    const wanted = Math.min(now.step, most);
    const gone = goOn(training, wanted, until);
    at = gone.at;
    if (at < wanted && gone.burst < 0) later = requestAnimationFrame(() => show(state(), ENDURANCE));
    else root.dataset.ready = "true";
    showStep(now, gone.burst, most);
  }

  /** Everything at the step that is reached. */
  function showStep(now, burst, most) {
    const { runs, N, parameters, examples } = training;
    const phase = at === now.step ? phases.indexOf(now.phase) : 0;
    const seen = moment(training, now, at, phase);
    drawn.show(now, training, at, seen, colour);
    weights.show(parameters, seen, text);
    numbers.show(runs, at, phase, { wrong: N, test_wrong: examples.test_y[0].length }, text);
    script.refresh();
    const [words, loud] = account(now, runs, at, N, burst);
    say.show(words, loud);
    if (loud && !alarmed) steps.stop();
    alarmed = loud !== "";
    const end = burst < 0 ? most : at;
    steps.show(4 * at + phase, 4 * end, at ? `step ${at} of ${end}` : "start", at);
    controls.show(now);
    for (const [one, words] of [
      [steps.next, `one ${controls.stride()}`],
      [steps.play, `${now.speed} a second`],
    ])
      if (one.getAttribute("aria-disabled") === "false") put(one, { title: words });
  }

  const stopTheme = whenThemed(() => {
    colour = null;
    show(state());
  });
  const stops = [steps.stop, drawn.stop, () => cancelAnimationFrame(later), stopTheme];
  return mount({ el, root, keep, stops, ready: false });
}

export default { render };
