"""The formulas of the pages in the notation of other books, in a file for each, which a page loads when it is chosen.

A file has what the notation writes otherwise than the page: by the formula as the source has it, its LaTeX and its HTML
there, or the reason why it stays as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.application import Sphinx

import book_ext.notation
from book_ext.equations.colours import coloured, plain
from book_ext.notation import CONVENTIONS, SLOPE, named, said
from book_ext.notation.table import quantities

KEPT = Path("_build", ".conventions.json")  # in the folder of the book
FOLDER = Path("_static", "notation")
SHEET = Path("notation", "formulas.css")  # beside the one that all pages have

# What a part of a formula means: its name, its shape, and what the code calls it.
MEANINGS = {name: [name, str(row["shape"]), str(row["code"])] for name, row in quantities().items()}
MEANINGS[SLOPE] = ["a slope: how fast what is above moves with what is below, while all else is held still", "", ""]
NUMBER = {name: number for number, name in enumerate(MEANINGS)}
OURS = "base"
# Reasons for which nobody expects another writing.
EXPECTED = {"", "the same", "its letters are no quantities of a network"}
LETTER = re.compile(r"(?<![\\A-Za-z])[A-Za-z]|\\(?!begin|end|[a-z]?matrix|cdot|times|quad|tfrac|frac|d?dots)[A-Za-z]+")
# A formula that has been set: in a line, or on a line of its own.
SET = re.compile(
    r'<(?P<element>span|div) class="(?:[^"]* )?math [^>]*data-tex="(?P<tex>[^"]*)"(?: data-base="(?P<base>[^"]*)")?'
)


def convention_wanted() -> str:
    """The notation in which the site is written: NOTATION in the environment. Raises ValueError for an unknown one."""
    wanted = os.environ.get("NOTATION") or OURS
    if wanted not in CONVENTIONS:
        raise ValueError(f"NOTATION is {wanted!r}; expected one of {', '.join(CONVENTIONS)}.")
    return wanted


class Place(NamedTuple):
    """A formula of the source on a page, whose letters may have a meaning there that they have nowhere else."""

    page: str
    key: str  # "(" or "[", and the LaTeX

    @classmethod
    def of(cls, page: str, tex: str) -> Place:
        r"""From a formula as Sphinx writes it.

        >>> Place.of("proof", r"\[\class{gradient}{\delta} = 1\]").key
        '[\\delta = 1'
        """
        return cls(page, tex[1] + plain(tex[2:-2].strip()))

    def typeset(self, tex: str) -> str:
        """This LaTeX between the signs that MathJax reads, in a line or displayed like this formula."""
        return rf"\({tex}\)" if self.key[0] == "(" else rf"\[{tex}\]"


def already_set(page: str, html: str) -> list[Place]:
    """The formulas of a page that an earlier build has set."""
    return [
        Place(page, "[("[match["element"] == "span"] + unescape(match["base"] or match["tex"]))
        for match in SET.finditer(html)
    ]


class Form(NamedTuple):
    """A formula in a notation."""

    tex: str  # with its colours
    reason: str  # why it is this book's own, where one may ask
    means: str  # the numbers of the quantities that its parts in colour are, in the list of MEANINGS


Forms = dict[str, dict[Place, Form]]


def forms(places: Iterable[Place], kept: Path) -> Forms:
    """The formulas in each notation. What is in the file `kept` already is taken from there."""
    package = Path(book_ext.notation.__file__).parent
    sources = [*sorted(package.glob("*.py")), package.parents[1] / "chapters" / "notation.yml"]
    by = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    before = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    known: dict[str, list[str]] = before["said"] if before.get("by") == by else {}
    found: Forms = {convention: {} for convention in CONVENTIONS}
    for place in dict.fromkeys(places):
        for convention, made in found.items():
            name = "\n".join([convention, *place])
            if name not in known:
                known[name] = [*form(place, convention)]
            made[place] = Form(*known[name])
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps({"by": by, "said": known}, ensure_ascii=False), encoding="utf-8")
    return found


def form(place: Place, convention: str) -> Form:
    """A formula in a notation; this book's own where it has no other."""
    tex, reason = said(place.key[1:], convention, place.page)
    new = tex or coloured(place.key[1:])
    means = named(place.key[1:], convention if tex else OURS, place.page, new)
    asked = reason not in EXPECTED and LETTER.search(place.key)
    return Form(new, reason if asked else "", " ".join(str(NUMBER.get(name, "-")) for name in means))


def file(convention: str, shown: str, found: Forms, made: dict[str, str]) -> dict[str, Any]:
    """What a page that shows one convention needs for another: what holds on most pages, and what does not."""
    entries: dict[str, dict[str, Any]] = {}
    for place, (tex, reason, means) in found[convention].items():
        other = tex != found[shown][place].tex
        entry = [plain(tex), made[place.typeset(tex)], means] if other else reason or None
        entries.setdefault(place.key, {})[place.page] = entry
    everywhere: dict[str, Any] = {}
    on: dict[str, dict[str, Any]] = {}
    for key, by_page in entries.items():
        usual = Counter(json.dumps(entry) for entry in by_page.values()).most_common(1)[0][0]
        if usual != "null":
            everywhere[key] = json.loads(usual)
        for page, entry in by_page.items():
            if json.dumps(entry) != usual:
                on.setdefault(page, {})[key] = entry
    return {"everywhere": everywhere, "on": on}


def write(app: Sphinx, found: Forms, made: dict[str, str]) -> None:
    """A file for each convention but the one that is shown. It is a script: a page from a disk may read no data."""
    folder, shown = Path(app.outdir) / FOLDER, app.config.notation
    folder.mkdir(parents=True, exist_ok=True)
    meanings = json.dumps(list(MEANINGS.values()), ensure_ascii=False)
    (folder / "meanings.js").write_text(f"inWords({meanings});\n", encoding="utf-8")
    for convention in CONVENTIONS:
        path = folder / f"{convention}.js"
        if convention == shown:
            path.unlink(missing_ok=True)
            continue
        given = json.dumps(file(convention, shown, found, made), ensure_ascii=False, separators=(",", ":"))
        path.write_text(f"inNotation({json.dumps(convention)}, {given});\n", encoding="utf-8")


def offer(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """The choice in the head of a page, with the convention that it is written in."""
    context["conventions"], context["shown_convention"] = CONVENTIONS, app.config.notation


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("notation", convention_wanted(), "html", [str])
    app.connect("html-page-context", offer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
