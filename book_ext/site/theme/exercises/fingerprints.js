/* Fingerprints of texts, and what is locked up with them; backprop_exercises/fingerprints.py computes the same. */

import { hex, sha256 } from "./sha256.js";

function stretched({ salt, rounds }, text) {
  let digest = sha256(new TextEncoder().encode(`${salt} ${text}`));
  for (let round = 0; round < rounds; round++) digest = sha256(digest);
  return digest;
}

export function fingerprint(question, text) {
  return hex(stretched(question, text)).slice(0, 12);
}

export function unlocked(question, key, locked) {
  const secret = stretched(question, key);
  const bytes = Uint8Array.from(atob(locked), (letter) => letter.charCodeAt(0));
  for (let at = 0; at < bytes.length; at += 32) {
    const stream = sha256(Uint8Array.of(...secret, at >> 13, (at >> 5) & 255));
    for (let k = at; k < Math.min(at + 32, bytes.length); k++) bytes[k] ^= stream[k - at];
  }
  return new TextDecoder().decode(bytes);
}
