"""Worksheets: their numbers are those of the library's own wrong rules, and the files are what was asked for."""

import csv
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import segno

from backprop_exercises import ask, check
from backprop_exercises.bank.printed_sheets import ETA, EXERCISES, MISTAKES, full_pass, two_weights
from backprop_lib.misconceptions import MISCONCEPTIONS, wrong_gradients
from book_ext.products import worksheets
from book_ext.products.worksheets import (
    PAPERS,
    SHEETS,
    how_to_check,
    key_pages,
    main,
    meanings,
    network_of,
    printed,
    questions_for,
    sheet,
    site_of_the_book,
)
from book_ext.site import wheel

pytestmark = pytest.mark.slow  # draws many sheets

NAMED = [mistake for mistake in MISTAKES if mistake in MISCONCEPTIONS]


def texts(figure):
    return [text.get_text() for axis in figure.axes for text in axis.texts]


def as_on_the_sheet(gradients, given):
    """The gradients of the library under the names of the sheet, and the parameters after a step along them."""
    values = {}
    for layer, (units, weights) in enumerate((("h1 h2", "w1 w2 w3 w4"), ("o1 o2", "w5 w6 w7 w8"))):
        values |= dict(zip((f"delta_{unit}" for unit in units.split()), gradients[layer].delta.ravel(), strict=True))
        names = [*weights.split(), *(f"b_{unit}" for unit in units.split())]
        found = [*gradients[layer].W.ravel(), *gradients[layer].b.ravel()]
        values |= {f"dE_d{name}": value for name, value in zip(names, found, strict=True)}
        values |= {f"new_{name}": given[name] - ETA * value for name, value in zip(names, found, strict=True)}
    return values


def by_numpy(given):
    """The forward pass, the error and the gradient of each parameter by nudging it: no rule of backpropagation."""

    def forward(numbers):
        g = numbers
        net_h = np.array([[g["w1"], g["w2"]], [g["w3"], g["w4"]]]) @ [g["i1"], g["i2"]] + [g["b_h1"], g["b_h2"]]
        o_h = 1 / (1 + np.exp(-net_h))
        net_o = np.array([[g["w5"], g["w6"]], [g["w7"], g["w8"]]]) @ o_h + [g["b_o1"], g["b_o2"]]
        o_o = 1 / (1 + np.exp(-net_o))
        return net_h, o_h, net_o, o_o, ((o_o - [g["t1"], g["t2"]]) ** 2).sum() / 2

    net_h, o_h, net_o, o_o, E = forward(given)
    values = dict(zip(("net_h1", "net_h2", "net_o1", "net_o2"), [*net_h, *net_o], strict=True))
    values |= dict(zip(("o_h1", "o_h2", "o_o1", "o_o2"), [*o_h, *o_o], strict=True)) | {"E": E}
    nudge = 1e-6
    for name in (name for name in given if name[0] in "wb"):
        up, down = (forward(given | {name: given[name] + step})[-1] for step in (nudge, -nudge))
        values[f"dE_d{name}"] = (up - down) / (2 * nudge)
        values[f"new_{name}"] = given[name] - ETA * values[f"dE_d{name}"]
    return values | {f"delta_{unit}": values[f"dE_db_{unit}"] for unit in ("h1", "h2", "o1", "o2")}


@pytest.mark.parametrize("student", ["7-1", "7-2", "Ada"])
def test_right_values_are_those_of_numpy_and_of_nudging(student):
    question = ask("full-pass", student)
    values = by_numpy(question.given)
    assert all(np.isclose(question.drawn.right[name], values[name], rtol=1e-6, atol=1e-9) for name in values)
    assert set(full_pass.asked) <= set(values)


@pytest.mark.parametrize("slug", NAMED)
def test_a_mistake_gives_what_the_library_says_it_gives(slug):
    for student in range(3):
        question = ask("full-pass", student)
        case = *network_of(question.given), "half_squared_error"
        values = as_on_the_sheet(wrong_gradients(slug, *case, learning_rate=ETA), question.given)
        for name, value in values.items():
            assert np.isclose(question.drawn.wrong[slug][name], value, rtol=1e-12, atol=1e-15), name


