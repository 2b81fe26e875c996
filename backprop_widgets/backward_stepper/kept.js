/* What was made once is kept. */

/** once(key, make): what `make` gave for this key at first. */
export function keeping() {
  const made = new Map();
  return (key, make) => made.get(key) ?? made.set(key, make()).get(key);
}
