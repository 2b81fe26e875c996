/* "Your own network", folded at the foot of a widget: one goes in as text or as a file, and the one shown comes out. */

import { button, menu } from "./controls.js";
import { copied } from "./copy.js";
import { element, newId, on, setHidden, setText } from "./dom.js";
import { networkFrom, networkText } from "./exchange.js";
import { ACTIVATION_TITLES } from "./network.js";

const EXAMPLE = '{"layers": [{"W": [[0.15, 0.2]], "b": [0.35], "activation": "sigmoid"}]}';
const STATE_EXAMPLE = '{"0.weight": [[0.15, 0.2]], "0.bias": [0.35]}';
const HEAVIEST = 100_000; // bytes: a network that can be drawn has a twentieth of that
const OF_STATE = /"([^"]*\.)?(weight|bias)"\s*:/;
const NAMES = Object.entries(ACTIVATION_TITLES);

/** An element under its label. */
function labelled(title, control) {
  const id = newId();
  control.id = id;
  return element("div", { class: "field" }, element("label", { for: id }, title), control);
}

/** A line to type in, under its label. */
export function lineField(title) {
  const input = element("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  return { input, node: labelled(title, input) };
}

/** state(): that of the widget; changesFor(layers): what puts this network into it; problem(state): what would be wrong
    with it then, or ""; change(changes); fields: what else `changesFor` reads, or the reader sets with a network.
    @param {{ state: () => any, changesFor: (layers: any[]) => any, problem: (state: any) => string,
      change: (changes: any) => void, fields?: { node: any }[] }} parts */
export function ownNetwork({ state, changesFor, problem, change, fields = [] }) {
  const area = element("textarea", { rows: 5, spellcheck: "false", autocapitalize: "off" });
  const file = element("input", { type: "file", accept: ".json,application/json,text/plain" });
  const fault = element("p", { class: "fault", role: "alert", hidden: "" });
  const told = element("span", { role: "status" });
  const [hidden, output] = ["hidden layers", "the last layer"].map((layers) =>
    menu(`Activation of ${layers}`, NAMES, () => {}),
  );
  hidden.show("tanh");
  output.show("sigmoid");

  /** A state_dict is asked for its activations. */
  const ask = () => [hidden, output].forEach(({ node }) => setHidden(node, !OF_STATE.test(area.value)));
  function say(refusal, words = "") {
    setHidden(fault, !refusal);
    setText(fault, refusal && `${refusal} The network shown stays as it was.`);
    setText(told, words);
    ask();
  }
  function taken() {
    const [layers, fault] = networkFrom(area.value, hidden.select.value, output.select.value);
    if (!layers) return say(fault);
    const changes = changesFor(layers);
    const refusal = problem({ ...state(), ...changes });
    if (!refusal) change(changes);
    const sizes = [layers[0].W[0].length, ...layers.map(({ W }) => W.length)];
    say(refusal, refusal ? "" : `Your ${sizes.join("-")} network is shown.`);
  }
  async function read() {
    const [given] = file.files;
    if (!given) return;
    if (given.size > HEAVIEST)
      return say(`${given.name} has ${given.size} bytes; expected at most ${HEAVIEST}, a network that can be drawn.`);
    area.value = await given.text();
    say("", `${given.name} is read: press Use it.`);
  }
  async function copy() {
    const text = networkText(state().network);
    say("", await copied(text, () => Object.assign(area, { value: text }).select()));
  }
  on(file, "change", read);

  const words = [
    element("p", { class: "hint" }, "JSON of the book’s form: ", element("code", {}, EXAMPLE)),
    element(
      "p",
      { class: "hint" },
      "Or a state_dict of PyTorch as JSON: ",
      element("code", {}, STATE_EXAMPLE),
      ". It holds no activations: two menus then ask for them.",
    ),
  ];
  const chosen = [hidden.node, output.node, ...fields.map(({ node }) => node)];
  const node = element(
    "details",
    { class: "bp-own" },
    element("summary", {}, "Your own network"),
    ...words,
    labelled("Your network", area),
    element("div", { class: "chosen" }, labelled("Or a JSON file", file), ...chosen),
    element("p", {}, button("Use it", taken), " ", button("Copy this network as JSON", copy), " ", told),
    fault, // at the end: what comes when a field is left must not move the button that is being pressed
  );
  on(node, "input", () => say("")); // what was said was about another text
  on(node, "change", ({ target }) => {
    const isField = fields.some(({ node }) => node.contains(target));
    if (isField) say(problem({ ...state(), ...changesFor(state().network) }));
  });
  ask();
  return { node };
}
