/* The training widget: how a state comes onto the page. A place counts phases, four for each step. */

import { button } from "../kit/controls.js";
import { element, on, put } from "../kit/dom.js";
import { digits, figure } from "../kit/numbers.js";
import { keeper } from "../kit/state.js";
import { stepping } from "../kit/stepping.js";
import { whenThemed } from "../kit/theme.js";
import { mount, sentence, widgetRoot } from "../kit/widget.js";
import { dataSets } from "./data_sets.js";
import { fitting, problem } from "./fitting.js";
import { TRAITS } from "./generated.js";
import { withEdit } from "./parameters.js";
import { pictures } from "./pictures.js";
import { scriptOf } from "./script.js";
import { scriptBox } from "./script_box.js";
import { settings } from "./settings.js";
import { numbersTable, parameterTable } from "./tables.js";
import { colourOf } from "./tint.js";
import { begin, goOn, keyOf, moment, ratesOf, strideOf } from "./training.js";
import { account } from "./words.js";

// Milliseconds to compute before something is drawn: at once, in later frames (one far ahead takes several), for paper.
const [PATIENCE, ENDURANCE, FOR_PAPER] = [12, 50, 5000];
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

/** What a button does, where it does not already say why it does nothing. */
function explain(button, words) {
  if (button.getAttribute("aria-disabled") === "false") put(button, { title: words });
}

/** Something that is there to be opened; `opened()` is told. */
function folded(title, opened, ...inside) {
  const node = element("details", {}, element("summary", {}, title), ...inside);
  on(node, "toggle", opened);
  return node;
}

/** Everything that is on the page, in one frame: what plays, what is to be seen of it, and the rest folded. */
function layout(parts, drawn, controls, reset, opened) {
  const { message, steps, say, numbers, weights, script } = parts;
  for (const one of [steps.play, steps.next]) one.classList.toggle("go", one === steps.play);
  const bar = element("div", { class: "play" }, steps.node, ...controls.bar, reset);
  return widgetRoot(
    "TrainingStepper",
    "training",
    "Training: forward, error, backward, update",
    KEY,
    [],
    bar,
    message,
    element("div", { class: "pictures" }, ...drawn.first),
    say.node,
    folded("More settings", opened, controls.more),
    folded("This step in numbers, and the code of each phase", opened, numbers.node),
    folded("Cost over two parameters", opened, controls.pair, drawn.slice),
    folded("Weights and gradients", opened, weights.node),
    folded("The same training as a script", opened, script.node),
  );
}

function render({ model, el }) {
  const sets = dataSets(model.get("own_data"));
  const keep = keeper(model, TRAITS, (state) => problem(state, sets), show);
  const { state } = keep;
  let training = begin(state(), sets);
  let [at, alarmed, later, forPaper] = [0, false, 0, false];
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
  const edit = (name, value) => set({ edits: withEdit(state().edits, at, name, value) });
  const phases = TRAITS.phase.names;
  const go = (place) => keep.change({ step: Math.floor(place / 4), phase: phases[place % 4] });
  const stride = () => strideOf(state(), training.N);
  const beat = frames(() => state().speed);

  const say = sentence();
  const steps = stepping(go, beat, say, stride);
  const [controls, drawn, numbers] = [settings(set, state, sets, () => training.N), pictures(edit), numbersTable()];
  const weights = parameterTable();
  const script = scriptBox((kind) => scriptOf(kind, state(), training.examples, ratesOf(state()), at));
  const parts = { message: keep.message, steps, say, numbers, weights, script };
  const root = layout(parts, drawn, controls, button("Reset", reset), () => show(state()));
  steps.listen(root);
  lay();

  function lay() {
    controls.lay(training);
    drawn.lay(training);
  }

  function show(now, patience = PATIENCE) {
    cancelAnimationFrame(later);
    colour ??= colourOf(root.querySelector(".forward")); // once: the page has to settle all its styles for it
    if (colour === null) {
      later = requestAnimationFrame(() => show(state())); // JupyterLab puts a widget on the page a little later
      return;
    }
    const isPrinted = forPaper && !steps.printing(); // what was trained for paper is forgotten again
    forPaper = steps.printing();
    if (keyOf(now) !== training.key || (isPrinted && now.step === 0)) {
      training = begin(now, sets);
      lay();
    }
    for (const { edit } of training.runs) edit(now.edits);
    const [most, until] = [model.get("steps"), performance.now() + (forPaper ? FOR_PAPER : patience)];
    const wanted = Math.min(now.step, most);
    const gone = goOn(training, wanted, until);
    at = gone.at;
    if (at < wanted && gone.burst < 0) later = requestAnimationFrame(() => show(state(), ENDURANCE));
    else root.dataset.ready = "true";
    showStep(now, gone.burst, most);
  }

  /** Everything at the step that is reached. */
  function showStep(now, burst, most) {
    const { runs, N, parameters } = training;
    const phase = at === now.step ? phases.indexOf(now.phase) : 0;
    const seen = moment(training, now, at, phase);
    drawn.show(now, training, at, seen, colour, text);
    weights.show(parameters, seen, text, now.all_digits);
    numbers.show(runs, at, phase, text);
    script.refresh();
    const [words, loud] = account(now, runs, at, N, burst);
    say.show(words, loud);
    if (loud && !alarmed) steps.stop();
    alarmed = loud !== "";
    const end = burst < 0 ? most : at;
    steps.show(4 * at + phase, 4 * end, at ? `step ${at} of ${end}` : "start", at);
    controls.show(now);
    explain(steps.next, `one ${controls.stride()}`);
    explain(steps.play, `${now.speed} a second`);
  }

  const themed = () => {
    colour = null;
    show(state());
  };
  const stops = [steps.stop, drawn.stop, () => cancelAnimationFrame(later), whenThemed(themed)];
  return mount({ el, root, keep, stops, ready: false });
}

export default { render };
