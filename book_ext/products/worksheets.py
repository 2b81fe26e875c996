"""Worksheets on paper: a sheet for each student with numbers of its own, and a key that names mistakes.

Writes sheets.pdf, key.pdf, key.csv, and check.html, the page on which answers are checked, into a folder of
_build/worksheets that is named after sheet and seed. The same seed gives the same sheets. Student 12 of seed 7 has
sheet 7-12 and calculates `ask("full-pass", "7-12")`.
"""

from __future__ import annotations

import csv
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import segno
import yaml
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath

from backprop_exercises import Question, ask
from backprop_exercises.bank.printed_sheets import ETA, UNITS, WEIGHTS
from backprop_exercises.writing import latex
from backprop_lib import Layer, Network, figures
from backprop_lib.misconceptions import MISCONCEPTIONS
from book_ext.command import parser
from book_ext.folders import Refused, folder_for
from book_ext.products import check_page
from book_ext.site import wheel
from book_ext.site.cache import ROOT

STUDENTS, SEED = 30, 1  # what the Makefile asks for, and the page of the site knows
MOST = 500
LONGEST = 90
PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}  # in millimetres, as all that is not a size of type
EDGE = 16
QR = 20
SMALL = 8.5  # points: what stands in small type is read at arm's length
LINE = 3.7
HEADING = 8.5  # what the heading of a part takes at least
INK, GREY = "#000000", "#666666"


class Bad(ValueError):
    """Something that cannot be printed, said in one sentence."""


class Paper(NamedTuple):
    """An empty page; places on it are millimetres from the upper left corner."""

    figure: Figure
    axis: Axes
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.width - EDGE


class Part(NamedTuple):
    """A part of a sheet: its title, what it is about, and the rows of answers; room is the height of a row."""

    title: str
    about: str
    rows: tuple[tuple[str, ...], ...]
    room: float


class Sheet(NamedTuple):
    """A kind of sheet: its name, the exercise that it asks, and its parts from top to bottom."""

    name: str
    slug: str
    title: str
    parts: tuple[Part, ...]


NET = r"$\mathrm{net}_j = \sum_i w_{ij}\,o_i + b_j$,   $o_j = 1\,/\,(1 + e^{-\mathrm{net}_j})$"
ERROR = r"$E = \frac{1}{2}\,\sum_j\,(o_j - t_j)^2$"
DELTA = r"$\delta_j = \partial E\,/\,\partial\,\mathrm{net}_j$"
GRADIENT = r"how fast $E$ changes with each weight and each bias"
UPDATE = rf"one step of gradient descent, with $\eta = {ETA:g}$"
TASK = (
    "All units are logistic; their boxes have room for net input and output. Write 4 decimals, calculate on with all."
)
FORWARD_ROWS = (("net_h1", "net_o1"), ("o_h1", "o_o1"), ("net_h2", "net_o2"), ("o_h2", "o_o2"))

SHEETS = {
    "full": Sheet(
        "full",
        "full-pass",
        "One pass there and back",
        (
            Part("1  Forward", NET, FORWARD_ROWS, 11),
            Part("2  Error", ERROR, (("E",),), 11),
            Part("3  Deltas", DELTA, (("delta_o1", "delta_o2"), ("delta_h1", "delta_h2")), 11),
            Part(
                "4  Gradients",
                GRADIENT,
                (
                    ("dE_dw5", "dE_dw6", "dE_dw7", "dE_dw8"),
                    ("dE_dw1", "dE_dw2", "dE_dw3", "dE_dw4"),
                    ("dE_db_h1", "dE_db_h2", "dE_db_o1", "dE_db_o2"),
                ),
                11,
            ),
            Part("5  Update", UPDATE, (("new_w1", "new_w6", "new_b_h1", "new_b_o2"),), 11),
        ),
    ),
    "short": Sheet(
        "short",
        "two-weights",
        "One output weight, one hidden weight",
        (
            Part("1  Forward", NET, FORWARD_ROWS, 14),
            Part("2  Error", ERROR, (("E",),), 14),
            Part(
                "3  Output weight $w_6$", f"{DELTA},   {UPDATE}", (("delta_o1", "delta_o2"), ("dE_dw6", "new_w6")), 14
            ),
            Part("4  Hidden weight $w_2$", DELTA, (("delta_h1", "dE_dw2"), ("new_w2",)), 14),
        ),
    ),
}


