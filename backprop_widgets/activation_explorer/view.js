/* An activation with its slope at a point. */

import { button, menu, slider, tick } from "../kit/controls.js";
import { element, put, setClass } from "../kit/dom.js";
import { digits, figure, isMatrix, powerBelow, asText } from "../kit/numbers.js";
import { withOwn } from "../kit/own_function.js";
import { isNameIn, keeper } from "../kit/state.js";
import { mount, widgetRoot } from "../kit/widget.js";
import { curves } from "./curves.js";
import { ACTIVATIONS, OWN, TRAITS } from "./generated.js";
import { point } from "./point.js";

const KEY = [["forward", "value and slope of φ"]];

/** What does not fit together in a state, as a sentence; empty if everything does. */
function problem({ activation, view }, activations) {
  if (!isNameIn(activations, activation)) return `There is no activation called “${activation}”.`;
  if (!isMatrix([view], 1, 2) || view[0] >= view[1])
    return `The view is ${JSON.stringify(view)}; it must be the lowest and the highest z to show, such as [-6, 6].`;
  return "";
}

async function render({ model, el }) {
  const activations = await withOwn(ACTIVATIONS, OWN, model.get("own_activation"));
  const keep = keeper(model, TRAITS, (state) => problem(state, activations), show);
  const { change, state } = keep;
  const box = (kind, ...inside) => element("div", { class: kind }, ...inside);

  const options = Object.values(activations).map(({ name, title }) => [name, title]);
  const choice = menu("Activation φ", options, (activation) => change({ activation }));
  const place = slider("Point z", "z", {}, (z) => change({ z }), "forward");
  const allDigits = tick("All digits", (all_digits) => change({ all_digits }));
  const plots = curves((z) => change({ z }));
  const here = point();
  const plotBox = box("plot", ...plots.nodes);
  const root = widgetRoot(
    "ActivationExplorer",
    "activation",
    "A curve and its slope",
    KEY,
    [allDigits.node, button("Reset", keep.reset)],
    keep.message,
    box("main", plotBox, box("", box("fields", choice.node, place.node), here.table, here.note)),
  );

  let laid = "";
  /** Lays out what depends on the activation, the view and the room there is; false if nothing is new.
      @param {Record<string, any>} now */
  function lay({ activation, view }) {
    const width = plotBox.clientWidth || 640;
    const wanted = [activation, view, width].join();
    if (wanted === laid) return false;
    laid = wanted;
    here.describe(activations[activation]);
    plots.lay(activations[activation], view, width);
    const [low, high] = view;
    put(place.input, { min: low, max: high, step: powerBelow((high - low) / 100) });
    return true;
  }

  function show(now) {
    const activation = activations[now.activation];
    lay(now);
    plots.move(activation, now.z);
    here.show(activation, now.z, (value) => asText(value, now.all_digits ? digits : figure));
    setClass(here.table, "all", now.all_digits);
    choice.show(now.activation);
    place.show(now.z);
    allDigits.show(now.all_digits);
  }

  return mount({ el, root, keep, boxes: [plotBox], resized: () => lay(state()) && show(state()) });
}

export default { render };
