"""The built book: where it is, its pages, and what a page says of its formulas when its faces are there."""

from __future__ import annotations

from pathlib import Path

from book_ext.site.solutions import site

SITE = site(Path(__file__).parents[2])
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
READ = [page for page in PAGES if page != "index.html"]  # index.html only leads on

LOADING = 20_000  # ms, for what MathJax has to be loaded for

TYPESET = """async () => {
  await document.fonts.ready;
  const formulas = [...document.querySelectorAll('.math')];
  const parts = { msup: 2, msub: 2, mfrac: 2, munder: 2, mover: 2, mroot: 2, msubsup: 3, munderover: 3 };
  const odd = [...document.querySelectorAll(Object.keys(parts).join())].filter(
    (part) => part.children.length !== parts[part.localName]
  );
  return {
    formulas: formulas.length,
    bare: formulas.filter(formula => !formula.querySelector('mjx-container')).map(formula => formula.textContent),
    wrong: [...document.querySelectorAll('mjx-merror, [data-mjx-error]'), ...odd].map(error => error.outerHTML),
  };
}"""
