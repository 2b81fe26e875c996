import type { Traits } from "../kit/state.js";

/** A link of a chain: its value and the slope along each argument, and both as text. */
type Link = { at: (...at: number[]) => number[]; formula: string; slopes: string[] };
type Menus = { inner: Record<string, Link>; path: Record<string, Link>; fork: Record<string, Link> };

export const TRAITS: Traits;
/** The smallest nudge. */
export const SMALLEST: number;
/** With which functions each shape begins. */
export const FIRST: Record<string, { inner: string[]; outer: string }>;
export const MENUS: Menus;
