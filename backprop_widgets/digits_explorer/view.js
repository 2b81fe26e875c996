/* The digits' widget: how a state comes onto the page. */

import { button, tick } from "../kit/controls.js";
import { element, on, put, setClass } from "../kit/dom.js";
import { keeper } from "../kit/state.js";
import { stepping } from "../kit/stepping.js";
import { colourOfRole, whenThemed } from "../kit/theme.js";
import { mount, sentence, widgetRoot } from "../kit/widget.js";
import { digitPart, slopesPart } from "./digit.js";
import { STEPS, TRAITS } from "./generated.js";
import { learningPart } from "./learning.js";
import { confusionTable, mistakeList } from "./mistakes.js";
import { outputTable } from "./outputs.js";
import { passOf } from "./pass.js";
import { fromLetters, isPicture, pictureAt, unpacked } from "./pictures.js";
import { settingsPart } from "./settings.js";
import { keyOf, newTraining } from "./training.js";
import { hiddenUnits } from "./units.js";
import { account } from "./words.js";

// Milliseconds to train before something is drawn: at once, in later frames (one far ahead takes several), for paper.
const [PATIENCE, ENDURANCE, FOR_PAPER] = [10, 50, 5000];
const KEY = [
  ["forward", "forward"],
  ["gradient", "backward"],
  ["target", "target"],
];

/** Calls act(times) in every frame, to go on by that many batches: as many as `speed()` makes since the last frame, or,
    if that is 0, as many as fit; returns what ends that. pace(): milliseconds that a batch takes. */
const frames = (speed, pace) => (act) => {
  let [id, then, due] = [0, performance.now(), 1];
  const frame = (now) => {
    id = requestAnimationFrame(frame);
    due += (Math.min(100, Math.max(0, now - then)) * speed()) / 1000;
    then = now;
    const times = speed() ? Math.floor(due) : Math.max(1, Math.floor(PATIENCE / pace()));
    due -= Math.floor(due);
    if (times) act(times);
  };
  id = requestAnimationFrame(frame);
  return () => cancelAnimationFrame(id);
};

/** What is wrong with a state beyond its single traits. */
const problem = ({ drawn }) =>
  isPicture(drawn) ? "" : `drawn is ${JSON.stringify(drawn)}; expected 64 letters, each of 0 to 9 or a to g, or none.`;

/** Something that is there to be opened; `opened()` is told. */
function folded(title, opened, inside) {
  const node = element("details", {}, element("summary", {}, title), inside);
  on(node, "toggle", opened);
  return node;
}

/** Everything that is to be seen, and what shows it: `set(changes)` is asked for changes, `opened()` told of folds. */
function parts(set, held, opened) {
  const look = (example) => set({ example, drawn: "", target: -1 });
  const all = {
    digit: digitPart(set, held.labels.length - 1),
    units: hiddenUnits(),
    outputs: outputTable((target) => set({ target })),
    slopes: slopesPart(set),
    mistakes: mistakeList(look),
    learning: learningPart(),
  };
  const [settings, confusion] = [settingsPart(set), confusionTable()];
  const table = folded("Which digit is taken for which", opened, confusion.node);
  const nodes = [
    element("div", { class: "parts" }, ...Object.values(all).map(({ node }) => node)),
    folded("Settings", () => {}, settings.node),
    table,
  ];

  function show(state, training, at, pass, picture, colours) {
    const { all_digits } = state;
    const { held: seen } = training.judged();
    all.digit.show(state, picture, held);
    all.units.show(training.layers(), pass, colours);
    all.outputs.show(pass, all_digits);
    all.slopes.show(picture, pass, colours, all_digits);
    all.mistakes.show(seen, held, colours);
    all.learning.show(training, at);
    settings.show(state);
    confusion.show(table.open, seen, held);
  }
  return { nodes, show };
}

function render({ model, el }) {
  const data = unpacked();
  const keep = keeper(model, TRAITS, problem, show);
  const { state } = keep;
  let training = newTraining(state(), data);
  let [later, pace, alarmed, forPaper] = [0, 1, false, false];
  /** @type {Record<string, string> | null} */
  let colours = null;

  function set(changes) {
    if ("step" in changes) steps.stop();
    keep.change(changes);
  }
  const say = sentence();
  const beat = frames(
    () => state().speed,
    () => pace,
  );
  const steps = stepping((step) => keep.change({ step }), beat, say);
  const drawn = parts(set, data.held, () => show(state()));
  const allDigits = tick("All digits", (all_digits) => set({ all_digits }));
  const reset = button("Reset", () => {
    steps.stop();
    keep.reset();
  });
  for (const one of [steps.play, steps.next]) one.classList.toggle("go", one === steps.play);
  const title = "A network learns to read digits";
  const inside = [steps.node, keep.message, say.node, ...drawn.nodes];
  const root = widgetRoot("DigitsExplorer", "digits", title, KEY, [allDigits.node, reset], ...inside);
  steps.listen(root);

  function show(now, patience = PATIENCE) {
    cancelAnimationFrame(later);
    colours ??= coloursAt(root);
    if (!colours) {
      later = requestAnimationFrame(() => show(state())); // JupyterLab puts a widget on the page a little later
      return;
    }
    const isPrinted = forPaper && !steps.printing(); // what was trained for paper is forgotten again
    forPaper = steps.printing();
    if (keyOf(now) !== training.key || (isPrinted && now.step === 0)) training = newTraining(now, data);
    const begun = performance.now();
    const { at, end, made } = training.reach(now.step, begun + (forPaper ? FOR_PAPER : patience));
    if (made) pace = (performance.now() - begun) / made;
    const isThere = at === Math.min(now.step, end);
    put(root, { "data-ready": isThere });
    if (!isThere) later = requestAnimationFrame(() => show(state(), ENDURANCE));
    showStep(now, at, end);
  }

  /** Everything at the step that is reached. */
  function showStep(now, at, end) {
    const picture = now.drawn ? fromLetters(now.drawn) : pictureAt(data.held.x, now.example);
    const known = now.target < 0 && !now.drawn ? data.held.labels[now.example] : now.target;
    const pass = passOf(training.layers(), picture, known);
    drawn.show(now, training, at, pass, picture, colours);
    const [words, loud] = account(now, training, at, end, pass, data.held.labels);
    say.show(words, loud);
    if (loud && !alarmed) steps.stop();
    alarmed = loud !== "";
    const last = Math.min(STEPS, end);
    steps.show(at, last, at ? `batch ${at} of ${last}` : "start");
    if (at < last) put(steps.next, { title: "one batch" });
    if (last) put(steps.play, { title: `${now.speed || "as many as there is time for"}, a second` });
    allDigits.show(now.all_digits);
    setClass(root, "all", now.all_digits);
  }

  const themed = () => {
    colours = null;
    show(state());
  };
  const stops = [steps.stop, () => cancelAnimationFrame(later), whenThemed(themed)];
  return mount({ el, root, keep, stops, ready: false });
}

/** The colours of what is painted; null as long as the widget is not on the page. */
function coloursAt(root) {
  const [plus, minus, ink] = ["ink", "minus", "print"].map((role) => colourOfRole(root, role));
  return plus ? { plus, minus, ink } : null;
}

export default { render };
