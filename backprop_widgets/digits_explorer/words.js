/* What the digits' widget says: how far the learning is, and what becomes of the digit. */

import { digits, figure, short, withMinus } from "../kit/numbers.js";

/** A number in little room: two decimals, three of a small one; or all of its digits. */
export function shortText(value, all = false) {
  const size = Math.abs(value);
  if (all) return digits(value);
  if (!(size < 1000)) return figure(value);
  if (size < 0.0005) return value ? "0.000" : "0";
  return withMinus(value.toFixed(size < 0.0995 ? 3 : 2));
}

export const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** "a 3", "an 8".
    @param {number} digit */
export const one = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;

/** How far the learning is. */
function learned({ seed, batch_size }, N, at, held) {
  if (!at) return `The weights are random, from seed ${seed}, and so are the answers.`;
  const epochs = short(+((at * batch_size) / N).toPrecision(2));
  const made = `${at} ${at === 1 ? "batch" : "batches"}, ${epochs} epochs`;
  return `After ${made}, ${percent(held.accuracy)} of the digits held out are right.`;
}

/** What becomes of the picture. */
function taken({ drawn, example }, { p, guess, target }, labels) {
  const name = drawn ? "Your drawing" : `This ${labels[example]}`;
  const certain = `with probability ${shortText(p[guess], false)}`;
  const other = target === guess ? "" : ` The target, ${one(target)}, has ${shortText(p[target], false)}.`;
  return `${name} is taken for ${one(guess)}, ${certain}.${other}`;
}

/** A sentence or two, and an alarm, if there is one. end: where the training had to end.
    @returns {[words: string, loud: string]} */
export function account(state, training, at, end, pass, labels) {
  const judged = training.judged();
  if (at >= end)
    return [`After ${at} batches the numbers are too large to go on. Try a smaller learning rate.`, "Diverging."];
  if (at && judged.training.cost > 2 * training.marks[0].training.cost) {
    const [from, to] = [training.marks[0].training.cost, judged.training.cost].map(figure);
    return [`The cost went from ${from} to ${to}: the steps are too long. Try a smaller learning rate.`, "Diverging."];
  }
  const words = [learned(state, training.N, at, judged.held), taken(state, pass, labels)];
  return [words.join(" "), ""];
}
