/* New numbers for an exercise: a hundred sets, the same as in the notebook, chosen by a number or by a name. */

import { entriesOf } from "./arrays.js";
import { FIGURES, isExact, linesOf, programOf } from "./by_hand.js";
import { run, valuesOf } from "./calculation.js";

export const SETS = 100;
const KEY = "numbers"; // under which a reader's own choice is kept for all pages

/** The checksum that zlib calls crc32. */
function checksum(text) {
  let sum = -1;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** The set of a number from 1 to 100 or of a name; 0 is the book's. Undefined for another number.
    @param {string} text */
export function setOf(text) {
  const name = text.trim().toLowerCase();
  if (!name) return 0;
  if (!/^\d+$/.test(name)) return 1 + (checksum(name) % SETS);
  return Number(name) <= SETS ? Number(name) : undefined;
}

function kept(storage, key) {
  try {
    return storage().getItem(key) ?? "";
  } catch {
    return ""; // storage is switched off
  }
}

/** Whose numbers a page shows: those that an address has asked for in this tab, else the reader's own. */
export function wanted() {
  const asked = new URLSearchParams(location.search).get(KEY);
  if (asked !== null) keep(() => sessionStorage, asked);
  return asked ?? (kept(() => sessionStorage, KEY) || kept(() => localStorage, KEY));
}

/** The reader's own choice, for all pages; it takes the place of what the address asks for.
    @param {string} text a name or a number; "" for those of the book */
export function keepWanted(text) {
  const address = new URL(location.href);
  address.searchParams.delete(KEY);
  history.replaceState(history.state, "", address);
  keep(() => sessionStorage, "");
  keep(() => localStorage, text);
}

function keep(storage, text) {
  try {
    if (text) storage().setItem(KEY, text);
    else storage().removeItem(KEY);
  } catch {
    /* storage is switched off: they hold for this page */
  }
}

const asked = new Map();

/** What a page loads of an exercise when it is needed: its program, how its names are printed, and the numbers given.
    A page from a disk can load a script and nothing else.
    @param {string} slug
    @returns {Promise<{ program: string, names: string[], sets: any[][], latex: Record<string, string> }>} */
function fileOf(slug) {
  if (!asked.has(slug)) {
    const book = /** @type {any} */ (globalThis);
    book.calculations ??= {};
    const script = document.createElement("script");
    const root = new URL(document.documentElement.dataset.content_root ?? "", location.href);
    script.src = new URL(`_static/calculations/${slug}.js`, root).href;
    const loaded = new Promise((resolve, reject) => {
      script.onload = () => resolve(book.calculations[slug]);
      script.onerror = () => {
        asked.delete(slug); // so that it can be tried again
        script.remove();
        reject(new Error(`${script.src} cannot be loaded`));
      };
    });
    asked.set(slug, loaded);
    document.head.append(script);
  }
  return asked.get(slug);
}

/** The question with all that judging it takes, which a page loads when it is needed.
    @param {any} question */
export async function complete(question) {
  if (!question.file || question.program) return question;
  const { program, latex, names } = await fileOf(question.file);
  const given = Object.fromEntries(names.map((name) => [name, question.given[name]])); // in their order
  return { ...question, given, program, latex };
}

/** The question with the numbers of a set; set 0 is the one that the page came with.
    @param {any} asPrinted
    @param {number} set */
export async function withSet(asPrinted, set) {
  const question = await complete(asPrinted);
  if (!set) return question;
  const { names, sets } = await fileOf(question.file);
  const given = Object.fromEntries(names.map((name, k) => [name, sets[set - 1][k]]));
  const right = run(linesOf(programOf(question)), valuesOf(given));
  const values = question.asked.map((value) =>
    value.said ? value : { ...value, decimals: decimalsFor(right[value.name]) },
  );
  return { ...question, given, asked: values };
}

/** As many decimals as all entries have, or enough for six figures. */
export function decimalsFor(value) {
  for (let decimals = 0; decimals < FIGURES; decimals++) if (isExact(value, decimals)) return decimals;
  const entries = entriesOf(value).map(Math.abs).filter(Boolean);
  return Math.max(0, FIGURES - 1 - Math.floor(Math.log10(Math.min(...entries))));
}
