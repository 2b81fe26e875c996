"""Worksheets on paper: a sheet for each student with numbers of its own, and a key that names mistakes.

Writes _build/worksheets/sheets.pdf, key.pdf and key.csv. The same seed gives the same sheets. Student 12 of seed 7
calculates `ask("full-pass", "7-12")`, so that the answers can also be typed in and checked.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from backprop_exercises import Question, ask
from backprop_exercises.bank.printed_sheets import ETA, UNITS, WEIGHTS
from backprop_exercises.writing import latex
from backprop_lib import Layer, Network, figures
from backprop_lib.misconceptions import MISCONCEPTIONS
from book_ext.command import parser
from book_ext.site.cache import ROOT

MOST = 500
PAPER = 210, 297  # A4, in millimetres, as everything here that is not a size of type
LEFT, RIGHT = 16, 194
INK, GREY = "#000000", "#666666"


class Bad(ValueError):
    """Something that cannot be printed, said in one sentence."""


class Part(NamedTuple):
    """A part of a sheet: its title, what it is about, and the rows of answers; room is the height of a row."""

    title: str
    about: str
    rows: tuple[tuple[str, ...], ...]
    room: float


class Sheet(NamedTuple):
    """A kind of sheet: the exercise that it asks, and its parts from top to bottom."""

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


def paper() -> tuple[Figure, Axes]:
    """An empty sheet of A4, on which places are millimetres from the upper left corner."""
    figure = plt.figure(figsize=(PAPER[0] / 25.4, PAPER[1] / 25.4))
    axis = figure.add_axes((0, 0, 1, 1), xlim=(0, PAPER[0]), ylim=(PAPER[1], 0))
    axis.axis("off")
    return figure, axis


def line(axis: Axes, left: float, right: float, y: float, **look: Any) -> None:
    axis.plot([left, right], [y, y], **dict[str, Any](color=INK, linewidth=0.6, solid_capstyle="butt") | look)


def heading(axis: Axes, y: float, title: str, about: str) -> None:
    axis.text(LEFT, y, title, fontsize=10.5, fontweight="bold", color=INK, va="baseline")
    axis.text(RIGHT, y - 0.7, about, fontsize=9.5, color=INK, ha="right", va="baseline")
    line(axis, LEFT, RIGHT, y + 1.8, linewidth=0.5, color=GREY)


def answers(axis: Axes, part: Part, top: float) -> None:
    """Rows of boxes to write in; where a row has two or fewer, a dotted line to calculate on before each."""
    columns = max(map(len, part.rows))
    width, gap = (RIGHT - LEFT + 6) / max(columns, 2), 6
    for number, row in enumerate(part.rows):
        middle = top + (number + 0.5) * part.room
        for column, name in enumerate(row):
            left = LEFT + column * width
            wide = columns == 1  # one answer has the whole width
            right = RIGHT if wide else left + width - gap
            box = 30 if columns < 3 else right - left - 17.5
            axis.text(left, middle, label(name), fontsize=10.5, color=INK, va="center")
            height = part.room - 2.5
            axis.add_patch(
                Rectangle((right - box, middle - height / 2), box, height, fill=False, edgecolor=INK, linewidth=0.8)
            )
            if columns < 3:
                dots = {"linestyle": (0, (0.6, 2.4)), "linewidth": 0.6, "color": GREY}
                line(axis, left + 15, right - box - 3, middle + height / 2 - 1, **dots)


def sheet(question: Question, kind: Sheet) -> Figure:
    """One page: the network with this student's numbers, and boxes for the answers from the first to the last."""
    figure, axis = paper()
    number = question.student.rpartition("-")[2]
    axis.text(LEFT, 19, kind.title, fontsize=15, fontweight="bold", color=INK)
    axis.text(RIGHT, 19, f"Sheet {number}", fontsize=15, fontweight="bold", color=INK, ha="right")
    axis.text(LEFT, 30, "Name", fontsize=10, color=INK)
    line(axis, LEFT + 13, 130, 30.6)
    axis.text(136, 30, "Date", fontsize=10, color=INK)
    line(axis, 147, RIGHT, 30.6)
    axis.text(LEFT, 38, TASK, fontsize=8, color=INK)

    picture = figure.add_axes((LEFT / 210, 1 - 105 / 297, (RIGHT - LEFT) / 210, 64 / 297))
    network, x, y = network_of(question.given)
    figures.network_diagram(picture, network, y=y, x=x, named=True)
    for text in picture.texts:
        text.set(color=INK, fontsize=10, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.6})
    for patch in picture.patches:
        patch.set_edgecolor(INK)
    for drawn in picture.lines:
        drawn.set(color=GREY if drawn.get_marker() == "None" else INK, markeredgecolor=INK)

    top = 112.0
    rows = sum(part.room * len(part.rows) for part in kind.parts)
    space = min((277 - top - rows) / len(kind.parts), 14)
    for part in kind.parts:
        heading(axis, top, part.title, part.about)
        answers(axis, part, top + 2.5)
        top += part.room * len(part.rows) + space
    line(axis, LEFT, RIGHT, 282, linewidth=0.5, color=GREY)
    how = f'check(ask("{kind.slug}", "{question.student}"), {{"net_h1": ..., "o_h1": ...}})'
    axis.text(LEFT, 287, f"To check your answers: {how}", fontsize=7.5, color=INK)
    return figure


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


