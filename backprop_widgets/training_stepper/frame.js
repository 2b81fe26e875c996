/* A picture under its title, with what its axes show along two edges. It fits any width: strokes do not scale. */

const SIDE = 440; // the units across and up in every picture

const part = (kind, attributes = {}) => shape("path", { class: kind, ...attributes });

/** `axes([low, name, high], [high, name, low])`, across and from the top; what is inside stands under the drawing. */
function framed(kind, title, ...inside) {
  const edge = (side) => element("div", { class: side }, ...[0, 1, 2].map(() => element("span")));
  const [across, up] = [edge("across"), edge("up")];
  const picture = shape("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, preserveAspectRatio: "none", role: "img" });
  const box = element("div", { class: "box" }, ...inside, picture);
  const caption = element("figcaption", {}, title);
  const node = element("figure", { class: `frame ${kind}` }, caption, up, box, across);
  const axes = (...ends) => [across, up].forEach((axis, k) => ends[k].forEach((text, end) => setText(axis.children[end], text)));
  return { node, caption, box, picture, axes };
}

/** Path data through these points; where they are too many, through some of them. */
function through(points) {
  const every = Math.ceil(points.length / 300);
  const shown = points.filter((_, k) => k % every === 0 || k === points.length - 1);
  return shown.length ? `M${shown.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}` : "";
}

/** Path data of marks: strokes of no length, which their round or square ends make visible. */
const marks = (points) => points.map((point) => `${through([point])}h0`).join("");
