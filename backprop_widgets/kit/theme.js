/* What the theme of the page decides for those who paint by themselves, as canvases do. */

/** Calls act() when the page gets another theme; returns what ends that. */
export function whenThemed(act) {
  const watcher = new MutationObserver(act);
  for (const page of [document.documentElement, document.body])
    watcher.observe(page, { attributeFilter: ["data-theme", "data-jp-theme-light"] });
  return () => watcher.disconnect();
}

/** The colour of a role of tokens.css at this node; empty as long as the node is not on the page. */
export const colourOfRole = (node, role) => getComputedStyle(node).getPropertyValue(`--bp-${role}`).trim();
