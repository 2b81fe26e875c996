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
  return {
    formulas: formulas.length,
    bare: formulas.filter(formula => !formula.querySelector('mjx-container')).map(formula => formula.textContent),
    wrong: [...document.querySelectorAll('mjx-merror, [data-mjx-error]')].map(error => error.textContent),
  };
}"""
