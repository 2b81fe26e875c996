/* How well it does by now, on the digits that it learns from and on those held out, and the curve of both costs. */

import { element, put, setText, shape } from "../kit/dom.js";
import { figure, upTo } from "../kit/numbers.js";
import { dots, part } from "../kit/plot.js";
import { quantity } from "../kit/quantity.js";
import { percent, shortText } from "./words.js";

const [WIDTH, HEIGHT] = [240, 90];

const sample = (kind) =>
  shape("svg", { class: "sample", viewBox: "0 0 28 4", "aria-hidden": "true" }, part("path", kind, { d: "M0 2H28" }));

/** Shares and costs in a small table. */
function scores() {
  const names = [
    ["accuracy", "test_accuracy"],
    ["cost", "test_cost"],
  ];
  const values = names.map((row) => row.map((name) => quantity(name, "forward")));
  const head = (...words) => element("th", { scope: "col" }, ...words);
  const top = element("tr", {}, element("td"), head(sample("line"), "training"), head(sample("line held"), "held out"));
  const rows = ["Right", "Cost J"].map((title, k) => {
    const cells = values[k].map(({ node }) => element("td", {}, node));
    return element("tr", {}, element("th", { scope: "row" }, title), ...cells);
  });
  const node = element("table", {}, element("thead", {}, top), element("tbody", {}, ...rows));
  function show(judged) {
    for (const [k, { accuracy, cost }] of [judged.training, judged.held].entries()) {
      values[0][k].show(accuracy, percent(accuracy));
      values[1][k].show(cost, shortText(cost));
    }
  }
  return { node, show };
}

export function learningPart() {
  const table = scores();
  const lines = ["line", "line held"].map((kind) => part("path", kind));
  const now = part("path", "now");
  const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" };
  const picture = shape("svg", box, ...lines, now);
  const [top, end] = [element("span"), element("span")];
  const node = element(
    "section",
    { class: "learning", "aria-label": "Learning" },
    element("p", { class: "name" }, "How well it does"),
    table.node,
    element("div", { class: "axis" }, element("span", {}, "Cost J, up to ", top)),
    picture,
    element("div", { class: "axis" }, element("span", {}, "batch 0"), end),
  );

  function show({ marks, every, judged }, at) {
    const seen = judged();
    table.show(seen);
    const steps = Math.max(every * (marks.length - 1), at, 200);
    const costs = [marks.map((mark) => mark.training.cost), marks.map((mark) => mark.held.cost)];
    const most = Math.max(...costs.flat());
    const place = (step, cost) => [(WIDTH * step) / steps, HEIGHT - (HEIGHT - 4) * (cost / most)];
    const words = (point) => point.map((value) => value.toFixed(1)).join(" ");
    for (const [k, line] of lines.entries())
      put(line, {
        d: `M${upTo(marks.length)
          .map((n) => words(place(every * n, costs[k][n])))
          .join("L")}`,
      });
    put(now, { d: dots([place(at, Math.min(seen.held.cost, most))]) });
    setText(top, figure(+most.toPrecision(3)));
    setText(end, String(steps));
    const went = `from ${figure(costs[1][0])} to ${figure(seen.held.cost)}`;
    put(picture, { "aria-label": `Cost against batches. Of the digits held out, in ${at} batches: ${went}.` });
  }
  return { node, show };
}
