/* Below the field of a formula stands how it is read, in the type of the page, while it is being typed. */

import { formula, typeset, typesetter } from "../exercises/typesetter.js";
import { Refusal } from "./grammar.js";
import { read } from "./reading.js";
import { tex } from "./tex.js";

/** @param {HTMLFormElement} form
    @param {import("./judging.js").Question} question
    @returns {() => void} what shows how the field is read now */
export function echoing(form, { symbols }) {
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const [label, place, fault] = /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".read-as span"));
  const written = new Map(symbols.map(({ name, latex }) => [name, latex || name]));
  let wanted = "";
  let shown = "";
  let busy = false;

  /** One formula is set at a time; when it stands there, the latest one is next: those in between are passed over. */
  async function setLatest() {
    if (busy) return;
    busy = true;
    while (wanted !== shown) {
      shown = wanted;
      const made = await set(shown);
      if (shown === wanted) place.replaceChildren(made);
    }
    busy = false;
  }

  function show() {
    fault.textContent = "";
    try {
      if (field.value.trim()) wanted = tex(read(field.value, symbols), written);
      else wanted = "";
      label.textContent = wanted && "Read as";
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      label.textContent = wanted && "Last read as";
      fault.textContent = refusal.message;
    }
    setLatest();
  }

  field.addEventListener("focus", () => typesetter().catch(() => {}), { once: true }); // before it is needed
  field.addEventListener("input", show);
  form.addEventListener("submit", () => {
    fault.textContent = ""; // the verdict says it
  });
  form.addEventListener("reset", () => {
    field.value = "";
    show();
  });
  return show;
}

/** The formula as MathJax sets it; its LaTeX where there is no MathJax. */
async function set(text) {
  const place = document.createElement("span");
  if (text) place.append(formula(text, `\\displaystyle ${text}`));
  await typeset(place);
  return place;
}
