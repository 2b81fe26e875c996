/* The digit that is shown: which one it is, drawing on it, and what its pixels would have to do. */

import { button, slider } from "../kit/controls.js";
import { element, put, setText } from "../kit/dom.js";
import { quantity } from "../kit/quantity.js";
import { against } from "./brush.js";
import { lettersOf, PIXELS } from "./pictures.js";
import { pixelPicture } from "./pixels.js";
import { sketch } from "./sketch.js";
import { one, shortText } from "./words.js";

/** `set(changes)` is asked for changes; last: the last of the held-out digits. */
export function digitPart(set, last) {
  const draw = (picture) => set({ drawn: lettersOf(picture) });
  const title = element("p", { class: "name" });
  const grid = sketch(draw);
  const choice = slider("Held-out digit", "example", { min: 0, max: last }, (example) =>
    set({ example, drawn: "", target: -1 }),
  );
  const clear = button("Clear", () => draw(new Float64Array(PIXELS)));
  const back = button("Restore", () => set({ drawn: "" }));
  const buttons = element("div", { class: "buttons" }, clear, back);
  const hint = element("p", { class: "words" }, "Or draw one, as large as the square.");
  const label = "The digit";
  const node = element(
    "section",
    { class: "digit", "aria-label": label },
    title,
    grid.node,
    choice.node,
    buttons,
    hint,
  );

  function show({ drawn, example }, picture, held) {
    const words = drawn ? "Your drawing" : `A handwritten ${held.labels[example]}`;
    setText(title, words);
    grid.show(picture, words);
    choice.show(example, String(example));
    put(back, { "aria-disabled": !drawn, title: drawn ? "The held-out digit again" : "Nothing has been drawn." });
  }
  return { node, show };
}

/** The slopes of the loss with respect to the pixels, and a step against them. */
export function slopesPart(set) {
  let change = () => {};
  const title = element("p", { class: "name" });
  const picture = pixelPicture(240, { role: "img" });
  const full = quantity("slope", "gradient");
  const [plus, minus] = ["plus", "minus"].map((kind) => element("i", { class: `swatch ${kind}` }));
  const step = button("Change it so", () => change());
  const words = element(
    "p",
    { class: "words" },
    plus,
    "add ink, ",
    minus,
    "take away",
    element("br"),
    "full colour: slope ",
  );
  words.append(full.node);
  const node = element("section", { class: "slopes", "aria-label": "Back to the pixels" });
  node.append(title, picture.node, words, element("div", { class: "buttons" }, step));

  function show(shown, { slopes, target }, colours, all) {
    const most = Math.max(...slopes.map(Math.abs));
    setText(title, `More of ${one(target)}`);
    picture.show(
      slopes.map((slope) => -slope),
      most || 1,
      colours.plus,
      colours.minus,
    );
    const at = slopes.findIndex((slope) => Math.abs(slope) === most);
    const where = `row ${Math.floor(at / 8) + 1}, column ${(at % 8) + 1}`;
    const verb = slopes[at] < 0 ? "more" : "less";
    put(picture.node, { "aria-label": `Slopes of the pixels: what counts most is ${verb} ink in ${where}.` });
    full.show(most, shortText(most, all));
    change = () => set({ drawn: lettersOf(against(shown, slopes)), target });
  }
  return { node, show };
}
