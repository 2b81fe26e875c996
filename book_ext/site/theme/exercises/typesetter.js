/* Formulas that no build can set: those that a reader types, or that have numbers which are drawn. */

/** A formula in LaTeX that is not set yet; it is what is copied.
    @param {string} latex
    @param {string} [shown] where more than that is to be set */
export function formula(latex, shown = latex) {
  const made = document.createElement("span");
  made.className = "math awaited";
  made.dataset.tex = latex;
  made.textContent = `\\(${shown}\\)`;
  return made;
}

/** Loads MathJax, once for all scripts of the page, when the first formula needs it.
    @returns {Promise<any>} MathJax; refused where it cannot be had */
export function typesetter() {
  const page = /** @type {any} */ (globalThis);
  page.mathjaxLoaded ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const root = new URL(document.documentElement.dataset.content_root ?? "", location.href);
    script.src = new URL("_static/mathjax/startup.js", root).href;
    script.onload = () => (page.MathJax?.startup ? resolve(page.MathJax.startup.promise) : reject());
    script.onerror = reject;
    document.head.append(script);
  }).then(() => page.MathJax);
  return page.mathjaxLoaded;
}

/** Sets the formulas in a part of the page; where nothing can, their LaTeX is shown.
    @param {Element} part */
export async function typeset(part) {
  const formulas = [...part.querySelectorAll(".math.awaited")];
  if (!formulas.length) return;
  try {
    await (await typesetter()).typesetPromise(formulas);
  } catch {
    /* the LaTeX stands there */
  }
  for (const one of formulas) one.classList.remove("awaited");
}