def test_every_misconception_that_applies_is_named():
    question = ask("full-pass", 1)
    case = *network_of(question.given), "half_squared_error"

    def applies(slug):
        try:
            return bool(wrong_gradients(slug, *case, learning_rate=ETA))
        except ValueError:
            return False

    # On paper nobody writes brackets of a call, returns a list of layers, or picks an axis.
    in_programs_only = {"product-as-argument", "layers-reversed", "bias-over-wrong-axis"}
    assert {slug for slug in MISCONCEPTIONS if applies(slug)} - in_programs_only == set(NAMED)
    assert set(two_weights.mistakes) == set(full_pass.mistakes) - {
        "bias-never-updated",
        "updated-weights",
    }  # neither shows in what is asked


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.slug)
def test_the_numbers_separate_all_mistakes(exercise):
    for student in range(100):
        question = exercise.draw(np.random.default_rng(student))
        assert question.confused() == []
        assert all(np.isfinite(list(values.values())).all() for values in question.wrong.values())


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.slug)
def test_answers_from_paper_are_checked_and_mistakes_named(exercise):
    question = ask(exercise.slug, "7-3")
    assert check(question, {name: round(float(question.drawn.right[name]), 4) for name in exercise.asked}).correct
    for mistake, values in question.drawn.wrong.items():
        verdict = check(question, {name: round(float(values[name]), 4) for name in exercise.asked})
        assert verdict.misconceptions == (mistake,)


# ----------------------------------------------------------------------------------------------- what is printed


@pytest.mark.parametrize("kind", SHEETS)
def test_a_sheet_shows_its_numbers_and_asks_in_the_order_of_the_calculation(kind):
    question = questions_for(1, 7, SHEETS[kind])[0]
    figure = sheet(question, SHEETS[kind])
    shown = texts(figure)
    written = [f"{value:.2f}".replace("-", "\N{MINUS SIGN}") for name, value in question.given.items() if name != "eta"]
    assert all(any(text.endswith(number) for text in shown) for number in written)
    for number in range(1, 9):
        assert f"w{'₀₁₂₃₄₅₆₇₈₉'[number]} " + written[1 + number] in shown
    boxes = [name for part in SHEETS[kind].parts for row in part.rows for name in row]
    assert sorted(boxes) == sorted(question.exercise.asked) and len(set(boxes)) == len(boxes)
    assert all(worksheets.label(name) in shown for name in boxes)
    assert {"Name", "Date", "Sheet 7-1"} <= set(shown) and any("$\\eta = 2$" in text for text in shown)
    assert not any(printed(question.drawn.right[name]) in shown for name in ("o_h1", "delta_o1", "E"))
    plt.close(figure)


@pytest.mark.parametrize(("seed", "site"), [(7, ""), (999999999999, f"https://{'x' * 70}/check.html")])
@pytest.mark.parametrize("size", PAPERS)
@pytest.mark.parametrize("kind", SHEETS.values(), ids=lambda kind: kind.name)
def test_nothing_on_a_sheet_is_coloured_or_tiny_or_leaves_the_paper(kind, size, site, seed):
    question = questions_for(1, seed, kind)[0]
    with plt.style.context({"savefig.bbox": None}):
        figure = sheet(question, kind, size, site)
        figure.canvas.draw()
    assert np.allclose(figure.get_size_inches() * 25.4, PAPERS[size])
    for text in (text for axis in figure.axes for text in axis.texts):
        colour = plt.matplotlib.colors.to_rgb(text.get_color())
        assert len(set(colour)) == 1, text
        assert text.get_fontsize() >= 8, text
        box = text.get_window_extent()
        assert 0.04 * figure.bbox.width < box.x0 and box.x1 < 0.96 * figure.bbox.width, text
    plt.close(figure)


def overlapping(found):
    """Pairs of what stands on each other, each with how it is called."""
    boxes = [(words, box) for words, box in found if words.strip()]
    return [
        (one, other)
        for k, (one, box) in enumerate(boxes)
        for other, other_box in boxes[k + 1 :]
        if box.x0 < other_box.x1 and other_box.x0 < box.x1 and box.y0 < other_box.y1 and other_box.y0 < box.y1
    ]


@pytest.mark.parametrize("size", PAPERS)
@pytest.mark.parametrize("kind", SHEETS.values(), ids=lambda kind: kind.name)
def test_nothing_on_a_sheet_stands_on_anything_else(kind, size):
    figure = sheet(questions_for(1, 123456789012, kind)[0], kind, size, "https://school.example/check.html")
    figure.canvas.draw()
    texts_of = [(text.get_text(), text.get_window_extent()) for axis in figure.axes for text in axis.texts]
    squares = [("QR code", patch.get_window_extent()) for patch in figure.axes[0].patches if len(patch.get_path()) > 5]
    boxes = [("box", patch.get_window_extent()) for patch in figure.axes[0].patches if len(patch.get_path()) == 5]
    assert len(squares) == 1 and len(boxes) == len(ask(kind.slug).exercise.asked)
    assert overlapping([*texts_of, *squares]) == [] == overlapping(boxes)
    in_boxes = {one for one, other in overlapping([*texts_of, *boxes]) if other == "box"}
    assert in_boxes == set(ask(kind.slug).exercise.asked), "the names in the corners, and nothing else"


