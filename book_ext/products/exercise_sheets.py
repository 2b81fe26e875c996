"""Sheets of any exercises of the book, to be printed by the browser: one for each student, and a key.

Writes sheets.html and key.html, each a file that needs no other. An exercise with numbers has on sheet 53 those that
the pages show for 53 and a notebook draws with student = 53; all others stand as on their pages.
"""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import segno

from backprop_exercises import EXERCISES, Question, ask
from backprop_exercises.asking import SETS
from backprop_exercises.question import MIMETYPE
from backprop_exercises.writing import explained
from book_ext.build import build
from book_ext.command import parser
from book_ext.folders import Refused, folder_for
from book_ext.outputs.questions import FOR_NOTEBOOKS, decimals_in_words
from book_ext.products import classroom
from book_ext.products.exports.markdown import MARKDOWN
from book_ext.products.worksheets import PAPERS, Bad, address_of, named, one_of, site_of_the_book, whole
from book_ext.site import mathjax
from book_ext.site.cache import ROOT
from book_ext.site.chapter import OnPage, exercises_on_pages

STYLE = Path(__file__).with_suffix(".css")
FACES = Path(__file__).parents[1] / "site" / "theme" / "static" / "fonts"
WITH_ITS_COMMA = re.compile(r'<span class="math inline">[^<]*</span>[.,;:)]+')
OPENING = re.compile(r"^.*:\n\n(?=- )")  # "With the numbers of this page:", above the lines of a solution


class Task(NamedTuple):
    """An exercise of a sheet: where the book has it, its words there, and what a page has of it; {} to discuss it."""

    place: OnPage
    chapter: str
    words: classroom.Exercise
    data: dict[str, Any]

    @property
    def drawn_for_each(self) -> bool:
        """Whether its page shows other numbers for another student."""
        return "program" in self.data.get("check", {})

    def question(self, number: int) -> Question:
        return ask(self.place.slug, number if self.drawn_for_each else 0)


def data_of(question: Question) -> dict[str, Any]:
    return question._repr_mimebundle_()[MIMETYPE]


def chosen(given: str, root: Path = ROOT) -> list[OnPage]:
    """The exercises that are named, by their slugs or by their numbers in the book. Raises Bad.

    >>> [place.title for place in chosen("net-input, 2.2")]
    ['A net input', 'A whole unit']
    """
    places = exercises_on_pages(root)
    known = {place.slug: place for place in places} | {place.number: place for place in places}
    names = list(dict.fromkeys(re.split(r"[\s,;]+", given.strip())))
    if names == [""]:
        raise Bad('EXERCISES is empty; expected exercises of the book, as in EXERCISES="net-input unit-output".')
    for name in names:
        if name not in known:
            near = get_close_matches(name, list(known), cutoff=0)
            raise Bad(
                f"There is no exercise {name!r} in the book; the nearest are {', '.join(near[:-1])} and {near[-1]}."
            )
    return list({known[name].slug: known[name] for name in names}.values())


def tasks(places: Sequence[OnPage], root: Path) -> list[Task]:
    """With the words that the built book has for them. Raises ValueError if it is not built."""
    book = classroom.Book(root)
    words = {(page, found.slug): found for page in {place.page for place in places} for found in book.read(page)}
    return [
        Task(
            place,
            book.titles[place.page],
            words[place.page, place.slug],
            data_of(ask(place.slug)) if place.slug in EXERCISES else {},
        )
        for place in places
    ]


# ------------------------------------------------------------------------------------------------------- on paper


def html_of(text: str, task: Task) -> str:
    """Markdown as HTML, with its pictures in it; no line begins with the comma behind a formula."""
    html = WITH_ITS_COMMA.sub(r'<span class="keep">\g<0></span>', MARKDOWN.render(text))
    for name, picture in task.words.pictures.items():
        kind, content = next(iter(picture.items()))
        html = html.replace(f"attachment:{name}", f"data:{kind};base64,{content}")
    return html


def lines(count: int) -> str:
    """So many lines to write on."""
    return f'<div class="lines">{"<div></div>" * count}</div>'


