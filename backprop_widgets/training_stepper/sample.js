/* How a line is drawn, beside the words for it. */

import { shape } from "../kit/dom.js";
import { part } from "../kit/plot.js";

export const sample = (kind) =>
  shape("svg", { class: "sample", viewBox: "0 0 40 4", "aria-hidden": "true" }, part("path", kind, { d: "M0 2H40" }));
