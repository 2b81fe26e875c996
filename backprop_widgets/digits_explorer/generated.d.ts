import type { Rule } from "../kit/state.js";

/** With names and limits also where the rule has none, which nobody asks for. */
export const TRAITS: Record<string, Required<Rule>>;
/** Most steps. */
export const STEPS: number;
/** Training ends where a number reaches this size. */
export const TOO_LARGE: number;
/** Every so manieth digit is held out. */
export const HOLD: number;
/** One letter for each shade of a pixel. */
export const LETTERS: string;
/** What each digit is; and each pixel of all digits, which are sorted by what they are. */
export const LABELS: string;
export const SHADES: string;
