/* Pieces of a plot: round numbers for an axis, and arrows. Distances are in pixels. */

/** Round numbers from low to high, about `count` of them. */
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const apart = power * [1, 2, 5, 10].find((multiple) => multiple * power >= rough);
  const first = Math.ceil(low / apart);
  return Array.from({ length: Math.floor(high / apart + 1e-9) - first + 1 }, (_, i) => +((first + i) * apart).toPrecision(6));
}

/** Shaft and head of an arrow as path data; both empty when it is too short to see. */
function arrow(x1, y1, x2, y2, size) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 1.5) return { shaft: "", head: "" };
  const [c, s, head] = [(x2 - x1) / length, (y2 - y1) / length, Math.min(size, length)];
  const corner = (along, across) => `${x2 + along * c - across * s} ${y2 + along * s + across * c}`;
  return {
    shaft: `M${x1} ${y1}L${corner(-0.8 * head, 0)}`,
    head: `M${corner(0, 0)}L${corner(-head, head / 2)}L${corner(-head, -head / 2)}z`,
  };
}
