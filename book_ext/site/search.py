"""What the search looks through: the text of each section as a reader sees it, and what the signs of the formulas mean.

Sphinx's own index has words only: no signs, no slips, and from a disk no excerpts. This one is a script, which a page
from a disk can load too; search.js looks through it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx

HERE = Path(__file__).parent
UNSEEN = (
    "script, style, svg, .solution, .headerlink, details.checked, details.hide, form, .widget, .eqno, .section-number"
)
OTHER_SIGNS = {
    "partial": "∂",
    "nabla": "∇",
    "sum": "Σ",
    "prod": "Π",
    "cdot": "·",
    "times": "×",
    "odot": "⊙",
    "leftarrow": "←",
    "rightarrow": "→",
    "to": "→",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "approx": "≈",
    "neq": "≠",
    "infty": "∞",
    "top": "ᵀ",
    "pm": "±",
    "sqrt": "√",
    "in": "∈",
    "ldots": "…",
    "dots": "…",
    "cdots": "…",
    "ell": "ℓ",
}
FONT = re.compile(r"\\(?:text|mathrm|mathbf|boldsymbol|operatorname)(?![a-zA-Z])\s*")
LAYOUT = re.compile(
    r"\\(?:begin|end|label|tag)\{[^}]*\}|\\(?:left|right|[bB]ig[lr]?|displaystyle|q?quad|limits)(?![a-zA-Z])"
    r"|\\[,;:! ()\[\]]|\\\\|[&$]"
)
GROUP = re.compile(r"(?<!frac)(?<!\})\{([^{}]*)\}(?!\s*\{)")  # but for the two of a fraction
CLASS = re.compile(r"\\class\{[^{}]*\}\{([^{}]*)\}")  # the colour of a symbol, which colours.py adds
FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")


def greek(name: str) -> str:
    """The letter that LaTeX calls by this name; empty if it is none.

    >>> greek("delta"), greek("Delta"), greek("varphi"), greek("max")
    ('δ', 'Δ', 'φ', '')
    """
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {name.removeprefix('var').upper().replace('LAMBDA', 'LAMDA')}")
    except KeyError:
        return ""


def readable(latex: str) -> str:
    r"""A formula in a line of text.

    >>> readable(r"\delta_j = \frac{\partial E}{\partial \mathrm{net}_j}")
    'δ_j = ∂E/∂net_j'
    >>> readable(r"\class{gradient}{\frac{\partial E}{\partial w_{ij}}} = \class{gradient}{\delta_j}")
    '∂E/∂w_ij = δ_j'
    """
    text = LAYOUT.sub(" ", FONT.sub("", latex))
    text = re.sub(
        r"\\(?!class\b)([a-zA-Z]+)",
        lambda m: m[0] if "frac" in m[1] else OTHER_SIGNS.get(m[1]) or greek(m[1]) or m[1],
        text,
    )
    while (flat := FRACTION.sub(r"\1/\2", CLASS.sub(r"\1", GROUP.sub(r"\1", text)))) != text:
        text = flat
    text = re.sub(r"[{}\\]|frac(?=\W)", "", text)
    return re.sub(r"\s+([_^,.)])|([∂∇]) (?=\w)", r"\1\2", " ".join(text.split()))


def sections(html: str) -> Iterator[tuple[str, str, str]]:
    """Of the text of a page: identifier, heading and text of each section, and of each term of a glossary."""
    article = BeautifulSoup(html, "html.parser")
    for part in article.select(UNSEEN):
        part.decompose()
    for formula in article.select(".math"):
        formula.replace_with(
            f" {readable(formula.get_text())} " if formula.name == "div" else readable(formula.get_text())
        )
    found = []
    for part in reversed(article.select("section[id], .glossary dt[id]")):  # the inner ones first
        heading = part.find(["h1", "h2", "h3", "h4"]) if part.name == "section" else part
        body = part if part.name == "section" else part.find_next_sibling("dd")
        if not isinstance(heading, Tag) or not isinstance(body, Tag):
            continue
        title = " ".join(heading.extract().get_text().split())
        code = [
            block.extract().get_text() for block in body.select("pre")
        ]  # behind the prose, which an excerpt prefers
        found.append((str(part["id"]), title, " ".join(" ".join([body.get_text(" "), *code]).split())))
        body.extract()
    yield from reversed([(name, title, re.sub(r" ([,.;:)?!])", r"\1", text)) for name, title, text in found])


def signs(root: Path) -> list[tuple[list[str], str]]:
    """The quantities of the notation: how each is written, and its name."""
    table = root / "chapters" / "notation.yml"
    if not table.exists():
        return []
    quantities: list[dict[str, Any]] = yaml.safe_load(table.read_text(encoding="utf-8"))["quantities"]
    found = []
    for one in quantities:
        ways = [str(one[way]) for way in ("units", "matrices") if way in one]
        ways += [symbol for symbol in one["symbols"] if symbol.startswith("\\")]  # letters are in the ways already
        found.append((list(dict.fromkeys([*map(readable, ways), str(one.get("code", ""))])), str(one["name"])))
    return found


def read(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Each page beside the others, while it is written."""
    if "body" in context:
        kept = found_in(app, page)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(list(sections(context["body"]))), encoding="utf-8")


def found_in(app: Sphinx, page: str) -> Path:
    return Path(app.doctreedir) / "searched" / f"{page}.json"


def write(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    found = []
    for page in sorted(app.env.found_docs):
        if (kept := found_in(app, page)).exists() and (parts := json.loads(kept.read_text(encoding="utf-8"))):
            found.append([f"{page}.html", parts[0][1], parts])
    data = json.dumps({"pages": found, "signs": signs(Path(app.srcdir))}, ensure_ascii=False, separators=(",", ":"))
    (Path(app.outdir) / "_static" / "search_texts.js").write_text(f"globalThis.SEARCHED = {data};\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", read)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
