/* What a nudge did to a chain, in words. */

import { figure } from "../kit/numbers.js";

/** at, next: the chain where it is and where the nudge moves it to. */
export function account({ dx }, at, next) {
  const { total, inner, outer, paths } = at;
  const off = Math.abs((next.u - at.u) / dx - total);
  if (paths.length === 1 && (inner[0] === 0) !== (outer[0] === 0)) {
    const flat = inner[0] === 0 ? "dv/dx" : "du/dv";
    return `One link is flat here: ${flat} is 0, and so is the product, however steep the other link is.`;
  }
  const rule = paths.length === 1 ? "product" : "sum";
  if (off > 0.01 * Math.abs(total) && off > 1e-9) {
    const differ = `The measured slope and the ${rule} differ by ${figure(off)}`;
    return `${differ}, since the slopes change on the way. Halve the nudge.`;
  }
  if (off > 1e-9 * Math.max(1, Math.abs(total)))
    return `The measured slope is nearly the ${rule}, since the slopes hardly change over so small a nudge.`;
  return `The measured slope is the ${rule}, since u over x is straight here.`;
}
