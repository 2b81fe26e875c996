/* What exercises.js needs where an answer is a formula: pages with such an exercise load this first. */

import { echoing } from "./field.js";
import { judge } from "./judging.js";

/** @type {any} */ (globalThis).formulas = { echoing, judge };