def label(name: str) -> str:
    r"""How a quantity is called on paper: new_w1 is w_1 after the step.

    >>> label("new_w1"), label("dE_db_h1")
    ('$w_{1} \\leftarrow$', '$\\partial E / \\partial b_{h1} =$')
    """
    return rf"${latex(name[4:])} \leftarrow$" if name.startswith("new_") else f"${latex(name)} =$"


def printed(value: Any) -> str:
    """Four decimals with a real minus; what rounds to zero has no sign.

    >>> printed(-0.12345), printed(-0.00001)
    ('−0.1235', '0.0000')
    """
    text = f"{float(value):.4f}"
    return (text.lstrip("-") if float(text) == 0 else text).replace("-", "\N{MINUS SIGN}")


# ------------------------------------------------------------------------------------------------ a sheet


def network_of(given: Mapping[str, float]) -> tuple[Network, np.ndarray, np.ndarray]:
    """The numbers of a sheet as a network, an input and a target."""
    W = np.array([given[name] for name in WEIGHTS]).reshape(2, 2, 2)
    b = np.array([given[f"b_{unit}"] for unit in UNITS]).reshape(2, 2, 1)
    x, y = (np.array([[given[f"{name}1"]], [given[f"{name}2"]]]) for name in "it")
    return Network([Layer(W[0], b[0], "sigmoid"), Layer(W[1], b[1], "sigmoid")]), x, y


def paper(width: float, height: float) -> Paper:
    figure = plt.figure(figsize=(width / 25.4, height / 25.4))
    axis = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axis.axis("off")
    return Paper(figure, axis, width, height)


def wide(text: str, size: float, weight: str = "normal") -> float:
    """How wide a text is, in millimetres."""
    outline = TextPath((0, 0), text, size=size, prop=FontProperties(weight=weight))
    return float(outline.get_extents().x1) * 25.4 / 72


def fitted(text: str, room: float, size: float, weight: str = "normal") -> dict[str, Any]:
    """The size of type at which a text has the room that there is, and its weight."""
    return {"fontsize": min(size, 0.97 * size * room / wide(text, size, weight)), "fontweight": weight}


def wrapped(text: str, room: float) -> list[str]:
    """A text in small type, in lines that have the room; an address that is too long breaks anywhere.

    >>> wrapped("type them in at https://school.example", 40)
    ['type them in at', 'https://school.example']
    """
    lines = []
    while wide(text, SMALL) > room:
        fits = next(end for end in range(len(text), 1, -1) if end == 2 or wide(text[:end], SMALL) <= room)
        end = text.rfind(" ", 1, fits + 1)
        lines.append(text[: end if end > 0 else fits])
        text = text[len(lines[-1]) :].lstrip()
    return [*lines, text]


def line(axis: Axes, left: float, right: float, y: float, **look: Any) -> None:
    axis.plot([left, right], [y, y], **dict[str, Any](color=INK, linewidth=0.6, solid_capstyle="butt") | look)


def heading(page: Paper, y: float, title: str, about: str) -> None:
    page.axis.text(EDGE, y, title, fontsize=10.5, fontweight="bold", color=INK, va="baseline")
    page.axis.text(page.right, y - 1.6, about, fontsize=9.5, color=INK, ha="right", va="baseline")
    line(page.axis, EDGE, page.right, y + 2.3, linewidth=0.5, color=GREY)


def answers(page: Paper, part: Part, top: float) -> None:
    """Rows of boxes to write in; where a row has two or fewer, a dotted line to calculate on before each.

    In the corner of a box stands how its quantity is called where answers are checked.
    """
    axis = page.axis
    columns = max(map(len, part.rows))
    width, gap = (page.right - EDGE + 6) / max(columns, 2), 6
    for number, row in enumerate(part.rows):
        middle = top + (number + 0.5) * part.room
        for column, name in enumerate(row):
            left = EDGE + column * width
            right = page.right if columns == 1 else left + width - gap  # one answer has the whole width
            box = 30 if columns < 3 else right - left - 19
            axis.text(left, middle, label(name), fontsize=10.5, color=INK, va="center")
            height = part.room - 2.5
            axis.add_patch(
                Rectangle((right - box, middle - height / 2), box, height, fill=False, edgecolor=INK, linewidth=0.8)
            )
            axis.text(right - box + 0.8, middle - height / 2 + 0.7, name, fontsize=8, color=GREY, va="top")
            if columns < 3:
                dots = {"linestyle": (0, (0.6, 2.4)), "linewidth": 0.6, "color": GREY}
                line(axis, left + 15, right - box - 3, middle + height / 2 - 1, **dots)


