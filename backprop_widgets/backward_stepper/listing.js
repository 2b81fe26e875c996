/* The lines of `backward` that a network's steps are. Where a mistake is made, the right line is struck out, the wrong
   one stands below it. */

import { element, put, setChildren, setClass } from "../kit/dom.js";
import { CODE } from "./generated.js";
import { keeping } from "./kept.js";

const aloud = (words) => element("span", { class: "bp-hidden" }, words);

/** show(step, wrong): marks the line of this step, and strikes it out if there is a wrong line for it. */
export function listing({ paired }) {
  const steps = Object.keys(CODE).filter((step) => paired || step !== "paired");
  const lines = Object.fromEntries(steps.map((step) => [step, element("span", {}, CODE[step])]));
  const words = "The lines of backward; the line of this step is marked";
  const node = element("pre", { class: "bp-code", "aria-label": words }, ...Object.values(lines));
  const once = keeping();
  const plainly = (step) => once(step, () => [document.createTextNode(CODE[step])]);
  const struck = (step, wrong) =>
    once(`${step} ${wrong}`, () => [
      element("del", {}, aloud("Meant: "), CODE[step]),
      element("ins", {}, aloud("Done: "), wrong),
    ]);

  let last = "";
  function show(step, wrong = "") {
    if (last && last !== step) mark(last, false, plainly(last));
    mark(step, true, wrong ? struck(step, wrong) : plainly(step));
    last = step;
  }
  function mark(step, now, inside) {
    const line = lines[step];
    setChildren(line, inside);
    setClass(line, "now", now);
    if (now) put(line, { "aria-current": "step" });
    else line.removeAttribute("aria-current");
  }
  return { node, show };
}
