"""KaTeX, with which notebook viewers and editors typeset formulas, understands every formula of the chapters too."""

import re
from importlib.metadata import files
from pathlib import Path

import nbformat
from built import SITE
from playwright.sync_api import Browser

from book_ext.equations.book import book

KATEX = next(path.locate() for path in files("sphinxcontrib-katex") or [] if path.name == "katex.min.js")
RENDER = """formulas => formulas.map(([tex, displayMode]) => {
  try { katex.renderToString(tex, {displayMode, strict: "error", throwOnError: true}); return null; }
  catch (error) { return error.message; }
})"""


def complaints(browser: Browser, formulas: list[tuple[str, bool]]) -> list[str | None]:
    page = browser.new_page()
    page.add_script_tag(content=Path(str(KATEX)).read_text(encoding="utf-8"))
    try:
        return page.evaluate(RENDER, formulas)
    finally:
        page.close()


def test_every_formula_is_set(browser: Browser) -> None:
    formulas = book()
    assert len(formulas) > 200
    found = complaints(browser, [(formula.tex, formula.displayed) for formula in formulas])
    assert [f"{formula.place}: {said}" for formula, said in zip(formulas, found, strict=True) if said] == []


def test_every_formula_of_a_notebook_is_set(browser: Browser) -> None:
    """With the numbers, and in the lines, that the writer gives it."""
    formulas = []
    for path in (SITE / "chapters").glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        text = re.sub(r"^([> ]*)```.*?^\1```", "", text, flags=re.M | re.S)
        formulas += [(tex, True) for tex in re.findall(r"\$\$(.+?)\$\$", text, re.S)]
        rest = re.sub(r"\$\$.+?\$\$|`[^`\n]+`", "", text, flags=re.S)
        formulas += [(tex, False) for tex in re.findall(r"(?<!\\)\$(.+?)(?<!\\)\$", rest, re.S)]
    assert sum(display for _, display in formulas) >= 66
    found = complaints(browser, formulas)
    assert [f"{formula}: {said}" for (formula, _), said in zip(formulas, found, strict=True) if said] == []


def test_a_wrong_formula_is_noticed(browser: Browser) -> None:
    assert all(
        complaints(browser, [(r"\frac{1}{", True), (r"\unknown", False), (r"x^2^3", False), (r"\left( x", True)])
    )