def qr_code(axis: Axes, address: str, left: float, top: float) -> None:
    """An address as squares, which any resolution prints sharply."""
    modules = segno.make(address, micro=False, error="m").matrix
    side = QR / len(modules)
    corners = side * np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])
    squares = [
        Outline(corners + np.array([left + column * side, top + row * side]), closed=True)
        for row, dark in enumerate(modules)
        for column in np.flatnonzero(dark)
    ]
    axis.add_patch(PathPatch(Outline.make_compound_path(*squares), facecolor=INK, linewidth=0))


def sheet(question: Question, kind: Sheet, size: str = "a4", site: str = "") -> Figure:
    """One page: the network with this student's numbers, and boxes for the answers from the first to the last.

    site: where check.html is, for the address of the sheet and its QR code.
    """
    page = paper(*PAPERS[size])
    axis, right = page.axis, page.right
    address = f"{site}#{kind.name}-{question.student}" if site else ""
    if address:
        right -= QR + 4
        qr_code(axis, address, page.right - QR, 13)
    number = f"Sheet {question.student}"
    room = right - EDGE
    axis.text(right, 19, number, color=INK, ha="right", **fitted(number, 0.4 * room, 15, "bold"))
    axis.text(EDGE, 19, kind.title, color=INK, **fitted(kind.title, room - wide(number, 15, "bold") - 4, 15, "bold"))
    axis.text(EDGE, 30, "Name", fontsize=10, color=INK)
    line(axis, EDGE + 13, right - 64, 30.6)
    axis.text(right - 58, 30, "Date", fontsize=10, color=INK)
    line(axis, right - 47, right, 30.6)
    axis.text(EDGE, 38, TASK, color=INK, **fitted(TASK, page.right - EDGE, SMALL))

    drawing = 64 * page.height / 297
    edges = EDGE / page.width, 1 - (41 + drawing) / page.height, (page.right - EDGE) / page.width, drawing / page.height
    picture = page.figure.add_axes(edges)
    network, x, y = network_of(question.given)
    figures.network_diagram(picture, network, y=y, x=x, named=True)
    for text in picture.texts:
        text.set(color=INK, fontsize=10, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.6})
    for patch in picture.patches:
        patch.set_edgecolor(INK)
    for drawn in picture.lines:
        drawn.set(color=GREY if drawn.get_marker() == "None" else INK, markeredgecolor=INK)

    foot = [row for words in how_to_check(question, address) for row in wrapped(words, page.right - EDGE)]
    top, bottom = 48 + drawing, page.height - 7 - LINE * len(foot)
    room = bottom - 6 - top
    rows = sum(part.room * len(part.rows) for part in kind.parts)
    scale = min(1, (room - HEADING * len(kind.parts)) / rows)
    space = min((room - scale * rows) / len(kind.parts), 14)
    for part in (part._replace(room=scale * part.room) for part in kind.parts):
        heading(page, top, part.title, part.about)
        answers(page, part, top + 2.5)
        top += part.room * len(part.rows) + space
    line(axis, EDGE, page.right, bottom, linewidth=0.5, color=GREY)
    for row, words in enumerate(foot, 1):
        axis.text(EDGE, bottom + LINE * row, words, fontsize=SMALL, color=INK)
    return page.figure


def how_to_check(question: Question, address: str) -> tuple[str, ...]:
    """What stands at the foot of a sheet: where answers are checked, and the same in Python."""
    where = f"type them in at {address}" if address else f"open check.html, sheet {question.student}, and type them in"
    return (
        f"To check your answers, {where}.",
        f"The name in the corner of a box is for the page and for Python (pip install {wheel.NAME}):",
        f'from backprop_exercises import ask, check; check(ask("{question.exercise.slug}", "{question.student}"), '
        '{"net_h1": 0.1234})',
    )


# -------------------------------------------------------------------------------------------------- the key


def named(mistake: str) -> str:
    """A mistake in a few words: the name of a misconception, or a slip up to its colon.

    >>> named("sign"), named("The bias is missing: it is added.")
    ('sign reversed', 'the bias is missing')
    """
    if mistake in MISCONCEPTIONS:
        return MISCONCEPTIONS[mistake].name
    words = mistake.partition(":")[0].rstrip(".")
    return words[0].lower() + words[1:]