def blanks(asked: Sequence[dict[str, Any]]) -> str:
    """A box for each number; those of an array in its rows."""
    found = []
    for value in asked:
        said = "" if value["said"] else f" ({decimals_in_words(value['decimals'])})"
        label = rf"<span>\({escape(value['latex'], quote=False)}\){said} =</span>"
        if not value["shape"]:
            found.append(f'<div class="value">{label}<span class="blank"></span></div>')
            continue
        *above, width = value["shape"]
        rows = int(np.prod(above, dtype=int))
        row = f"<div>{'<span></span>' * width}</div>"
        found.append(f'<div class="value">{label}<span class="array">{row * rows}</span></div>')
    return f'<div class="values">{"".join(found)}</div>'


def room(task: Task, data: dict[str, Any]) -> str:
    """What there is to write on, by what the page would have in its place."""
    if "options" in data:
        rows = [f"<li><i></i><b>{name}</b> <div>{html_of(text, task)}</div></li>" for name, text in data["options"]]
        return f'<ul class="options">{"".join(rows)}</ul>'
    if "lines" in data:
        rows = [f"<li><b>{name}</b> <code>{escape(line)}</code></li>" for name, line in data["lines"]]
        answer = '<p class="written">Line <span class="place"></span> should be <span class="blank"></span></p>'
        return f'<ul class="program">{"".join(rows)}</ul>{answer}'
    if "rows" in data:
        rows = [f"<li><i></i><b>{name}</b> <code>{escape(line)}</code></li>" for name, line in data["rows"]]
        how = "<p>Write the place of each line into its box; nothing for a line that does not belong there.</p>"
        return f'{how}<ul class="program">{"".join(rows)}</ul>'
    check = data.get("check", {})
    if "asked" in check:
        asked = check["asked"]
        return lines(min(2 + len(asked), 10)) + blanks(asked)
    if "points" in check:
        return f'{lines(3)}<p class="written">Your formula: <span class="blank"></span></p>'
    if "def " in task.words.stub:
        return f"<pre>{escape(task.words.stub)}</pre>{lines(3 + len(task.words.solution.splitlines()))}"
    return lines(6)


def exercise(task: Task, number: int, site: str, numbered: bool) -> str:
    """An exercise on the sheet of this number; where it is checked stands below its title."""
    data = data_of(task.question(number)) if task.drawn_for_each else task.data
    address = address_for(task, number, site)
    squares = f'<div class="squares">{qr_code(address)}</div>' if address else ""
    given = FOR_NOTEBOOKS.sub("", data["text"]) if data else ""
    hard = f" <small>{data['effort']}</small>" if data else ""
    sheet_number = f" <small>sheet {number}</small>" if numbered else ""  # so that loose pages find together
    return (
        f'<section class="exercise">{squares}'
        f"<h2>{MARKDOWN.renderInline(task.words.title)}{hard}{sheet_number}</h2>"
        f"{where_checked(task, number, address)}{html_of(task.words.text, task)}"
        f"{html_of(given, task)}{room(task, data)}</section>"
    )


def qr_code(address: str) -> str:
    return segno.make(address, micro=False, error="m").svg_inline(omitsize=True, border=0)


def address_for(task: Task, number: int, site: str) -> str:
    """Where the answer is checked, with the numbers of this sheet."""
    if not site or "check" not in task.data:
        return ""
    query = f"?numbers={number}" if task.drawn_for_each else ""
    return f"{site}/chapters/{task.place.page}.html{query}#ex-{task.place.slug}"


def where_checked(task: Task, number: int, address: str) -> str:
    """The address, or where in the book it is."""
    if not task.data:
        return ""
    if address:
        return f'<p class="check">Checked at <code>{escape(address)}</code></p>'
    place = f"in the {'chapter' if 'check' in task.data else 'notebook of the chapter'} “{escape(task.chapter)}”"
    numbers = f", numbers {number}" if task.drawn_for_each else ""
    return f'<p class="check">Checked {place}{numbers}.</p>'


