/* Contour lines of a surface. Distances are in pixels. */

/** One path per level where `height(px, py)` crosses it, found cell by cell ("marching squares"). */
export function contours(height, levels, left, top, width, rise, cell) {
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(rise / cell)];
  const [dx, dy] = [width / columns, rise / rows];
  const row = (j) => Float64Array.from({ length: columns + 1 }, (_, i) => height(left + i * dx, top + j * dy));
  const paths = levels.map(() => []);
  let above = row(0);
  for (let j = 0; j < rows; j++) {
    const below = row(j + 1);
    for (let i = 0; i < columns; i++) {
      const [a, b, c, d] = [above[i], above[i + 1], below[i + 1], below[i]];
      const [low, high] = [Math.min(a, b, c, d), Math.max(a, b, c, d)];
      for (let k = 0; k < levels.length; k++) {
        if (low < levels[k] && levels[k] <= high)
          paths[k].push(crossing([a, b, c, d], levels[k], left + i * dx, top + j * dy, dx, dy));
      }
    }
    above = below;
  }
  return paths.map((pieces) => pieces.join(""));
}

/** The line, or two, along which one cell is cut at this level; corners clockwise from the top left. */
function crossing(corners, level, x, y, dx, dy) {
  const places = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  const cuts = [];
  corners.forEach((here, k) => {
    const next = (k + 1) % 4;
    if (here < level === corners[next] < level) return;
    const part = (level - here) / (corners[next] - here);
    const [u, v] = places[k].map((from, axis) => from + part * (places[next][axis] - from));
    cuts.push(`${(x + u * dx).toFixed(1)} ${(y + v * dy).toFixed(1)}`);
  });
  return cuts.map((cut, k) => (k % 2 ? "L" : "M") + cut).join("");
}
