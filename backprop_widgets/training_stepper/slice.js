/* A slice of the cost: two parameters vary, the others stay as they are now. Computed bit by bit, between frames. */

const GRID = 24; // cells along each side
const BUDGET = 4; // milliseconds at a time

/** A round number of at least this size. */
function roundUp(size) {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * [1, 2, 5, 10].find((multiple) => multiple * power >= size);
}

/** The cost at each point of a grid, row by row from the top left: call `work(until)` until it returns true. */
function slicing({ network, pair, middle, half, x, y, loss }) {
  const from = Math.min(...pair.map(({ l }) => l)); // layers below do not change: they run once
  const below = from ? forward(network.slice(0, from), x).at(-1).a : x;
  const above = structuredClone(network.slice(from));
  const values = [];
  function work(until) {
    while (values.length < (GRID + 1) ** 2 && performance.now() < until) {
      const [column, row] = [values.length % (GRID + 1), Math.floor(values.length / (GRID + 1))];
      [column, GRID - row].forEach((at, axis) => {
        const { l, part, j, k } = pair[axis];
        above[l - from][part][j][k] = middle[axis] + half * ((2 * at) / GRID - 1);
      });
      values.push(cost(forward(above, below), y, loss));
    }
    return values.length === (GRID + 1) ** 2;
  }
  return { values, work };
}

function costSlice() {
  const { node, picture, axes } = framed("slice", "Cost over two parameters, the others as in run 1 now");
  const levels = Array.from({ length: 10 }, (_, k) => part("level", { "stroke-opacity": 1 - 0.07 * k }));
  const [tracks, ends] = ["", "now "].map((kind) => [1, 2].map((k) => part(`${kind}run-${k}`)));
  picture.append(...levels, ...tracks, ...ends);
  let [asked, job, timer] = [{}, null, 0];

  function show(runs, n, pair, { x, y }, loss) {
    const paths = runs.map(({ records }) => records.slice(0, n + 1).map(({ network }) => pair.map((at) => valueAt(network, at))));
    const middle = paths[0][0];
    const far = paths.flat(2).reduce((most, value, k) => Math.max(most, Math.abs(value - middle[k % 2])), 0.8);
    const half = roundUp(1.2 * far);
    const view = JSON.stringify([pair, middle, half]);
    if (view !== asked.view) for (const level of levels) put(level, { d: "" });
    asked = { network: runs[0].records[n].network, pair, middle, half, x, y, loss, view, n };
    const at = (point) => point.map((value, k) => (SIDE / 2) * (1 + ((k ? -1 : 1) * (value - middle[k])) / half));
    tracks.forEach((track, k) => put(track, { d: through((paths[k] ?? []).map(at)) }));
    ends.forEach((end, k) => put(end, { d: marks((paths[k] ?? []).slice(-1).map(at)) }));
    const [[left, right], [low, high]] = middle.map((value) => [value - half, value + half].map((end) => figure(+end.toPrecision(3))));
    axes([left, "", right], [high, "", low]);
    const now = paths.map((path) => path.at(-1).map((value) => figure(value)).join(", "));
    put(picture, { "aria-label": `Level lines of the cost over ${pair.map(({ name }) => name).join(" and ")}. After ${count(n, "step")} at ${now.join("; run 2 at ")}.` });
    timer ||= setTimeout(go);
  }

  function go() {
    job ??= { asked, ...slicing(asked) };
    const done = job.work(performance.now() + BUDGET);
    const { asked: drawn, values } = job;
    if (done && drawn.view === asked.view) draw(values, drawn.n);
    if (done) job = null;
    timer = done && drawn === asked ? 0 : setTimeout(go);
  }

  function draw(values, n) {
    const cell = SIDE / GRID;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const heights = levels.map((_, k) => low + (high - low) * ((k + 0.5) / levels.length) ** 2);
    const at = (px, py) => values[Math.round(py / cell) * (GRID + 1) + Math.round(px / cell)];
    contours(at, heights, 0, 0, SIDE, SIDE, 1.0001 * cell).forEach((d, k) => put(levels[k], { d }));
    put(picture, { "data-step": n });
  }
  return { node, show, stop: () => clearTimeout(timer) };
}