@pytest.mark.parametrize("size", PAPERS)
@pytest.mark.parametrize(("kind", "seeds"), [("full", range(6)), ("short", range(6))])
def test_numbers_of_a_key_do_not_touch(kind, seeds, size):
    for seed in seeds:
        (page,) = key_pages(questions_for(1, seed, SHEETS[kind]), "test", size)
        page.canvas.draw()
        number = re.compile(r"\N{MINUS SIGN}?\d*\.\d{4}")
        numbers = [text for axis in page.axes for text in axis.texts if number.fullmatch(text.get_text())]
        assert len(numbers) > 100
        rows = {}
        for text in numbers:
            rows.setdefault(round(text.get_position()[1], 3), []).append(text.get_window_extent())
        gaps = [
            right.x0 - left.x1 for row in rows.values() for left, right in pairwise(sorted(row, key=lambda box: box.x0))
        ]
        assert min(gaps) / page.dpi * 25.4 > 0.6, "millimetres"
        assert max(box.x1 for row in rows.values() for box in row) < page.bbox.width - 5 / 25.4 * page.dpi
        assert min(text.get_fontsize() for axis in page.axes for text in axis.texts) >= 7, "points"
        plt.close(page)


@pytest.mark.parametrize("kind", SHEETS.values(), ids=lambda kind: kind.name)
def test_what_the_foot_of_a_sheet_says_can_be_done(kind):
    """The line of Python runs as it stands, in a fresh interpreter, and its names are on the sheet."""
    question = questions_for(1, 7, kind)[0]

    shown = texts(sheet(question, kind))
    lines = how_to_check(question, "")
    assert set(lines) <= set(shown) and set(question.exercise.asked) <= set(shown)
    assert "open check.html, sheet 7-1" in lines[0] and wheel.NAME in lines[1]
    code = lines[2].replace("; check(", "; print(check(") + ")"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert done.stdout.startswith("Not right yet") and not done.stderr
    right = f"{float(question.drawn.right['net_h1']):.4f}"
    code = code.replace("0.1234", right)
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8").stdout.startswith(
        "Right so"
    )
    plt.close("all")


def test_the_qr_code_says_where_the_sheet_is_checked(monkeypatch):
    made = []
    monkeypatch.setattr(segno, "make", lambda text, **look: made.append(text) or real(text, **look))
    question = questions_for(12, 7, SHEETS["short"])[11]
    figure = sheet(question, SHEETS["short"], site=worksheets.address_of("https://school.example/book/"))
    assert made == ["https://school.example/book/check.html#short-7-12"]
    assert any(made[0] in text for text in texts(figure))
    (squares,) = (patch for patch in figure.axes[0].patches if len(patch.get_path()) > 5)
    dark = sum(map(sum, real(made[0], micro=False, error="m").matrix))
    assert len(squares.get_path().vertices) == 5 * dark
    plt.close(figure)


real = segno.make


@pytest.mark.parametrize(("students", "seed", "known"), [(30, 1, True), (5, 1, True), (31, 1, False), (30, 7, False)])
def test_the_address_of_the_book_is_on_sheets_that_its_page_knows(students, seed, known, tmp_path, monkeypatch):
    (tmp_path / "_config.yml").write_text("html: {baseurl: 'https://book.example/'}\n")
    monkeypatch.setattr(worksheets, "ROOT", tmp_path)
    assert site_of_the_book(students, seed) == ("https://book.example/" if known else "")
    (tmp_path / "_config.yml").write_text("title: none\n")
    assert site_of_the_book(students, seed) == ""


@pytest.mark.parametrize("kind", SHEETS)
def test_the_key_shows_right_values_and_what_each_mistake_gives(kind):
    questions = questions_for(3, 7, SHEETS[kind])
    pages = list(key_pages(questions, "test"))
    assert len(pages) == 3
    shown = [text.replace("\N{MINUS SIGN}", "-").replace("\n", " ") for page in pages for text in texts(page)]
    for question in questions:
        numbers = by_numpy(question.given)
        assert all(f"{numbers[name]:.4f}" in shown for name in question.exercise.asked)
        case = *network_of(question.given), "half_squared_error"
        for slug in set(NAMED) & set(question.exercise.mistakes):
            wrong = as_on_the_sheet(wrong_gradients(slug, *case, learning_rate=ETA), question.given)
            values = [f"{wrong[name]:.4f}" for name in question.exercise.asked if name in wrong]
            values = [re.sub(r"^(-?)0\.", r"\1.", "0.0000" if value == "-0.0000" else value) for value in values]
            right = [re.sub(r"^(-?)0\.", r"\1.", text) for text in shown]
            assert all(value in right for value in values), slug
    assert {MISCONCEPTIONS[slug].name for slug in questions[0].exercise.mistakes if slug in NAMED} <= set(shown)
    plt.close("all")


