/* The plane of the two inputs: the network's output as a tint, the line where it is one half, and the examples. */

const CELLS = 40; // along each side
const POINTS = ["ones", "zeros", "hollow", "ones test", "zeros test"];

/** The square of the plane to show: its middle, and half of its width. */
function viewOf(x) {
  const [low, high] = [Math.min, Math.max].map((pick) => x.map((row) => pick(...row)));
  return { middle: low.map((value, k) => (value + high[k]) / 2), half: 0.6 * Math.max(...high.map((value, k) => value - low[k])) || 1 };
}

/** The middles of all cells, as a batch for the network: row by row from the top left. */
function cellsOf({ middle: [across, up], half }) {
  const at = (k) => half * ((2 * k + 1) / CELLS - 1);
  const cells = Array.from({ length: CELLS ** 2 }, (_, k) => k);
  return [cells.map((k) => across + at(k % CELLS)), cells.map((k) => up - at(Math.floor(k / CELLS)))];
}

/** A picture of one value for each cell: the higher between low and high, the more of the colour. */
function tint() {
  const node = element("canvas", { width: CELLS, height: CELLS, "aria-hidden": "true" });
  const pen = node.getContext("2d");
  const image = pen.createImageData(CELLS, CELLS);
  const pixels = new Uint32Array(image.data.buffer);
  function show(values, [low, high], colour) {
    const scale = 150 / (high - low || 1);
    for (let k = 0; k < pixels.length; k++) pixels[k] = colour | (Math.round(scale * (values[k] - low)) << 24);
    pen.putImageData(image, 0, 0);
  }
  return { node, show };
}

/** `lay(examples, view)` for other data, `show(...)` for another network. */
function plane() {
  const heat = tint();
  const { node, caption, picture, axes } = framed("plane", "", heat.node);
  const [border, chosen, ...points] = ["border", "chosen", ...POINTS].map((kind) => part(kind));
  picture.append(chosen, ...points, border);
  let [x, place] = [];

  function lay(examples, { middle, half }) {
    const { y, test_x, test_y } = examples;
    x = examples.x;
    place = (x, n) => x.map((row, k) => (SIDE / 2) * (1 + ((k ? -1 : 1) * (row[n] - middle[k])) / half));
    const those = (x, y, one) => marks(y[0].flatMap((t, n) => (t > 0.5 === one ? [place(x, n)] : [])));
    const [ones, zeros] = [those(x, y, true), those(x, y, false)];
    [ones, zeros, zeros, those(test_x, test_y, true), those(test_x, test_y, false)].forEach((d, k) => put(points[k], { d }));
    const [[left, right], [low, high]] = middle.map((at) => [at - half, at + half].map((end) => figure(+end.toPrecision(2))));
    axes([left, "x₁", right], [high, "x₂", low]);
  }

  /** a: the output for each cell; columns: the examples of the present batch. */
  function show(a, columns, colour, title, words) {
    setText(caption, title);
    heat.show(a, [0, 1], colour);
    const cell = SIDE / CELLS;
    const at = (px, py) => a[Math.floor(py / cell) * CELLS + Math.floor(px / cell)];
    put(border, { d: contours(at, [0.5], cell / 2, cell / 2, SIDE - cell, SIDE - cell, 1.0001 * cell)[0] });
    put(chosen, { d: marks(columns.map((n) => place(x, n))) });
    put(picture, { "aria-label": words });
  }
  return { node, lay, show };
}