def meanings(question: Question) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """For each quantity: every number that may stand on the sheet, and what it means; the right one comes first.

    A number that several mistakes give has all of them. Mistakes that do not show in this quantity are left out.
    """
    for name, value in question.answer.items():
        found = {printed(value): ["right"]}
        for mistake, values in question.drawn.wrong.items():
            if np.isfinite(values[name]) and found.setdefault(printed(values[name]), []) != ["right"]:
                found[printed(values[name])].append(mistake)
        yield name, found


def short(number: str) -> str:
    """Without the 0 before the point, which the key has no room for."""
    return number.replace("0.", ".", 1) if number.lstrip("\N{MINUS SIGN}").startswith("0.") else number


HEAD = 46  # millimetres of a key above its rows
GAP = 1.2  # between two numbers of a row


def key(question: Question, page: Paper, top: float, row: float) -> None:
    """The key to one sheet: a row for each quantity, and in it the number that each mistake gives if it shows."""
    columns: dict[tuple[str, ...], list[str]] = {}
    for mistake, values in question.drawn.wrong.items():
        numbers = tuple(printed(values[name]) for name in question.answer)
        columns.setdefault(numbers, []).append(mistake)  # mistakes that agree in everything share a column
    axis, left, right = page.axis, 10, page.width - 11
    first = left + 34
    width = (right - first) / len(columns)
    axis.text(first - 3, top + HEAD - 4, "right", fontsize=SMALL, ha="right", fontweight="bold")
    for number, mistakes in enumerate(columns.values()):
        words = "\n".join(textwrap.wrap(", or ".join(map(named, mistakes)), 26))
        place = first + (number + 0.6) * width
        axis.text(place, top + HEAD - 4, words, fontsize=SMALL, rotation=90, ha="center", va="bottom")
    longest = max((short(value) for values in columns for value in values), key=len)
    type_size = fitted(longest, width - GAP, SMALL, "bold")["fontsize"]
    for n, (name, found) in enumerate(meanings(question)):
        middle = top + HEAD + (n + 0.5) * row
        if n % 2 == 0:
            stripe = Rectangle(
                (left - 1, middle - row / 2), right - left + 2, row, facecolor="#ececec", edgecolor="none"
            )
            axis.add_patch(stripe)
        wanted = printed(question.answer[name])
        axis.text(left, middle, label(name), fontsize=9, va="center")
        axis.text(first - 3, middle, wanted, fontsize=SMALL, ha="right", va="center", fontweight="bold")
        for number, values in enumerate(columns):
            if values[n] in found and values[n] != wanted:
                weight = "bold" if len(found[values[n]]) > len(columns[values]) else "normal"
                place = first + (number + 1) * width - 0.4
                axis.text(
                    place, middle, short(values[n]), fontsize=type_size, ha="right", va="center", fontweight=weight
                )


def key_pages(questions: Sequence[Question], title: str, size: str = "a4") -> Iterator[Figure]:
    """The key to each sheet, on a page that lies on its side: so many columns need the room."""
    height, width = PAPERS[size]
    for question in questions:
        page = paper(width, height)
        page.axis.text(10, 14, f"Key to sheet {question.student}: {title}", fontsize=10.5, fontweight="bold")
        words = (
            "A wrong number names the mistake of its column. No number: the mistake does not show there. "
            "Bold: several columns have it."
        )
        page.axis.text(10, 20, words, fontsize=SMALL)
        key(question, page, 24, min((height - 24 - HEAD - 9) / len(question.answer), 6))
        yield page.figure


# --------------------------------------------------------------------------------------------------- the files


def whole(name: str, given: str, low: int, high: int, example: int) -> int:
    """A whole number within bounds. Raises Bad.

    >>> whole("STUDENTS", "30", 1, 500, 30)
    30
    """
    if not re.fullmatch(r"[0-9]{1,12}", given.strip()) or not low <= int(given) <= high:
        expected = f"expected a whole number from {low} to {high}, as in {name}={example}"
        raise Bad(f"{name} is {given.strip()!r}; {expected}.")
    return int(given)


def questions_for(students: int, seed: int, kind: Sheet) -> list[Question]:
    return [ask(kind.slug, f"{seed}-{number}") for number in range(1, students + 1)]


def save(path: Path, pages: Iterator[Figure], title: str) -> None:
    """Write pages into a PDF in which nothing depends on the day."""
    with PdfPages(path, metadata={"Title": title, "CreationDate": None}) as pdf:
        for page in pages:
            pdf.savefig(page, bbox_inches=None)
            plt.close(page)


