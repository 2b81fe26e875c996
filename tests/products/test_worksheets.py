"""Worksheets: their numbers are those of the library's own wrong rules, and the files are what was asked for."""

import csv
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from backprop_exercises import ask, check
from backprop_exercises.bank.printed_sheets import ETA, EXERCISES, MISTAKES, full_pass, two_weights
from backprop_lib.misconceptions import MISCONCEPTIONS, wrong_gradients
from book_ext.products import worksheets
from book_ext.products.worksheets import SHEETS, key_pages, main, meanings, network_of, printed, questions_for, sheet

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

    assert {slug for slug in MISCONCEPTIONS if applies(slug)} == set(NAMED)
    assert set(two_weights.mistakes) == set(full_pass.mistakes) - {"bias-never-updated"}


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
    assert {"Name", "Date", "Sheet 1"} <= set(shown) and any("$\\eta = 2$" in text for text in shown)
    assert not any(printed(question.drawn.right[name]) in shown for name in ("o_h1", "delta_o1", "E"))
    plt.close(figure)


def test_nothing_on_a_sheet_is_coloured_or_leaves_the_paper():
    question = questions_for(1, 7, SHEETS["full"])[0]
    with plt.style.context({"savefig.bbox": None}):
        figure = sheet(question, SHEETS["full"])
        figure.canvas.draw()
    for text in (text for axis in figure.axes for text in axis.texts):
        colour = plt.matplotlib.colors.to_rgb(text.get_color())
        assert len(set(colour)) == 1, text
        box = text.get_window_extent()
        assert 0.04 * figure.bbox.width < box.x0 and box.x1 < 0.96 * figure.bbox.width, text
    plt.close(figure)


@pytest.mark.parametrize(("kind", "on_page"), [("full", 1), ("short", 2)])
def test_the_key_shows_right_values_and_what_each_mistake_gives(kind, on_page):
    questions = questions_for(3, 7, SHEETS[kind])
    pages = list(key_pages(questions, "test"))
    assert len(pages) == -(-3 // on_page)
    shown = [text.replace("\N{MINUS SIGN}", "-") for page in pages for text in texts(page)]
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

    assert (pages("sheets.pdf"), pages("key.pdf")) == (3, 2)
    assert b"/MediaBox [ 0 0 595.27" in (written[0] / "sheets.pdf").read_bytes()


def test_the_same_seed_gives_the_same_files_and_another_seed_others(written):
    first, again, other = written
    for name in ("key.csv", "sheets.pdf", "key.pdf"):
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
    ],
)
def test_what_cannot_be_printed_is_refused_in_one_sentence(arguments, said, tmp_path, capsys):
    assert main(arguments, tmp_path / "none") == 2
    assert capsys.readouterr().err == f"{said}\n"
    assert not (tmp_path / "none").exists()
