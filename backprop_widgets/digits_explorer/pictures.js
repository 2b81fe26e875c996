/* All digits, from the letters in which Python writes them: 64 pixels from 0 to 1 each, one digit after the other. */

import { HOLD, LABELS, LETTERS, SHADES } from "./generated.js";

export const SIDE = 8;
export const PIXELS = SIDE ** 2;

/** @typedef {{ x: Float64Array, labels: Uint8Array }} Pictures */

/** Pixel n of digit k is letter k of part n, where the digits are sorted by what they are.
    @returns {{ training: Pictures, held: Pictures }} */
export function unpacked() {
  const N = LABELS.length;
  const numbers = Array.from({ length: N }, (_, k) => k);
  const sorted = numbers.toSorted((i, k) => +LABELS[i] - +LABELS[k] || i - k);
  const shades = new Map([...LETTERS].map((letter, shade) => [letter, shade / 16]));
  const x = new Float64Array(PIXELS * N);
  for (const [place, k] of sorted.entries())
    for (let n = 0; n < PIXELS; n++) x[PIXELS * k + n] = /** @type {number} */ (shades.get(SHADES[N * n + place]));
  const those = (wanted) => {
    const chosen = numbers.filter((k) => (k % HOLD === HOLD - 1) === wanted);
    const picked = new Float64Array(PIXELS * chosen.length);
    for (const [place, k] of chosen.entries()) picked.set(pictureAt(x, k), PIXELS * place);
    return { x: picked, labels: Uint8Array.from(chosen, (k) => +LABELS[k]) };
  };
  return { training: those(false), held: those(true) };
}

/** The pixels of digit k, which are not copied. */
export const pictureAt = (x, k) => x.subarray(PIXELS * k, PIXELS * (k + 1));

/** A picture as a text of 64 letters, and back. */
export const lettersOf = (x) => Array.from(x, (value) => LETTERS[Math.round(16 * value)]).join("");
export const fromLetters = (text) => Float64Array.from(text, (letter) => LETTERS.indexOf(letter) / 16);

export const isPicture = (text) =>
  typeof text === "string" && (!text || (text.length === PIXELS && [...text].every((one) => LETTERS.includes(one))));
