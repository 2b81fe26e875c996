/* Networks in and out as text: JSON of the book's form, and the state_dict of PyTorch written as JSON.

   The mirror of backprop_lib/exchange.py: both refuse in the same sentences, and tests compare them. */

import { ACTIVATIONS, sum } from "./network.js";
import { count, isNumber } from "./numbers.js";
import { isNameIn } from "./state.js";

const FORM = '{"layers": [{"W": [[...], ...], "b": [...], "activation": "sigmoid"}, ...]}';
const STATE_DICT = '{"0.weight": [[...], ...], "0.bias": [...], ...}';

const isObject = (value) => value instanceof Object && !Array.isArray(value);

/** [layers, ""]: the network that a text gives, as layers { W, b, activation }; [null, sentence] for any other text.
    @param {string} text
    @param {string} hidden the activation of hidden layers, and
    @param {string} output of the last, for a state_dict, which does not say */
export function networkFrom(text, hidden, output) {
  let found;
  try {
    found = JSON.parse(text);
  } catch (problem) {
    const { message } = /** @type {Error} */ (problem);
    return [null, `This is no JSON text (${message}); expected ${FORM}, or a state_dict: ${STATE_DICT}.`];
  }
  const names = isObject(found) ? Object.keys(found) : [];
  if (!names.includes("layers") && names.some((name) => /(^|\.)(weight|bias)$/.test(name)))
    return fromState(found, hidden, output);
  const layers = found?.layers;
  if (!Array.isArray(layers) || !layers.length)
    return [null, `The text holds no list of layers; expected ${FORM}, or a state_dict: ${STATE_DICT}.`];
  return checked(layers.map((layer) => (isObject(layer) && "b" in layer ? { ...layer, b: asColumn(layer.b) } : layer)));
}

function checked(layers, places = []) {
  const fault = faultOfNetwork(layers, places);
  return fault ? [null, fault] : [layers, ""];
}

function fromState(found, hidden, output) {
  /** @type {Record<string, Record<string, any>>} */
  const parts = {};
  for (const [name, tensor] of Object.entries(found)) {
    const point = name.lastIndexOf(".");
    const [place, part] = [`'${name.slice(0, Math.max(0, point))}'`, name.slice(point + 1)];
    if (part !== "weight" && part !== "bias")
      return [null, `state_dict has '${name}'; expected weights and biases of linear layers alone.`];
    parts[place] = { ...parts[place], [part]: tensor };
  }
  const places = Object.keys(parts);
  const layers = [];
  for (const [i, place] of places.entries()) {
    const { weight: W, bias } = parts[place];
    if (W === undefined) return [null, `Layer ${place} has a bias and no weight.`];
    const shape = shapeOf(W);
    const [written, expected] = [shape.join(", ") + (shape.length === 1 ? "," : ""), "(n_out, n_in) of a linear layer"];
    if (shape.length !== 2) return [null, `The weight of layer ${place} has shape (${written}); expected ${expected}.`];
    const b = asColumn(bias === undefined ? W.map(() => 0) : bias);
    layers.push({ W, b, activation: i === places.length - 1 ? output : hidden });
  }
  return checked(layers, places);
}

const asColumn = (b) => (Array.isArray(b) && !b.some(Array.isArray) ? b.map((value) => [value]) : b);
const shapeOf = (values) => (Array.isArray(values) ? [values.length, ...shapeOf(values[0])] : []);

/** A part of a text as a sentence names it; what is long without its inside. */
export function shown(value) {
  if (typeof value === "number") return String(+value.toPrecision(4));
  if (value instanceof Object) return Array.isArray(value) ? "a list" : "an object";
  return String(JSON.stringify(value)).slice(0, 40);
}

/** What is wrong with a list of layers { W, b, activation }, b as a column, as a sentence; empty if nothing is.
    places: what the layers are called where it is not their number. */
export function faultOfNetwork(layers, places = []) {
  if (!Array.isArray(layers) || !layers.length) return "The network is not a list of layers.";
  for (const [i, layer] of layers.entries()) {
    const parts = isObject(layer) ? Object.keys(layer) : null;
    if (parts?.toSorted().join() !== "W,activation,b") {
      const has = parts ? `has ${parts.map(shown).join(", ") || "nothing"}` : `is ${shown(layer)}`;
      return `Layer ${i + 1} ${has}; expected "W", "b" and "activation".`;
    }
    const fault = faultOfLayer(layer);
    if (fault) return `Layer ${places[i] ?? i + 1}: ${fault}`;
  }
  const misfit = layers.findIndex(({ W }, i) => i && W[0].length !== layers[i - 1].W.length);
  if (misfit < 0) return "";
  const [{ W: below }, { W }] = layers.slice(misfit - 1);
  return (
    `Layer ${misfit + 1} has W of shape (${W.length}, ${W[0].length}) and so expects ${W[0].length} inputs, but ` +
    `layer ${misfit} gives ${below.length}; the columns of W must match the layer below.` +
    (W.length === below.length ? " Is W transposed?" : "")
  );
}

function faultOfLayer({ W, b, activation }) {
  const fault = faultOfMatrix("W", W) || faultOfMatrix("b", b);
  if (fault) return fault;
  if (W.length !== b.length)
    return (
      `b has ${count(b.length, "number")} and W has ${count(W.length, "row")}; expected one bias for each row of W.` +
      (b.length === W[0].length ? " Is W transposed?" : "")
    );
  return isNameIn(ACTIVATIONS, activation)
    ? ""
    : `activation is ${shown(activation)}; expected one of ${Object.keys(ACTIVATIONS).join(", ")}.`;
}

function faultOfMatrix(part, rows) {
  const isTable = Array.isArray(rows) && rows.length && rows.every((row) => Array.isArray(row) && row.length);
  if (part === "b" && !(isTable && rows.every((row) => row.length === 1)))
    return "b is no list of numbers; expected [...], one bias for each unit.";
  if (!isTable) return "W is no table of numbers; expected [[...], ...], one row of weights for each unit.";
  const uneven = rows.findIndex((row) => row.length !== rows[0].length);
  if (uneven > 0) {
    const both = `${count(rows[0].length, "number")} in row 1 and ${rows[uneven].length} in row ${uneven + 1}`;
    return `W has ${both}; expected as many in each row, one for each input.`;
  }
  const values = rows.flat();
  const odd = values.findIndex((value) => !isNumber(value));
  const quotes = typeof values[odd] === "string" ? " Write numbers without quotes." : "";
  return odd < 0 ? "" : `${part} has ${shown(values[odd])}; expected finite numbers.${quotes}`;
}

/** How many weights and biases a network has. */
export const parameterCount = (layers) => sum(layers.map(({ W }) => W.length * (W[0].length + 1)));

/** The text that `from_json` and `networkFrom` read.
    @returns {string} */
export const networkText = (layers) =>
  JSON.stringify({ layers: layers.map(({ W, b, activation }) => ({ W, b: b.map(([value]) => value), activation })) });
