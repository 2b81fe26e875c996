export const CURVES: Record<string, string>;
