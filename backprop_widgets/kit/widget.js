/* The frame of every widget: its title, its key of colours, the sentence about its state, its life on the page. */

import { element, newId, OWN_KEYS, put, setClass, setText } from "./dom.js";

/** Title, key of the colours ([[role, words], ...]), what else stands in the first line, and below it the rest. */
export function widgetRoot(kind, style, title, key, extra, ...parts) {
  const id = newId();
  const keys = key.map(([role, words]) => element("li", { class: `key-${role}` }, words));
  return element(
    "div",
    { class: `bp ${style}`, role: "group", "aria-labelledby": id, tabindex: -1, "data-widget": kind, ...OWN_KEYS },
    element(
      "div",
      { class: "bp-head" },
      element("p", { class: "bp-title", id }, title),
      element("ul", { class: "bp-key" }, ...keys),
      element("div", { class: "bp-extra" }, ...extra),
    ),
    ...parts,
  );
}

/** The sentence about the present state: read out when it changes, loud when something is wrong. */
export function sentence() {
  const [alarm, words] = [element("b"), element("span")];
  const node = element("p", { class: "bp-say", "aria-live": "polite" }, alarm, words);
  const show = (text, loud = "") => {
    setText(alarm, loud && `${loud} `);
    setText(words, text);
    setClass(node, "alarm", loud !== "");
  };
  return { node, show, quiet: (yes) => put(node, { "aria-live": yes ? "off" : "polite" }) };
}

/** What stands in the room of a sum while no step is made, so that the room is no hole. */
export const noSumYet = () => element("p", { class: "bp-ahead" }, "Here each step is written out in numbers.");

/** Lines of code as they stand in the library; `show(number)` marks the one that is at work, from 0, or none. */
export function codeLines(lines, words) {
  const spans = lines.map((line) => element("span", { style: `--indent: ${line.search(/\S/)}ch` }, line));
  const show = (now) =>
    spans.forEach((span, i) => {
      if (span.classList.contains("now") === (i === now)) return;
      setClass(span, "now", i === now);
      if (i === now) put(span, { "aria-current": "step" });
      else span.removeAttribute("aria-current");
    });
  return { node: element("pre", { class: "bp-code", "aria-label": words }, ...spans), show };
}

/** @typedef {{ boxes?: any[], resized?: () => void, stops?: (() => void)[], ready?: boolean }} Life */

/** Puts a widget on the page, shows its first state, and returns what ends it.

    resized() is called when one of `boxes` has another size; `stops` are called at the end. A widget that is not ready
    with its first state says so itself: `ready: false`.
    @param {{ el: any, root: any, keep: any } & Life} parts */
export function mount({ el, root, keep, boxes = [], resized = () => {}, stops = [], ready = true }) {
  el.append(root);
  keep.start();
  const watcher = new ResizeObserver(resized);
  for (const box of boxes) watcher.observe(box);
  if (ready) root.dataset.ready = "true";
  return () => {
    for (const stop of stops) stop();
    watcher.disconnect();
    keep.end();
    root.remove();
  };
}
