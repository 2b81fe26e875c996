import type { Rule } from "../kit/state.js";

/** With names also where the rule is not a choice, which a menu never asks. */
export const TRAITS: Record<string, Rule & Required<Pick<Rule, "names">>>;
/** Most hidden layers, and most units in each. */
export const LAYERS: number;
export const UNITS: number;
/** Training ends where a number reaches this size. */
export const TOO_LARGE: number;
/** x, y, test_x, test_y of each data set; two letters of x are a number in thousandths from LOWEST on. */
export const DATA: Record<string, string[]>;
export const LETTERS: string;
export const LOWEST: number;
/** The library's own line for each phase of a step. */
export const CODE: string[];
/** Lines of Python: the generator, and what stands at the top and the end of each script. */
export const GENERATOR: string;
export const SCRIPTS: Record<string, [string, string]>;
/** The activations as PyTorch calls them. */
export const TORCH: Record<string, string>;
