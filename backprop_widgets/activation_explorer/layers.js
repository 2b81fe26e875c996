/* Every layer of the chain in numbers, from the output back to the input. */

import { button } from "../kit/controls.js";
import { element, on, put, setClass } from "../kit/dom.js";
import { between, upTo } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { DEEPEST } from "./generated.js";

const COLUMNS = { z: "forward", a: "forward", factor: "", gradient: "gradient" };

/** pick(l) is called for the layer that a reader chooses. */
export function layerTable(pick) {
  const factor = [element("i", { class: "parameter" }, "w"), element("span", { class: "forward" }, " f′(z)")];
  const heads = [["layer"], [element("i", {}, "z")], [element("i", {}, "a")], factor, ["gradient"]];
  const head = element("tr", {}, ...heads.map((words) => element("th", { scope: "col" }, ...words)));
  const body = element("tbody");
  const caption = element("caption", { class: "bp-hidden" }, "The chain in numbers, from the output back to the input");
  const rows = upTo(DEEPEST + 1).map((l) => layerRow(l, pick));
  const keys = oneStop(
    body,
    rows.map(({ choose }) => choose),
  );
  let depth = 0;

  function show(layers, z, text) {
    if (layers.length !== depth + 1) {
      depth = layers.length - 1;
      body.replaceChildren(
        ...rows
          .slice(0, depth + 1)
          .reverse()
          .map((row) => row.node),
      );
      keys.upTo(depth);
    }
    layers.forEach((layer, l) => {
      rows[l].show(layer, text);
      setClass(rows[l].node, "now", layer.z === z);
    });
  }
  const name = "The chain in numbers; the arrow keys go from layer to layer";
  const table = element("table", {}, caption, element("thead", {}, head), body);
  return { node: element("div", { class: "layers", role: "region", "aria-label": name }, table), show };
}

/** Row 0 is the input, which has no net input and no factor. */
function layerRow(l, pick) {
  const choose = button(String(l), () => pick(l));
  put(choose, { "aria-label": `Layer ${l}: show its z on the curve` });
  const values = Object.entries(COLUMNS)
    .filter(([part]) => l || part === "a" || part === "gradient")
    .map(([part, role]) => ({ part, value: quantity(`${part}_${l}`, role) }));
  const cells = Object.keys(COLUMNS).map((part) => {
    const found = values.find((one) => one.part === part);
    return element("td", { "data-of": part === "factor" ? "w f′(z)" : part }, ...(found ? [found.value.node] : []));
  });
  const node = element("tr", {}, element("th", { scope: "row" }, l ? choose : "input"), ...cells);
  function show(layer, text) {
    for (const { part, value } of values) value.show(layer[part], text(layer[part]));
  }
  return { node, choose, show };
}

/** One stop for the tab key, however many buttons there are; from button to button the arrow keys go on. */
function oneStop(body, buttons) {
  let [stop, last] = [0, 0];
  function stopAt(l) {
    put(buttons[stop], { tabindex: -1 });
    stop = l;
    put(buttons[stop], { tabindex: 0 });
  }
  for (const one of buttons) put(one, { tabindex: -1 });
  on(body, "focusin", (event) => stopAt(+event.target.textContent));
  on(body, "keydown", (event) => {
    const to = { ArrowUp: stop + 1, ArrowDown: stop - 1, Home: last, End: 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons[between(to, 1, last)].focus();
  });
  return {
    /** Buttons 1 to l are on the page; the tab key comes to the last. */
    upTo(l) {
      last = l;
      stopAt(l);
    },
  };
}
