export const TRAITS: import("../kit/state.js").Traits;
export const MOST: number;
export const PHASES: { role: string; title: string; words: string; pages: Record<string, string> }[];
export const PLANS: import("./places.js").Plan[];
export const NAMES: Record<string, string>;
export const CURVE: string;
