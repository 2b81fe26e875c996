/* Symbols as trees of MathML: names of the diagram, their partial derivatives, slopes of activations. */

import { inBrackets, math, minus } from "../kit/math.js";

export const formula = (role, ...parts) => math(["math", { class: role }, ...parts]);

/** The symbol for a name of the diagram: "out h1", "b of h1" and "w5" have an index, "E" has none. */
export function symbolOf(name) {
  const [letter, index] = partsOfName(name);
  return index ? ["msub", ["mi", letter], ["mi", index]] : ["mi", letter];
}
const partsOfName = (name) => (name.includes(" ") ? name.split(/ of | /) : [name[0], name.slice(1)]);

/** ∂above/∂below, of two names. */
export const partialOf = (above, below) => ["mfrac", partial(above), partial(below)];
function partial(name) {
  const [letter, index] = partsOfName(name);
  const token = ["mi", `∂${letter.length === 1 ? italic(letter) : letter}`];
  return index ? ["msub", token, ["mi", index]] : token;
}
// One token where it could be two, its letter in the italics that a token of its own would have: each box costs time.
const italic = (letter) => String.fromCodePoint(letter.codePointAt() + (letter < "a" ? 0x1d434 - 65 : 0x1d44e - 97));

const steep = (above, below) => (z) => `The net input is ${z > 0 ? `above 0, ${above}` : `not above 0, ${below}`}.`;
const phi = {
  symbols: (_out, net) => [["msup", ["mi", "φ"], ["mo", "′"]], inBrackets(net)],
  numbers: (_a, z) => `φ′(${z})`,
  from: "z",
};

/** What the slope of an activation looks like, with symbols (out, net) and with their numbers (a, z); which of the two
    it is made of; and what to say about it. */
export const SLOPES = {
  identity: {
    symbols: () => [["mn", "1"]],
    numbers: () => "",
    words: () => "It passes its net input on unchanged, so the slope is 1.",
  },
  sigmoid: {
    symbols: (out) => [out, inBrackets(["mn", "1"], minus, out)],
    numbers: (a) => `${a} (1 − ${a})`,
    from: "a",
    words: () => "The slope of the logistic can be read off its own output: out times one minus out.",
  },
  tanh: {
    symbols: (out) => [["mn", "1"], minus, ["msup", inBrackets(out), ["mn", "2"]]],
    numbers: (a) => `1 − (${a})²`,
    from: "a",
    words: () => "The slope of tanh can be read off its own output: one minus out squared.",
  },
  relu: { ...phi, words: steep("where relu has slope 1", "where relu is flat: nothing passes") },
  leaky_relu: { ...phi, words: steep("where the slope is 1", "where the slope is 1/100") },
  softplus: { ...phi, words: () => "The slope of softplus is the logistic function of the net input." },
};
