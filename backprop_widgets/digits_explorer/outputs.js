/* The ten outputs: each probability, which digit is the target, and the delta of the output. */

import { element, newId, on, setClass } from "../kit/dom.js";
import { upTo } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { bar } from "./bar.js";
import { shortText } from "./words.js";

/** `act(target)` is asked for another target. */
export function outputTable(act) {
  const group = newId();
  const rows = upTo(10).map((k) => {
    const input = element("input", { type: "radio", name: group, value: k });
    on(input, "input", () => act(k));
    const [p, delta] = [bar(`p[${k}]`, "forward", false), bar(`delta[${k}]`, "gradient", true)];
    const head = element("th", { scope: "row" }, element("label", {}, input, String(k)));
    const node = element("tr", {}, head, element("td", {}, p.node), element("td", {}, delta.node));
    return { node, input, p, delta };
  });
  const titles = ["Target", "Probability p", "Delta p − y"].map((title) => element("th", { scope: "col" }, title));
  const loss = quantity("loss", "target");
  const node = element(
    "section",
    { class: "outputs", "aria-label": "Outputs" },
    element("p", { class: "name" }, "What it takes the digit for"),
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...titles)),
      element("tbody", {}, ...rows.map(({ node }) => node)),
    ),
    element("p", { class: "words" }, "Loss, the cross-entropy: ", loss.node),
  );

  function show(pass, all) {
    for (const [k, { node, input, p, delta }] of rows.entries()) {
      input.checked = k === pass.target;
      setClass(node, "guess", k === pass.guess);
      p.show(pass.p[k], 1, shortText(pass.p[k], all));
      delta.show(pass.delta[k], 1, shortText(pass.delta[k], all));
    }
    loss.show(pass.loss, shortText(pass.loss, all));
  }
  return { node, show };
}
