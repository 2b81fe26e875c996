"""The page that checks printed sheets without Python: the fields of each, and the calculation to be made, locked up.

It is one file that needs no other, for a stick, a school's server or a course, and a page of the site.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from backprop_exercises import Question
from backprop_exercises.writing import latex
from book_ext.outputs.embedded import embedded
from book_ext.site.theme import script_of_exercises

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1]
SHARED = ("salt", "rounds", "asked", "program")  # what all sheets of a kind have in common
THEME = PACKAGE / "book_ext" / "site" / "theme" / "static"
SCRIPT = HERE / "check_sheet.js"

WORDS = {r"\partial": "∂", r"\delta": "δ", r"\eta": "η", r"\,": " "}

# Before anything is painted, as on the pages.
HEAD = """<script>
{
  let theme = null;
  try { theme = localStorage.getItem("theme"); } catch { /* storage is switched off */ }
  theme ??= matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = theme;
  document.documentElement.classList.add("js");
}
</script>"""


def label(name: str) -> str:
    """How a quantity is written where nothing sets formulas.

    >>> label("dE_dw5"), label("new_b_h1"), label("net_h1")
    ('∂E / ∂w<sub>5</sub> =', 'b<sub>h1</sub> ←', 'net<sub>h1</sub> =')
    """
    text = latex(name.removeprefix("new_"))
    for command, letter in WORDS.items():
        text = text.replace(f"{command} ", letter).replace(command, letter)
    text = re.sub(r"\\mathrm\{(\w+)\}", r"\1", text)
    return re.sub(r"_\{(\w+)\}", r"<sub>\1</sub>", text) + (" ←" if name.startswith("new_") else " =")


def compact(title: str, questions: Sequence[Question]) -> dict[str, Any]:
    """What the page has to know of sheets of one kind: they differ in the numbers given."""
    first = check_of(questions[0])
    names = list(first["given"])
    sheets = {question.student: [check_of(question)["given"][name] for name in names] for question in questions}
    return {"title": title, "names": names, "sheets": sheets, **{part: first[part] for part in SHARED}}


def check_of(question: Question) -> dict[str, Any]:
    salt = f"{question.exercise.slug}/{question.student}"
    return question.exercise.on_page(question.drawn, salt)["check"]


def fields(kind: str, asked: Sequence[Mapping[str, Any]]) -> str:
    """The form of a kind of sheet, which is there once for all sheets."""
    inputs = "".join(
        f'<div><label for="{kind}-{value["name"]}">{label(value["name"])} <code>{value["name"]}</code></label>'
        f'<input type="text" id="{kind}-{value["name"]}" spellcheck="false" autocapitalize="off"></div>'
        for value in asked
    )
    return (
        f'<template id="fields-{kind}"><form class="answer on-paper" autocomplete="off" novalidate>'
        f'<p>Four decimals each. You need not fill in all of them.</p><div class="fields">{inputs}</div>'
        '<p><button type="submit">Check</button> <button type="reset">Clear</button></p>'
        '<div class="verdict" role="status"></div><script type="application/json"></script></form></template>'
    )


def whole(number: str) -> str:
    """A sheet's number that does not break at the end of a line."""
    return number.replace("-", "\N{NON-BREAKING HYPHEN}")


def body(sheets: Mapping[str, Mapping[str, Any]]) -> str:
    """What stands on the page, in the site and alone: the choice of a sheet, and the data of all that it knows."""
    known = [
        f"{kind} sheets {names[0]} to {names[-1]}" if len(names) > 1 else f"{kind} sheet {names[0]}"
        for kind, names in ((kind, [whole(name) for name in found["sheets"]]) for kind, found in sheets.items())
    ]
    kinds = "".join(
        f'<option value="{kind}">{kind}: {escape(found["title"])}</option>' for kind, found in sheets.items()
    )
    forms = "".join(fields(kind, found["asked"]) for kind, found in sheets.items())
    said = escape("; ".join(known))
    return f"""<p>For a sheet that you have calculated by hand. Choose it by the number in its upper right corner,
and type in what you have; the page marks each wrong number and names the mistake behind the first. Mend that one and
check again. It knows {said}.</p>
<p class="no-js">This page checks answers with JavaScript, which is switched off.</p>
<div class="answer only-js"><form id="choose-sheet" data-known="{said}" autocomplete="off" novalidate>
<div class="fields"><div><label for="sheet-kind">Kind</label> <select id="sheet-kind" name="kind">{kinds}</select></div>
<div><label for="sheet-number">Sheet</label>
<input type="text" id="sheet-number" name="number" spellcheck="false"></div>
<button type="submit">Show its fields</button></div>
<p id="sheet-said" role="status"></p></form></div>
<div id="sheet"></div>
{forms}
{embedded(sheets, id="sheets")}
"""


def alone(sheets: Mapping[str, Mapping[str, Any]]) -> str:
    """The page as one file, for what `compact` found of each kind of sheet."""
    tokens = PACKAGE / "backprop_widgets" / "kit" / "tokens.css"
    styles = "\n".join(path.read_text(encoding="utf-8") for path in (tokens, THEME / "book.css"))
    scripts = "\n".join(
        f"<script>\n{code}</script>" for code in (SCRIPT.read_text(encoding="utf-8"), script_of_exercises())
    )
    return f"""<!DOCTYPE html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Check a sheet</title>
{HEAD}
<style>
{styles}
</style>
</head>
<body>
<main class="alone"><article>
<h1>Check a sheet</h1>
{body(sheets)}
</article></main>
{scripts}
</body>
</html>
"""
