/* What was typed into a form is kept in the browser, under a name for the exercise and its numbers. */

import { hex, sha256 } from "./sha256.js";

/** @typedef {{ answer: (string | boolean)[], checked: boolean, solved: boolean }} Kept */

/** @param {string} source of the question, so that an answer to an earlier one is not taken for one to this
    @param {number} count of the fields */
export function memory(source, count) {
  const version = hex(sha256(new TextEncoder().encode(source))).slice(0, 12);
  return {
    /** @param {string} key
        @param {Kept} kept */
    keep(key, kept) {
      try {
        localStorage.setItem(key, JSON.stringify({ version, ...kept }));
      } catch {
        /* storage is switched off or full: the answer holds for this page */
      }
    },
    /** @param {string} key
        @returns {Kept | undefined} */
    find(key) {
      try {
        const found = JSON.parse(localStorage.getItem(key) ?? "null");
        return found?.version === version && found.answer.length === count ? found : undefined;
      } catch {
        return undefined; // storage is switched off, or holds what is no answer
      }
    },
    /** @param {string} key */
    forget(key) {
      try {
        localStorage.removeItem(key);
      } catch {
        /* nothing was kept */
      }
    },
  };
}
