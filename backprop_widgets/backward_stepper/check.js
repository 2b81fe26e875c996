/* The check: the measured slope beside the one by the chain rule, and what the mistake makes of it. */

import { element, setHidden, unlessSame } from "../kit/dom.js";
import { figure } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { differs, howFar, mistakenText, rounded, touchedBy } from "./values.js";

const muted = (text) => element("span", { class: "muted" }, text);

/** Of a parameter, whose gradient the frames end with. */
export function check(parameter, frames, passes, names) {
  const { label: name, central } = parameter;
  const gradientIn = (pass) => frames.at(-1).values(pass).result;
  const right = gradientIn(passes.right);
  const [measured, exact] = ["central ", ""].map((prefix) => quantity(`${prefix}dJ/d${name}`, "gradient"));
  const nudge = muted(`Nudge ${names[name]} by a few millionths (±${figure(passes.nudge)}) and watch E.`);
  const slope = element("span", { title: "A central difference" }, "Measured slope");
  const later = muted("At the last step the chain rule has to give the same.");
  const verdict = element("span", {}, ...agreement(parameter, right, passes.resolution));
  const [first, second] = [element("p"), element("p")];
  const mistake = mistaken(name, right, passes, names);

  const show = unlessSame((atEnd, wrong, text) => {
    measured.show(central, text(central));
    exact.show(right, text(right));
    const then = atEnd ? ["; chain rule ", exact.node, ". ", verdict] : [". ", later];
    first.replaceChildren(nudge, " ", slope, " ", measured.node, ...then);
    setHidden(second, !wrong);
    second.replaceChildren(...(wrong ? ["With the mistake ", ...mistake(gradientIn(wrong), wrong, text)] : []));
  });
  return { node: element("div", { class: "check" }, first, second), show };
}

/** How well the central difference and the chain rule agree; a slope below the resolution is lost in rounding. */
function agreement({ central, digits }, right, resolution) {
  if (central === right) return ["✓ They are equal."];
  if (digits) {
    const count = quantity("digits");
    count.show(digits, String(digits));
    return ["✓ They agree to ", count.node, digits === 1 ? " digit." : " digits."];
  }
  if (Math.abs(central - right) < resolution) return ["So small a slope is lost in the rounding of E."];
  return ["They do not agree: within the nudge E has a kink, or bends too much."];
}

/** What a mistake makes of the gradient, as text and numbers. */
function mistaken(name, right, passes, names) {
  const [unchanged, wrong] = [quantity(`dJ/d${name}`, "gradient"), quantity(`wrong dJ/d${name}`, "wrong")];
  const ratio = quantity("ratio");
  function untouched(pass) {
    const [touched] = touchedBy(passes, pass);
    const elsewhere = touched ? `does touch ${names[touched.label]}` : "makes no difference on this example";
    return `this mistake does not touch ${names[name]}. It ${elsewhere}.`;
  }
  return (value, pass, text) => {
    if (!differs(right, value)) {
      unchanged.show(right, text(right));
      return [unchanged.node, ": ", untouched(pass)];
    }
    wrong.show(value ?? NaN, mistakenText(value, text));
    const [before, times, after] = howFar(right, value);
    if (times === undefined) return [wrong.node, ": ", before];
    ratio.show(times, rounded(times));
    return [wrong.node, ": ", before, ratio.node, after];
  };
}
