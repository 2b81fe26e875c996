"""The built book: where it is, its pages, and what a page says of its formulas when its faces are there."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from book_ext.site.solutions import site

SITE = site(Path(__file__).parents[2])
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
READ = [page for page in PAGES if page != "index.html"]  # index.html only leads on

CHAPTERS = [
    "problem",
    "forward-pass",
    "error-calculation",
    "chain-rule",
    "backward-pass",
    "backward-matrices",
    "training",
    "checking-gradients",
    "bug-museum",
    "proof",
    "activations-and-depth",
    "classification",
    "forward-reverse",
    "computational-graphs",
    "famous-networks",
    "handwritten-digits",
    "what-next",
]
DRIVEN = [name for name in CHAPTERS if name not in ("forward-reverse", "proof")]  # these have no widget

LOADING = 60_000  # ms, for what MathJax has to be loaded for

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


def assert_whole(page: Page) -> None:
    """Every formula is set, there is one heading of the first order, and no phone has to scroll sideways."""
    seen = page.evaluate(TYPESET)
    assert seen["wrong"] == [] and seen["bare"] == []
    expect(page.locator("h1")).to_have_count(1)
    for width in (360, 320, 280):
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (
            f"the page scrolls sideways at {width} px"
        )