def test_numbers_that_coincide_are_told_together():
    question = ask("full-pass", "7-1")
    for name, found in meanings(question):
        assert next(iter(found.values())) == ["right"]
        for value, mistakes in list(found.items())[1:]:
            giving = {mistake for mistake, values in question.drawn.wrong.items() if printed(values[name]) == value}
            assert set(mistakes) == giving
    twice = [mistakes for _, found in meanings(question) for mistakes in found.values() if len(mistakes) > 1]
    uphill = next(mistake for mistake in MISTAKES if mistake.startswith("The step"))
    assert ["sign", uphill] in twice  # the update alone cannot tell which


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folders = [tmp_path_factory.mktemp(name) for name in ("first", "again", "other")]
    for folder, seed in zip(folders, "778", strict=True):
        assert main(["3", seed, "short"], folder) == 0
    return folders


def test_one_page_for_each_student(written):
    def pages(name):
        return len(re.findall(rb"/Type /Page\b", (written[0] / name).read_bytes()))

    assert (pages("sheets.pdf"), pages("key.pdf")) == (3, 3)
    assert b"/MediaBox [ 0 0 595.27" in (written[0] / "sheets.pdf").read_bytes()


def test_us_letter_and_the_count_in_words(tmp_path, capsys):
    assert main(["1", "7", "short", "Letter"], tmp_path / "one") == 0
    assert "Drawing one sheet and its key" in capsys.readouterr().out
    for name, paper in (("sheets.pdf", b"612 792"), ("key.pdf", b"792 612")):  # the key lies on its side
        assert b"/MediaBox [ 0 0 " + paper in (tmp_path / "one" / name).read_bytes()


def test_the_same_seed_gives_the_same_files_and_another_seed_others(written):
    first, again, other = written
    for name in ("key.csv", "sheets.pdf", "key.pdf", "check.html"):
        assert (first / name).read_bytes() == (again / name).read_bytes() != (other / name).read_bytes()


def test_students_differ(written):
    with (written[0] / "key.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    right = {
        number: [row["value"] for row in rows if row["sheet"] == number and row["meaning"] == "right"]
        for number in "123"
    }
    assert all(len(values) == len(two_weights.asked) for values in right.values())
    assert not any(one == other for one, other in zip(right["1"], right["2"], strict=True))
    assert float(right["1"][0]) == pytest.approx(by_numpy(ask("two-weights", "7-1").given)["net_h1"], abs=1e-4)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["many", "7"], "STUDENTS is 'many'; expected a whole number from 1 to 500, as in STUDENTS=30."),
        (["0", "7"], "STUDENTS is '0'; expected a whole number from 1 to 500, as in STUDENTS=30."),
        (["501", "7"], "STUDENTS is '501'; expected a whole number from 1 to 500, as in STUDENTS=30."),
        (["", "7"], "STUDENTS is ''; expected a whole number from 1 to 500, as in STUDENTS=30."),
        (["3", "-1"], "SEED is '-1'; expected a whole number from 0 to 999999999999, as in SEED=7."),
        (["3", "1.5"], "SEED is '1.5'; expected a whole number from 0 to 999999999999, as in SEED=7."),
        (["3"], "SEED is ''; expected a whole number from 0 to 999999999999, as in SEED=7."),
        (["3", "7", "long"], "SHEET is 'long'; expected full or short."),
        (["3", "7", "full", "a5"], "PAPER is 'a5'; expected a4 or letter."),
        *(
            (
                ["3", "7", "full", "a4", site],
                f"SITE is {site!r}; expected the address of the folder with check.html, "
                "as in SITE=https://school.example/book.",
            )
            for site in (
                "school.example",
                "ftp://school.example",
                "https://a b",
                "https://s.example/#x",
                "javascript:1",
            )
        ),
        (
            ["3", "7", "full", "a4", f"https://{'x' * 90}/"],
            "SITE has 99 letters; expected at most 90, so that it can be read and typed.",
        ),
    ],
)
def test_what_cannot_be_printed_is_refused_in_one_sentence(arguments, said, tmp_path, capsys):
    assert main(arguments, tmp_path / "none") == 2
    assert capsys.readouterr().err == f"{said}\n"
    assert not (tmp_path / "none").exists()


def test_sheets_that_were_handed_out_can_still_be_checked_when_fewer_are_printed_again(tmp_path: Path) -> None:
    for students in (3, 1):
        worksheets.make(students, 7, worksheets.SHEETS["short"], tmp_path / "short-7")
    page = (tmp_path / "short-7" / "check.html").read_text(encoding="utf-8")
    assert '"7-3"' in page and '"7-4"' not in page
