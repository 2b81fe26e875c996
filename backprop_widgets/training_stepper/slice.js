/* A slice of the cost: its level lines over two parameters, and the way of both runs. Computed between frames. */

import { contours } from "../kit/contours.js";
import { put } from "../kit/dom.js";
import { count, figure, upTo } from "../kit/numbers.js";
import { dots, part, roundUp } from "../kit/plot.js";
import { framed } from "./frame.js";
import { endsOf, placeIn, SIDE, through } from "./geometry.js";
import { valueAt } from "./parameters.js";
import { GRID, slicing } from "./slicing.js";

const BUDGET = 4; // milliseconds at a time
const LEGEND = "On each level line the cost is the same: the bolder the line, the lower. A dot is where a run is now.";

/** The square that holds both ways, around their beginning.
    @param {number[][][]} paths of each run: its points from the first on */
function squareAround(paths) {
  const middle = paths[0][0];
  const far = paths.flat(2).reduce((most, value, k) => Math.max(most, Math.abs(value - middle[k % 2])), 0.8);
  return { middle, half: roundUp(1.2 * far) };
}

export function costSlice() {
  const { node, picture, label } = framed("slice", "The other parameters are as in run 1 now", [], [LEGEND]);
  const levels = upTo(10).map((k) =>
    part("path", "level", { "stroke-opacity": 1 - 0.03 * k, "stroke-width": 2.4 - 0.15 * k }),
  );
  const [tracks, ends] = ["", "now "].map((kind) => [1, 2].map((k) => part("path", `${kind}run-${k}`)));
  picture.append(...levels, ...tracks, ...ends);
  /** @type {any} */
  let asked = {};
  /** @type {any} */
  let job = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function show(runs, n, pair, { x, y }, loss) {
    const path = ({ records }) => records.slice(0, n + 1).map(({ network }) => pair.map((at) => valueAt(network, at)));
    const paths = runs.map(path);
    const square = squareAround(paths);
    const view = JSON.stringify([pair, square]);
    if (view !== asked.view) for (const level of levels) put(level, { d: "" });
    asked = { network: runs[0].records[n].network, pair, ...square, x, y, loss, view, n };
    const placed = paths.map((path) => path.map(placeIn(square)));
    for (const k of [0, 1]) {
      put(tracks[k], { d: through(placed[k] ?? []) });
      put(ends[k], { d: dots((placed[k] ?? []).slice(-1)) });
    }
    const [across, up] = endsOf(square);
    label([across, ""], [up, ""]);
    const now = paths
      .map((path) =>
        path
          .at(-1)
          .map((value) => figure(value))
          .join(", "),
      )
      .join("; run 2 at ");
    const names = pair.map(({ name }) => name).join(" and ");
    put(picture, { "aria-label": `Level lines of the cost over ${names}. After ${count(n, "step")} at ${now}.` });
    timer ??= setTimeout(go);
  }

  /** Another piece of the work: what was asked last is done after what is being done. */
  function go() {
    job ??= { asked, ...slicing(asked) };
    const done = job.work(performance.now() + BUDGET);
    const { asked: drawn, values } = job;
    if (done && drawn.view === asked.view) draw(values, drawn.n);
    if (done) job = null;
    timer = done && drawn === asked ? undefined : setTimeout(go);
  }

  function draw(values, n) {
    const cell = SIDE / GRID;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const heights = levels.map((_, k) => low + (high - low) * ((k + 0.5) / levels.length) ** 2);
    const at = (px, py) => values[Math.round(py / cell) * (GRID + 1) + Math.round(px / cell)];
    const lines = contours(at, heights, 0, 0, SIDE, SIDE, 1.0001 * cell);
    for (const [k, d] of lines.entries()) put(levels[k], { d });
    put(picture, { "data-step": n });
  }
  return { node, show, stop: () => clearTimeout(timer) };
}
