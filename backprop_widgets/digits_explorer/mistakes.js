/* The held-out digits that are still wrong: some of them to look at, and all of them in a table. */

import { button } from "../kit/controls.js";
import { element, put, setHidden, setText } from "../kit/dom.js";
import { upTo } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { pictureAt } from "./pictures.js";
import { pixelPicture } from "./pixels.js";
import { one } from "./words.js";

const SHOWN = 16;

/** A digit that was taken for another; `act(k)` is asked to show it. */
function slot(act) {
  let [k, painted] = [-1, ""];
  const picture = pixelPicture(48, { "aria-hidden": "true" });
  const words = element("span");
  const node = button("", () => act(k));
  node.append(picture.node, words);
  function show(now, { x, labels }, guess, ink) {
    k = now;
    const name = `Held-out digit ${k}, ${one(labels[k])}, taken for ${one(guess)}`;
    setText(words, `${labels[k]} as ${guess}`);
    put(node, { "aria-label": `${labels[k]} as ${guess}: ${name}`, title: name });
    if (painted !== `${k} ${ink}`) picture.show(pictureAt(x, k), 1, ink, ink);
    painted = `${k} ${ink}`;
  }
  return { node, show };
}

/** `act(k)` is asked to show held-out digit k. */
export function mistakeList(act) {
  const wrong = quantity("wrong");
  const slots = upTo(SHOWN).map(() => slot(act));
  const list = element("div", { class: "list" }, ...slots.map(({ node }) => node));
  const shown = element("p", { class: "words first-ones" }); // a line of its own: in the heading it would break that
  const node = element(
    "section",
    { class: "mistakes", "aria-label": "Still wrong" },
    element("p", { class: "name" }, "Still wrong: ", wrong.node),
    list,
    shown,
  );
  function show({ guesses, wrong: number }, held, colours) {
    const found = upTo(guesses.length).filter((k) => guesses[k] !== held.labels[k]);
    wrong.show(number, `${number} of the ${guesses.length} held out`);
    setText(shown, number > SHOWN ? `Here are the first ${SHOWN}.` : "");
    for (const [n, { node, show }] of slots.entries()) {
      setHidden(node, n >= found.length);
      if (n < found.length) show(found[n], held, guesses[found[n]], colours.ink);
    }
  }
  return { node, show };
}

/** How many digits of each kind were taken for which. */
export function confusionTable() {
  const cells = upTo(10).map((i) => upTo(10).map((j) => quantity(`confusion[${i},${j}]`)));
  const head = (text, scope) => element("th", { scope }, text);
  const row = (i) => element("tr", {}, head(i, "row"), ...cells[i].map(({ node }) => element("td", {}, node)));
  const top = element("tr", {}, head("is \\ taken for", "col"), ...upTo(10).map((j) => head(j, "col")));
  const table = element("table", {}, element("thead", {}, top), element("tbody", {}, ...upTo(10).map(row)));
  const words =
    "Each row is a digit as it was written, each column what the network takes it for. Held-out digits only.";
  const node = element("div", { class: "confusion" }, element("p", { class: "words" }, words));
  /** Only an open table is on the page, and kept up to date. */
  function show(open, { guesses }, { labels }) {
    if (!open) {
      table.remove();
      return;
    }
    if (!table.isConnected) node.append(table);
    const counts = upTo(10).map(() => upTo(10).fill(0));
    for (let k = 0; k < labels.length; k++) counts[labels[k]][guesses[k]] += 1;
    for (const [i, line] of counts.entries())
      for (const [j, number] of line.entries()) {
        cells[i][j].show(number, number ? String(number) : "·");
        put(cells[i][j].node.parentNode, { class: kindOf(i === j, number) });
      }
  }
  return { node, show };
}

/** How a cell of the table looks. */
function kindOf(isRight, number) {
  if (isRight) return "right";
  return number ? "mistaken" : "";
}
