/* What a nudge did to a chain, in words. */

import { figure } from "../kit/numbers.js";

/** at, next: the chain where it is and where the nudge moves it to. */
export function account({ dx }, at, next) {
  const { total, inner, outer, paths } = at;
  const ratio = (next.u - at.u) / dx;
  const off = Math.abs(ratio - total);
  const moved = `Nudging x by ${figure(dx)} moves u by ${figure(next.u - at.u)}: ${figure(ratio)} times as far. `;
  if (paths.length === 1 && (inner[0] === 0) !== (outer[0] === 0)) {
    const flat = inner[0] === 0 ? "dv/dx" : "du/dv";
    return `${moved}One link is flat here: ${flat} is 0, and so is the product, however steep the other link is.`;
  }
  const rule =
    paths.length === 1
      ? `The local slopes multiply to ${figure(total)}: `
      : `The paths contribute ${figure(paths[0])} and ${figure(paths[1])}, together ${figure(total)}: `;
  if (off > 0.01 * Math.abs(total) && off > 1e-9)
    return `${moved}${rule}off by ${figure(off)}, since the slopes change on the way. Halve the nudge.`;
  if (off > 1e-9 * Math.max(1, Math.abs(total)))
    return `${moved}${rule}nearly the same, since the slopes hardly change over so small a nudge.`;
  return `${moved}${rule}the same, since u over x is straight here.`;
}
