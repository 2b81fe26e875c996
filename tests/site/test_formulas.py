"""Formulas are set when the book is built: pages show them without a script, and copied they are LaTeX."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from built import LOADING, PAGES, SITE
from fontTools.ttLib import TTFont
from playwright.sync_api import Page, expect
from sample_book import build_page

from book_ext.site import formulas
from book_ext.site.formulas import all_set, found_in, in_place, style_sheet

INLINE = r'<p>The weight <span class="math notranslate nohighlight">\(\class{parameter}{w_{ij}} &lt; 1\)</span>.</p>'
DISPLAYED = (
    '<div class="math notranslate nohighlight" id="equation-eq-a">\n<span class="eqno">(1.1)<a href="#equation-eq-a">#'
    r"</a></span>\[\begin{split}\sum_{k} x_k \\ = \sqrt{2}\end{split}\]</div>"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    return all_set(found_in(INLINE + DISPLAYED), tmp_path_factory.mktemp("kept") / "formulas.json")


def test_a_formula_stands_in_its_place_with_mathml_and_its_latex(made: tuple[dict[str, str], str]) -> None:
    page = BeautifulSoup(in_place(INLINE + DISPLAYED, made[0]), "html.parser")
    one, other = page.select(".math")
    assert one["data-tex"] == "w_{ij} < 1"
    assert other["data-tex"] == r"\begin{split}\sum_{k} x_k \\ = \sqrt{2}\end{split}"
    assert one.select_one("math msub.parameter").get_text() == "wij"
    assert other.select_one("math msqrt").get_text() == "2"
    assert one.select_one("mjx-math[aria-hidden=true] .parameter") and not one.select("mjx-container[display]")
    assert other.select_one("mjx-container[display=true]").find_previous_sibling(class_="eqno").get_text() == "(1.1)#"
    assert "\\(" not in page.get_text() and "\\[" not in page.get_text()


def test_what_has_been_set_is_not_set_again(
    made: tuple[dict[str, str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def noted(new: list[str]) -> dict:
        asked.append(new)
        return {"set": [f"{tex} set" for tex in new], "css": "a {}"}

    monkeypatch.setattr(formulas, "set_by_mathjax", noted)
    kept = tmp_path / "formulas.json"
    for wanted in ([r"\(a\)", r"\(b\)"], [r"\(b\)", r"\(a\)"], [r"\(a\)", r"\[a\]"]):
        found, css = all_set(wanted, kept)
        assert {tex: found[tex] for tex in wanted} == {tex: f"{tex} set" for tex in wanted} and css == "a {}"
    assert asked == [[r"\(a\)", r"\(b\)"], [r"\[a\]"]]
    monkeypatch.setitem(formulas.CONFIG, "chtml", {"scale": 1})
    all_set([r"\(a\)"], kept)
    assert asked[2:] == [[r"\(a\)"]]


def test_the_style_sheet_has_what_the_formulas_need(made: tuple[dict[str, str], str]) -> None:
    """Each of their signs has its rule and is in its face, and what they do not need is left out."""
    html = "".join(made[0].values())
    sheet = style_sheet(made[1], html)
    faces = dict(re.findall(r'font-family: "Formula ([\w-]+)"; src: url\("data:font/woff;base64,([^"]*)"', sheet))
    for sign in BeautifulSoup(html, "html.parser").select("mjx-c"):
        code, *style = sign["class"]
        rule = re.search(rf'\.{".".join(sign["class"])}::before {{[^}}]*content: "([^"]*)"', sheet)
        assert rule, code
        shown = chr(int(rule[1][1:], 16)) if rule[1].startswith("\\") else rule[1]
        assert ord(shown) in TTFont(io.BytesIO(b64decode(faces[(style or ["MJX-TEX"])[0]]))).getBestCmap()
    assert "mjx-msqrt {" in sheet and "mjx-mfrac {" not in sheet and "mjx-menclose" in made[1]
    assert ".mjx-c221A" in sheet and ".mjx-c222B" not in sheet and ".mjx-c222B" in made[1]  # a root, an integral
    assert set(faces) == {"Line", "MJX-TEX", "TEX-I", "TEX-S2"} and len(sheet) < len(made[1]) / 4


@pytest.mark.slow
def test_a_formula_that_cannot_be_read_stops_the_build(tmp_path: Path) -> None:
    built = build_page(
        tmp_path, "# A page\n\nHere $\\frac{a}{$ is a slip, and $b$ is none.\n", formulas_are_checked=False
    )
    assert built.returncode
    (sentence,) = [line for line in built.stderr.splitlines() if "MathJax" in line]
    assert re.fullmatch(
        r"chapters.index\.md: WARNING: MathJax cannot read the formula \\frac\{a\}\{: [A-Z][^.]*\.( \[formula\])?",
        sentence,
    ), sentence


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_formula_of_the_book_is_set(name: str) -> None:
    page = BeautifulSoup((SITE / name).read_text(encoding="utf-8"), "html.parser")
    for formula in page.select(".math"):
        assert formula.get("data-tex") and formula.select("mjx-math") and formula.select("mjx-assistive-mml > math")
    for part in page.select("script, style, pre, code"):
        part.decompose()
    assert not re.search(r"\\[(\[]", page.get_text())


def test_mathjax_comes_once_when_a_formula_is_typed(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/chapters/backward-pass.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for slug in ("output-weight", "tanh-delta"):
        page.locator(f"#ex-{slug}").evaluate("row => { row.open = true; }")
        page.locator(f"#{slug}-0").fill("2 / 3")
        expect(page.locator(f"#ex-{slug} .read-as mjx-container")).to_be_visible(timeout=LOADING)
    assert sum(url.endswith("mathjax/startup.js") for url in asked) == 1
    assert not [url for url in asked if url.endswith(".woff")]  # the signs are in the faces of the page


def test_without_javascript_formulas_are_set(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/chapters/backward-pass.html", java_script_enabled=False)
    equation = page.locator("#equation-eq-delta mjx-container").first
    expect(equation).to_be_visible()
    assert equation.bounding_box()["height"] > 30  # a fraction on lines of its own
    expect(equation.locator("mjx-assistive-mml > math mfrac")).to_have_count(1)


COPY = """([start, end]) => {
  const range = document.createRange();
  const node = (place) => document.querySelector(place);
  range.setStart(node(start), 0);
  range.setEnd(node(end), node(end).childNodes.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def copied(page: Page, start: str, end: str) -> str:
    """What is in the clipboard after what stands between two places was selected and copied."""
    page.evaluate(COPY, [start, end])
    page.keyboard.press("Control+C")
    return page.evaluate("navigator.clipboard.readText()")


def test_a_formula_is_copied_as_latex(serve: Callable[[Path], str], open_page: Callable[..., Page]) -> None:
    page = open_page(f"{serve(SITE)}/chapters/backward-pass.html")
    equation = "#equation-eq-delta.math"
    latex = r"\delta_j = \frac{\partial E}{\partial \mathrm{net}_j}"
    assert copied(page, f"{equation} mjx-math", f"{equation} mjx-math").strip() == f"$${latex}$$"
    page.evaluate("document.querySelector('.equation#equation-eq-net-slope').previousElementSibling.id = 'above'")
    text = copied(page, "#above", "#equation-eq-net-slope.math")
    assert "In the net input, $w_{ij}$ appears once, multiplied by $o_i$; no other term" in text
    assert re.search(r"comes from:\n+\$\$\\frac\{\\partial \\mathrm\{net\}_j\}\{\\partial w_\{ij\}\} = o_i\$\$", text)
    assert "class" not in text and "(5.2)" not in text
    assert "<p" in page.evaluate(
        "async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text()"
    )