def sheet(found: Sequence[Task], number: int, site: str) -> str:
    numbered = any(task.drawn_for_each for task in found)
    checked = any("check" in task.data for task in found)
    how = f": type {number} above the exercises of a chapter" if numbered else ""
    told = f'<p class="how">Most answers can be checked in the chapters, without Python{how}.</p>' if checked else ""
    title = f"Sheet {number}" if numbered else "Exercises"
    head = f'<h1>{title}</h1><p class="name">Name <span></span> Date <span></span></p>'
    body = "".join(exercise(task, number, site, numbered) for task in found)
    return f'<section class="sheet"><header>{head}</header>{told}{body}</section>'


# -------------------------------------------------------------------------------------------------------- the key


def figures(value: Any, decimals: int) -> str:
    """A number as it is typed on the page; an array row by row.

    >>> figures(-0.126, 2), figures(np.array([[1.0], [2.5]]), 1)
    ('−0.13', '1.0<br>2.5')
    """
    array = np.asarray(value, dtype=float)
    texts = [f"{entry:.{decimals}f}" if np.isfinite(entry) else "–" for entry in array.ravel()]
    texts = [text.lstrip("-") if not text.strip("-0.") else text.replace("-", "\N{MINUS SIGN}") for text in texts]
    width = array.shape[-1] if array.ndim else 1
    return "<br>".join(" ".join(texts[at : at + width]) for at in range(0, len(texts), width))


def table(task: Task, numbers: Sequence[int]) -> str:
    """For each sheet the right values, and what each known mistake gives where that is another number."""
    blocks = []
    for number in numbers:
        question = task.question(number)
        asked = data_of(question)["check"]["asked"]
        right = [figures(question.drawn.right[value["name"]], value["decimals"]) for value in asked]
        rows = [
            f'<tr class="right"><th>{number}</th><td>right</td>{"".join(f"<td>{text}</td>" for text in right)}</tr>'
        ]
        for mistake, values in question.drawn.wrong.items():
            wrong = [figures(values[value["name"]], value["decimals"]) for value in asked]
            cells = "".join(
                "<td></td>" if one == other else f'<td class="wrong">{one}</td>'
                for one, other in zip(wrong, right, strict=True)
            )
            rows.append(f"<tr><th></th><td>{MARKDOWN.renderInline(named(mistake))}</td>{cells}</tr>")
        blocks.append(f"<tbody>{''.join(rows)}</tbody>")
    names = "".join(rf"<th>\({escape(value['latex'], quote=False)}\)</th>" for value in asked)
    wide = ' class="wide"' if len(asked) > 8 else ""
    head = f"<tr><th>Sheet</th><th>The mistake, or the rule that was broken</th>{names}</tr>"
    return f"<table{wide}><thead>{head}</thead>{''.join(blocks)}</table>"


def answer(task: Task, numbers: Sequence[int]) -> str:
    """The right answer, and the mistakes that are known."""
    if not task.data:
        return f"<p>Its solution is in the chapter <i>{escape(task.chapter)}</i>.</p>"
    if task.drawn_for_each:
        return table(task, numbers)
    question = task.question(0)
    solved = OPENING.sub("", question.solved()) or f"```\n{task.words.solution}\n```"
    if "options" in task.data:
        said = {name: question.exercise.grade(question.drawn, name) for name in question.given}
        wrong = [f"- **{name}** " + " ".join(map(explained, one.misconceptions)) for name, one in said.items()]
        return html_of("\n".join([solved, "", *(row for row in wrong if not row.endswith("** "))]), task)
    if "lines" in task.data:
        return html_of(solved, task)  # its one mistake is named there
    known = "\n".join(f"- {named(mistake)}" for mistake in question.exercise.reveals())
    return html_of(f"{solved}\n\nMistakes that are known:\n\n{known}", task)


def key(found: Sequence[Task], numbers: Sequence[int]) -> str:
    body = "".join(
        f'<section class="exercise"><h2>{MARKDOWN.renderInline(task.words.title)}</h2>{answer(task, numbers)}</section>'
        for task in found
    )
    how = (
        "A number with ✗ is wrong and has a known reason. Beside it stands the name of the mistake, or the rule that "
        "was broken, as it is right."
    )
    told = f'<p class="how">{how}</p>' if any(task.drawn_for_each for task in found) else ""
    return f'<section class="sheet key"><header><h1>Key</h1></header>{told}{body}</section>'


