/* First, Back, Next, Play and a slider: going through what a widget shows, step by step. */

import { button } from "./controls.js";
import { element, on, put, setText, setValue } from "./dom.js";
import { between } from "./numbers.js";
import { quantity } from "./quantity.js";

const NO_STEP = "There is no step to show: the sentence above says why.";

/** A dead button says why. */
function give(button, dead, why) {
  put(button, { "aria-disabled": dead });
  if (dead) put(button, { title: why });
  else button.removeAttribute("title");
}

const every = (milliseconds) => (act) => {
  const timer = setInterval(act, milliseconds);
  return () => clearInterval(timer);
};

/** `go(n)` is asked to show step n, from 0 to the last.

    beat(act): calls act again and again while it plays, and returns what ends that; or a number of milliseconds.
    stride(): how many steps Next and Back make at once, to the next multiple of that many.
    listen(root) makes the arrow keys and Home step from anywhere in the widget except in a field, and prints the last
    step, with all its numbers; what trains, only if it has not begun: else the step at which it was left.
    printing(): whether there is no later frame in which it could be finished. */
export function stepping(go, beat, said, stride = () => 1) {
  let [n, last, printing] = [0, 0, false];
  /** @type {(() => void) | null} */
  let rest = null;
  const step = (to) => go(between(to, 0, last));
  const ahead = (times = 1) => (Math.floor(n / stride()) + times) * stride();
  const behind = () => (Math.ceil(n / stride()) - 1) * stride();
  function stop() {
    rest?.();
    rest = null;
    setText(play, "Play");
    said.quiet(false);
  }
  function start() {
    if (n === last) step(0);
    rest = (typeof beat === "number" ? every(beat) : beat)((times) => {
      step(ahead(times));
      if (n === last) stop();
    });
    play.textContent = "Pause";
    said.quiet(true); // else every step would be read out
  }
  function by_hand(to) {
    stop();
    step(to);
  }
  const first = button("First", () => by_hand(0));
  const back = button("Back", () => by_hand(behind()));
  const next = button("Next", () => by_hand(ahead()));
  const play = button("Play", () => (rest ? stop() : start())); // dead only where there is no step at all
  next.classList.add("go");
  const bar = element("input", { type: "range", min: 0, step: 1, "aria-label": "Step" });
  on(bar, "input", () => by_hand(+bar.value));
  const where = quantity("step", "where");
  const node = element("div", { class: "bp-steps" }, first, back, next, play, bar, where.node);

  function show(at, end, words = at ? `step ${at} of ${end}` : "start", count = at) {
    [n, last] = [at, end];
    if (!last) words = "no step";
    where.show(count, words);
    put(bar, { max: last, step: stride(), "aria-valuetext": words });
    setValue(bar, n);
    for (const way of [first, back]) give(way, n === 0, "This is the start.");
    give(next, n === last, last ? "This is the last step." : NO_STEP);
    give(play, last === 0, NO_STEP);
    put(bar, { "aria-disabled": last === 0 });
  }
  function listen(root) {
    on(root, "keydown", (event) => {
      const { altKey, ctrlKey, metaKey, key, target } = event;
      if (/^(SELECT|INPUT|TEXTAREA)$/.test(target.tagName) || altKey || ctrlKey || metaKey) return;
      const ways = { ArrowRight: ahead, ArrowLeft: behind, Home: () => 0 };
      if (!Object.hasOwn(ways, key)) return;
      const to = ways[key]();
      event.preventDefault();
      by_hand(to);
    });
    let left = 0;
    addEventListener("beforeprint", () => {
      if (!root.isConnected) return;
      [left, printing] = [n, true];
      by_hand(typeof beat === "number" || n === 0 ? last : n);
    });
    addEventListener("afterprint", () => {
      printing = false;
      if (root.isConnected) step(left);
    });
  }
  return { node, next, play, show, stop, listen, printing: () => printing };
}
