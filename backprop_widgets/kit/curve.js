/* A plotted curve with a tangent and a point that can be dragged along it. Comes after plot.js; its style is curve.css.

   const plot = curvePlot({ x: "z", y: "a", tangent: "forward", drag: (x) => change({ x }) });
     names of the axes; the tangent's role (gradient, if left out); what dragging the point does (it stays, if left out)
   plot.lay(width, height, { x: [-6, 6], y: [0, 1], curves: [[f, "curve"], [g, "faint"]] });
     the frame, and the curves: functions of one number, interrupted where they have no finite value
   plot.move({ x, y, slope, words, busy });
     the point and its tangent (none, if slope is null), the aria-label; busy, 1 or -1, keeps the slope's number
     away from the right or the left of the point

   plot.node is the drawing. plot.toX and plot.toY turn values into pixels; plot.behind and plot.front are layers for
   whatever else is drawn, and `behind` is cut off at the frame. */

function curvePlot({ x: across, y: up, tangent: role = "gradient", drag }) {
  const part = (tag, kind, attributes = {}) => shape(tag, { class: kind, ...attributes });
  const [still, behind, front] = [shape("g"), shape("g"), shape("g")];
  const [drop, line] = [part("path", "drop"), part("path", `tangent line-${role}`)];
  // What leaves the frame is cut off.
  const frame = shape("svg", { "aria-hidden": "true" }, still, behind, line);
  const [axes, dot, slopeText] = [shape("g"), part("circle", "dot", { r: 7 }), part("text", `halo ${role}`)];
  const grip = part("circle", "grip", { r: 20 });
  const node = shape("svg", { class: "bp-curve", role: "img" }, axes, drop, frame, front, dot, slopeText);
  if (drag) node.append(grip);
  let left, right, top, floor, low, high, toX, toY, fromX, framed;

  function lay(width, height, { x, y, curves }) {
    [left, right, top, floor] = [38, width - 10, 20, height - 38];
    [low, high] = x;
    const [run, rise] = [(right - left) / (high - low), (floor - top) / (y[1] - y[0])];
    [toX, toY] = [(value) => left + (value - low) * run, (value) => floor - (value - y[0]) * rise];
    fromX = (px) => low + (px - left) / run;
    const now = [width, height, ...x, ...y].join();
    if (now !== framed) drawFrame(width, height, y);
    framed = now;
    still.replaceChildren(...curves.map(([f, kind]) => part("path", kind, { d: trace(f, kind === "faint" ? 6 : 2) })));
  }

  function drawFrame(width, height, y) {
    const size = { width: right - left, height: floor - top };
    put(node, { viewBox: `0 0 ${width} ${height}`, width, height });
    put(frame, { x: left, y: top, ...size, viewBox: `${left} ${top} ${size.width} ${size.height}` });
    axes.replaceChildren(
      ...ticks(low, high, Math.max(3, width / 45)).flatMap((at) => [
        label(toX(at), floor + 17, withMinus(String(at)), "middle"),
        part("path", "axis", { d: `M${toX(at)} ${floor}v4` }),
      ]),
      ...ticks(...y, Math.max(3, height / 60)).flatMap((at) => [
        label(left - 7, toY(at) + 4, withMinus(String(at)), "end"),
        part("path", "grid", { d: `M${left} ${toY(at)}H${right}` }),
      ]),
      part("path", "axis", { d: `M${left} ${floor}H${right}` }),
      label(right, height - 4, across, "end", "forward"),
      label(left - 7, 11, up, "start", "forward"),
    );
  }

  const label = (x, y, text, anchor, kind = "") => shape("text", { x, y, "text-anchor": anchor, class: kind }, text);
  // Browsers draw nothing sensible far outside of the picture.
  const inFrame = (py) => between(py, top - 999, floor + 999);

  function trace(f, step) {
    let [d, pen] = ["", "M"];
    for (let px = left; px <= right; px += step) {
      const py = toY(f(fromX(px)));
      d += Number.isFinite(py) ? `${pen}${px.toFixed(1)} ${inFrame(py).toFixed(1)}` : "";
      pen = Number.isFinite(py) ? "L" : "M";
    }
    return d;
  }

  function move({ x, y, slope, words, busy }) {
    const [px, py] = [between(toX(x), left, right), between(toY(y), top, floor)];
    const inside = x >= low && x <= high && py === toY(y);
    put(dot, { cx: px, cy: py, class: inside ? "dot" : "dot out" });
    put(grip, { cx: px, cy: py });
    put(drop, { d: inside ? `M${px} ${py}V${floor}` : "" });
    put(node, { "aria-label": words });
    const sloping = inside && Number.isFinite(slope);
    setText(slopeText, sloping ? `slope ${figure(slope)}` : "");
    if (!sloping) return put(line, { d: "" });
    const [run, climb] = [toX(1) - toX(0), slope * (toY(1) - toY(0))];
    // The tangent is as long on the screen whatever its slope.
    const reach = Math.min(86, (right - left) / 3) / Math.hypot(run, climb);
    put(line, { d: `M${px - run * reach} ${py - climb * reach}L${px + run * reach} ${py + climb * reach}` });
    // The number stands where the tangent leaves room: below it on the uphill side, else above it on the other.
    const side = slope < 0 ? -1 : 1;
    const room = (rightwards) => (rightwards ? right - px : px - left) > 100;
    const uphill = room(side > 0) && py + 26 < floor;
    const rightwards = busy ? (busy < 0 ? room(true) : !room(false)) : uphill === side > 0;
    const below = rightwards === side > 0;
    put(slopeText, { x: px + (rightwards ? 12 : -12), y: Math.max(py + (below ? 20 : -10), top + 10) });
    put(slopeText, { "text-anchor": rightwards ? "start" : "end" });
  }

  /** Calls drag with the value under the pointer, rounded to what a hand can aim at. */
  function follow(event) {
    const unit = 10 ** Math.floor(Math.log10((high - low) / 100));
    const at = fromX(event.clientX - node.getBoundingClientRect().left);
    drag(between(+(Math.round(at / unit) * unit).toPrecision(12), low, high));
  }
  on(grip, "pointerdown", (event) => (event.preventDefault(), grip.setPointerCapture(event.pointerId)));
  on(grip, "pointermove", (event) => grip.hasPointerCapture(event.pointerId) && follow(event));

  return { node, lay, move, behind, front, toX: (x) => toX(x), toY: (y) => inFrame(toY(y)) };
}