# ------------------------------------------------------------------------------------------------------ the files


def faces() -> Iterator[str]:
    """The faces of the book, in the file itself."""
    for family, style, name in (
        ("Book Serif", "normal", "serif"),
        ("Book Serif", "italic", "serif-italic"),
        ("Book Sans", "normal", "sans"),
        ("Book Code", "normal", "code"),
    ):
        data = base64.b64encode((FACES / f"{name}.woff2").read_bytes()).decode()
        yield (
            f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: 200 900; '
            f'src: url("data:font/woff2;base64,{data}"); }}'
        )


def page(title: str, size: str, body: str) -> str:
    """One file: the type, and what sets the formulas, are in it."""
    style = "\n".join([*faces(), f"@page {{ size: {size}; }}", STYLE.read_text(encoding="utf-8")])
    script = (mathjax.source() / "tex-svg.js").read_text(encoding="utf-8")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{escape(title)}</title>
<style>
{style}
</style>
<script>
window.MathJax = {{ options: {{ enableMenu: false }}, svg: {{ fontCache: "global" }} }};
</script>
</head>
<body>
<p class="only-screen"><button type="button" onclick="print()">Print</button></p>
{body}
<script>{script}</script>
</body>
</html>
"""


def numbers_for(students: int, seed: int) -> list[int]:
    """Which sets of numbers the sheets have: 1, 2, 3 and so on with seed 1; another seed draws different ones."""
    if seed == 1:
        return list(range(1, students + 1))
    return sorted(int(number) for number in 1 + np.random.default_rng(seed).permutation(SETS)[:students])


def make(found: Sequence[Task], students: int, seed: int, folder: Path, size: str = "a4", site: str = "") -> None:
    """Write sheets and key into a folder; one sheet where all would be the same. Raises Refused."""
    numbers = numbers_for(students if any(task.drawn_for_each for task in found) else 1, seed)
    with folder_for("worksheets", folder) as folder:
        sheets = "\n".join(sheet(found, number, site) for number in numbers)
        (folder / "sheets.html").write_text(page("Sheets", size, sheets), encoding="utf-8")
        (folder / "key.html").write_text(page("Key", f"{size} landscape", key(found, numbers)), encoding="utf-8")


def folder_name(places: Sequence[OnPage], seed: int) -> str:
    more = f"-and-{len(places) - 1}-more" if len(places) > 1 else ""
    return f"{places[0].slug}{more}-{seed}"


def main(arguments: Sequence[str], root: Path = ROOT, folder: Path | None = None) -> int:
    command = parser("book_ext.products.exercise_sheets", str(__doc__))
    command.add_argument(
        "EXERCISES", nargs="?", default="", help='slugs or numbers of exercises, as in "net-input unit-output 2.3"'
    )
    command.add_argument("STUDENTS", nargs="?", default="1", help=f"how many sheets, from 1 to {SETS} (%(default)s)")
    command.add_argument("SEED", nargs="?", default="1", help="a whole number: the same one gives the same sheets")
    command.add_argument("PAPER", nargs="?", default="a4", help=f"{' or '.join(PAPERS)} (%(default)s)")
    command.add_argument("SITE", nargs="?", default="", help="the address of the site, for the code at each exercise")
    given = command.parse_args(arguments)
    try:
        places = chosen(given.EXERCISES, root)
        students = whole("STUDENTS", given.STUDENTS, 1, SETS, 30)
        seed = whole("SEED", given.SEED, 0, 10**12 - 1, 7)
        size = one_of("PAPER", given.PAPER, list(PAPERS))
        site = address_of(given.SITE or site_of_the_book(1, 1)).rpartition("/")[0]
        if code := build(root):  # the words of the exercises are taken from the built book
            return code
        folder = folder or root / "_build" / "worksheets" / folder_name(places, seed)
        make(tasks(places, root), students, seed, folder, size, site)
    except (ValueError, Refused) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(
        f"Done. In {folder}: sheets.html, key.html, to be opened in a browser and printed there; its print dialogue "
        "says how many pages they take"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
