import type { Traits } from "../kit/state.js";

export const TRAITS: Traits;
/** The functions that an expression may have, and words that are no names. */
export const FUNCTIONS: string[];
export const RESERVED: string[];
/** How many operations and characters an expression may have, letters a name, brackets inside each other. */
export const MOST: number;
export const LONGEST: number;
export const LONGEST_NAME: number;
export const DEEPEST: number;
/** How many steps of a recursion are shown. */
export const MANY: number;
/** By title: an expression and the values of its inputs. */
export const EXAMPLES: Record<string, { expression: string; inputs: Record<string, number> }>;