def write_table(path: Path, questions: Sequence[Question]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["seed", "sheet", "quantity", "value", "meaning"])
        for question in questions:
            for name, found in meanings(question):
                for value, mistakes in found.items():
                    seed, _, number = question.student.rpartition("-")
                    value = value.replace("\N{MINUS SIGN}", "-")
                    writer.writerow([seed, number, name, value, "; ".join(map(named, mistakes))])


def one_of(name: str, given: str, known: Sequence[str]) -> str:
    """Raises Bad."""
    if given.strip().lower() not in known:
        raise Bad(f"{name} is {given.strip()!r}; expected {' or '.join(known)}.")
    return given.strip().lower()


def address_of(given: str) -> str:
    """The address of check.html on a site, or nothing if no site is named. Raises Bad.

    >>> address_of("https://school.example/book/"), address_of(" ")
    ('https://school.example/book/check.html', '')
    """
    site = given.strip()
    if not site:
        return ""
    if not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[^\s#?\"'<>]*)?", site):
        expected = "expected the address of the folder with check.html, as in SITE=https://school.example/book"
        raise Bad(f"SITE is {site!r}; {expected}.")
    if len(site) > LONGEST:
        raise Bad(f"SITE has {len(site)} letters; expected at most {LONGEST}, so that it can be read and typed.")
    return site if site.endswith(".html") else f"{site.rstrip('/')}/check.html"


def site_of_the_book(students: int, seed: int) -> str:
    """The address of the book's own site, if it is known and its page knows these sheets."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8")).get("html") or {}
    return settings.get("baseurl") or "" if seed == SEED and students <= STUDENTS else ""


def handed_out(folder: Path) -> int:
    """How many sheets the page in a folder knows already: if fewer are printed again, it goes on knowing all."""
    try:
        return int(re.findall(r"It knows [^<]*?(\d+)\.</p>", (folder / "check.html").read_text(encoding="utf-8"))[0])
    except (OSError, ValueError, IndexError):
        return 0


def make(students: int, seed: int, kind: Sheet, folder: Path, size: str = "a4", site: str = "") -> None:
    """Write sheets, key, table and the page that checks answers into a folder. Raises Refused."""
    questions = questions_for(students, seed, kind)
    known = questions_for(max(students, handed_out(folder)), seed, kind)
    title = f"{kind.title}, seed {seed}"
    style: list[str | Path | dict[str, Any]] = [
        str(files("backprop_lib").joinpath("bp.mplstyle")),
        {"savefig.bbox": None, "pdf.fonttype": 42},
    ]
    with folder_for("worksheets", folder) as folder, plt.style.context(style):
        save(folder / "sheets.pdf", (sheet(question, kind, size, site) for question in questions), title)
        save(folder / "key.pdf", key_pages(questions, kind.title, size), f"Key: {title}")
        write_table(folder / "key.csv", questions)
        (folder / "check.html").write_text(
            check_page.alone({kind.name: check_page.compact(kind.title, known)}), encoding="utf-8"
        )


def main(arguments: Sequence[str], folder: Path | None = None) -> int:
    command = parser("book_ext.products.worksheets", str(__doc__))
    command.add_argument("STUDENTS", nargs="?", default="", help=f"how many sheets, from 1 to {MOST}")
    command.add_argument("SEED", nargs="?", default="", help="a whole number: the same one gives the same sheets")
    command.add_argument("SHEET", nargs="?", default="full", help=f"{' or '.join(SHEETS)} (%(default)s)")
    command.add_argument("PAPER", nargs="?", default="a4", help=f"{' or '.join(PAPERS)} (%(default)s)")
    command.add_argument("SITE", nargs="?", default="", help="the address of the site, for the code on each sheet")
    given = command.parse_args(arguments)
    try:
        students = whole("STUDENTS", given.STUDENTS, 1, MOST, 30)
        seed = whole("SEED", given.SEED, 0, 10**12 - 1, 7)
        kind = one_of("SHEET", given.SHEET, list(SHEETS))
        size = one_of("PAPER", given.PAPER, list(PAPERS))
        site = address_of(given.SITE or site_of_the_book(students, seed))
        sheets = "one sheet and its key" if students == 1 else f"{students} sheets and their key"
        folder = folder or ROOT / "_build" / "worksheets" / f"{kind}-{seed}"
        print(f"Drawing {sheets}, about a second for each ...", flush=True)
        make(students, seed, SHEETS[kind], folder, size, site)
    except (Bad, Refused) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(f"Done. In {folder}: sheets.pdf, key.pdf, key.csv, check.html")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