HEAD = 54  # millimetres of a key above its rows


def key(question: Question, axis: Axes, top: float, row: float) -> None:
    """The key to one sheet: a row for each quantity, and in it the number that each mistake gives if it shows."""
    columns: dict[tuple[str, ...], list[str]] = {}
    for mistake, values in question.drawn.wrong.items():
        numbers = tuple(printed(values[name]) for name in question.answer)
        columns.setdefault(numbers, []).append(mistake)  # mistakes that agree in everything share a column
    left, right = 10, 199
    first = left + 30
    width = (right - first) / len(columns)
    axis.text(left, top + 4, f"Sheet {question.student.rpartition('-')[2]}", fontsize=13, fontweight="bold")
    axis.text(first - 3, top + HEAD - 4, "right", fontsize=7.5, ha="right", fontweight="bold")
    for number, mistakes in enumerate(columns.values()):
        words = ", or ".join(map(named, mistakes))
        place = first + (number + 0.6) * width
        axis.text(place, top + HEAD - 4, words, fontsize=7, rotation=90, ha="center", va="bottom")
    for n, (name, found) in enumerate(meanings(question)):
        middle = top + HEAD + (n + 0.5) * row
        if n % 2 == 0:
            stripe = Rectangle(
                (left - 1, middle - row / 2), right - left + 2, row, facecolor="#ececec", edgecolor="none"
            )
            axis.add_patch(stripe)
        wanted = printed(question.answer[name])
        axis.text(left, middle, label(name), fontsize=8, va="center")
        axis.text(first - 3, middle, wanted, fontsize=7.5, ha="right", va="center", fontweight="bold")
        for number, values in enumerate(columns):
            if values[n] in found and values[n] != wanted:
                weight = "bold" if len(found[values[n]]) > len(columns[values]) else "normal"
                place = first + (number + 1) * width - 0.4
                axis.text(place, middle, short(values[n]), fontsize=6.2, ha="right", va="center", fontweight=weight)


def key_pages(questions: Sequence[Question], title: str) -> Iterator[Figure]:
    """The keys to all sheets, as many on a page as there is room for."""
    room, rows = PAPER[1] - 34, len(questions[0].answer)
    on_page = int(room // (HEAD + 4.2 * rows))
    height = room / on_page
    for start in range(0, len(questions), on_page):
        figure, axis = paper()
        axis.text(10, 14, f"Key: {title}", fontsize=10.5, fontweight="bold")
        words = (
            "A wrong number names the mistake of its column. No number: the mistake does not show there. "
            "Bold: several columns have it."
        )
        axis.text(10, 19, words, fontsize=7.5)
        for number, question in enumerate(questions[start : start + on_page]):
            key(question, axis, 26 + number * height, min((height - HEAD - 4) / rows, 6))
        yield figure


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
        writer.writerow(["sheet", "quantity", "value", "meaning"])
        for question in questions:
            for name, found in meanings(question):
                for value, mistakes in found.items():
                    number = question.student.rpartition("-")[2]
                    writer.writerow([number, name, value.replace("\N{MINUS SIGN}", "-"), "; ".join(mistakes)])


def make(students: int, seed: int, kind: Sheet, folder: Path) -> None:
    """Write sheets, key and table into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    questions = questions_for(students, seed, kind)
    title = f"{kind.title}, seed {seed}"
    with plt.style.context(
        [str(files("backprop_lib").joinpath("bp.mplstyle")), {"savefig.bbox": None, "pdf.fonttype": 42}]
    ):
        save(folder / "sheets.pdf", (sheet(question, kind) for question in questions), title)
        save(folder / "key.pdf", key_pages(questions, title), f"Key: {title}")
    write_table(folder / "key.csv", questions)


def main(arguments: Sequence[str], folder: Path = ROOT / "_build" / "worksheets") -> int:
    command = parser("book_ext.products.worksheets", str(__doc__))
    command.add_argument("STUDENTS", nargs="?", default="", help=f"how many sheets, from 1 to {MOST}")
    command.add_argument("SEED", nargs="?", default="", help="a whole number: the same one gives the same sheets")
    command.add_argument("SHEET", nargs="?", default="full", help=f"{' or '.join(SHEETS)} (%(default)s)")
    given = command.parse_args(arguments)
    try:
        students = whole("STUDENTS", given.STUDENTS, 1, MOST, 30)
        seed = whole("SEED", given.SEED, 0, 10**12 - 1, 7)
        name = given.SHEET.strip()
        if name not in SHEETS:
            raise Bad(f"SHEET is {name!r}; expected {' or '.join(SHEETS)}.")
    except Bad as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(f"Drawing {students} sheets and their key, about a second for each ...", flush=True)
    make(students, seed, SHEETS[name], folder)
    print(f"Done. In {folder}: sheets.pdf, key.pdf, key.csv")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
