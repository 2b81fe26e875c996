/* First, Back, Next, Play and a slider: going through what a widget shows, step by step. */

import { button } from "./controls.js";
import { element, on, put, setText, setValue } from "./dom.js";
import { between } from "./numbers.js";
import { quantity } from "./quantity.js";

const every = (milliseconds) => (act) => {
  const timer = setInterval(act, milliseconds);
  return () => clearInterval(timer);
};

/** `go(n)` is asked to show step n, from 0 to the last.

    beat(act): calls act again and again while it plays, and returns what ends that; or a number of milliseconds.
    stride(): how many steps Next and Back make at once, to the next multiple of that many.
    listen(root) makes the arrow keys and Home step from anywhere in the widget except in a field. */
export function stepping(go, beat, said, stride = () => 1) {
  let [n, last] = [0, 0];
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
  const play = button("Play", () => (rest ? stop() : start()));
  next.classList.add("go");
  const bar = element("input", { type: "range", min: 0, step: 1, "aria-label": "Step" });
  on(bar, "input", () => by_hand(+bar.value));
  const where = quantity("step", "where");
  const node = element("div", { class: "bp-steps" }, first, back, next, play, bar, where.node);

  function show(at, end, words = at ? `step ${at} of ${end}` : "start", count = at) {
    [n, last] = [at, end];
    where.show(count, words);
    put(bar, { max: last, step: stride(), "aria-valuetext": words });
    setValue(bar, n);
    for (const way of [first, back]) put(way, { "aria-disabled": n === 0 });
    put(next, { "aria-disabled": n === last });
  }
  function listen(root) {
    on(root, "keydown", (event) => {
      const { altKey, ctrlKey, metaKey, key, target } = event;
      if (/^(SELECT|INPUT|TEXTAREA)$/.test(target.tagName) || altKey || ctrlKey || metaKey) return;
      const to = { ArrowRight: ahead(), ArrowLeft: behind(), Home: 0 }[key];
      if (to === undefined) return;
      event.preventDefault();
      by_hand(to);
    });
  }
  return { node, next, play, show, stop, listen };
}
