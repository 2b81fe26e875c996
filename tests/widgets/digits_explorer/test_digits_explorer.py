"""The digits' widget on a page without Python: what it shows is what the library computes."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from reading import follow, in_book_faces, link_to, numbers

from backprop_lib import backward, cost, forward
from backprop_widgets import DigitsExplorer
from backprop_widgets.digits_explorer.data import LETTERS, divided

Show = Callable[..., Page]
EMPTY = "0" * 64


def link(**state: object) -> str:
    return link_to(state, "digits")


def expected(**state) -> dict[str, float]:
    """The numbers of a state, from the library."""
    widget = DigitsExplorer(**state)
    network, digits = widget.network(), divided()
    found: dict[str, float] = {"step": widget.step, "example": widget.example, "seed": widget.seed}
    found |= {name: getattr(widget, name) for name in ("learning_rate", "momentum", "batch_size", "hidden")}
    for prefix, x, y in ("", digits.x, digits.y), ("test_", digits.test_x, digits.test_y):
        right = forward(network, x)[-1].a.argmax(axis=0) == y.argmax(axis=0)
        found |= {f"{prefix}accuracy": right.mean(), f"{prefix}cost": float(cost(network, x, y, "cross_entropy"))}
    found["wrong"] = int((~right).sum())
    trace = forward(network, widget.x)
    own = trace[-1].a.argmax() if widget.drawn else digits.test_y[:, widget.example].argmax()
    y = np.eye(10)[:, [own if widget.target < 0 else widget.target]]
    hidden, output = backward(network, trace, y, "cross_entropy")
    for name, column in {"p": trace[1].a, "delta": output.delta, "a": trace[0].a, "error": hidden.error}.items():
        found |= {f"{name}[{k}]": float(value) for k, value in enumerate(column[:, 0])}
    found["loss"] = float(cost(network, widget.x, y, "cross_entropy"))
    found["slope"] = float(np.abs(network[0].W.T @ hidden.delta).max())
    found["large_weight"] = 0.6 * float(np.abs(network[0].W).max())
    return found


STATES: dict[str, dict] = {
    "at first": {},
    "trained": {"step": 137, "example": 12, "target": 4},
    "another network": {"step": 61, "hidden": 9, "seed": 7, "batch_size": 50, "learning_rate": 0.2, "momentum": 0.0},
    "a drawing": {"step": 300, "drawn": EMPTY[:20] + "8gg4" + EMPTY[:4] + "08gg" + EMPTY[:32]},
    "nothing but paper": {"step": 300, "drawn": EMPTY, "target": 0},
}


@pytest.mark.parametrize("name", STATES)
def test_every_number_is_the_librarys(name: str, page_with: Show) -> None:
    page = page_with(DigitsExplorer(), link=link(**STATES[name]))
    assert numbers(page) == pytest.approx(expected(**STATES[name]), rel=1e-9, abs=1e-12)


def test_after_a_thousand_steps_too(page_with: Show) -> None:
    page = page_with(DigitsExplorer(step=1000))
    assert numbers(page) == pytest.approx(expected(step=1000), rel=1e-7, abs=1e-9)


def test_play_gets_96_of_100_right(page_with: Show) -> None:
    page = page_with(DigitsExplorer())
    assert numbers(page)["test_accuracy"] < 0.3
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("document.querySelector('[data-quantity=test_accuracy]').dataset.value >= 0.96")
    page.get_by_role("button", name="Pause").click()
    shown = numbers(page)
    assert 0 < shown["step"] < 1000
    assert shown["test_accuracy"] == expected(step=int(shown["step"]))["test_accuracy"]
    share = f"{100 * shown['test_accuracy']:.1f} % of the digits held out are right."
    expect(page.locator(".bp-say:not(.alarm)")).to_contain_text(share)


def test_it_goes_back_as_it_came(page_with: Show) -> None:
    page = page_with(DigitsExplorer(step=45))
    before = numbers(page)
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_role("button", name="Back", exact=True).click()
    assert numbers(page) == before
    page.get_by_role("slider", name="Step").press("Home")
    assert numbers(page) == pytest.approx(expected(), rel=1e-9)


# -------------------------------------------------------------------------------------------------------- drawing


def test_drawing_by_keyboard(page_with: Show) -> None:
    page = page_with(DigitsExplorer(step=20))
    page.get_by_role("button", name="Clear").press("Enter")
    grid = page.get_by_role("grid")
    grid.focus()
    grid.press("ArrowUp")
    grid.press("Space")
    picture = np.array([[LETTERS.index(letter) for letter in row] for row in rows(page)])
    assert picture[2, 3] == 16  # the keys begin at row 4, column 4
    assert 0 < picture[1, 3] == picture[3, 3] == picture[2, 2] == picture[2, 4] < 8
    assert (picture > 0).sum() == 5
    label = grid.get_attribute("aria-activedescendant")
    assert page.locator(f"#{label}").get_attribute("aria-label") == "row 3, column 4: 16 of 16"
    for _ in range(6):
        grid.press("Shift+ArrowDown")
    picture = np.array([[LETTERS.index(letter) for letter in row] for row in rows(page)])
    assert (picture[2:, 3] == 16).all() and (picture[2:, 2] == picture[2:, 4]).all()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert numbers(page)["step"] == 20  # the arrows were for the picture
    drawn = "".join(rows(page))
    assert numbers(page) == pytest.approx(expected(step=20, drawn=drawn), rel=1e-9)
    page.wait_for_function("drawn => location.hash.includes(drawn)", arg=drawn)  # the address follows a little later


def rows(page: Page) -> list[str]:
    """The picture, from what it says of its cells."""
    shades = page.locator("[role=gridcell]").evaluate_all(
        "cells => cells.map(cell => +cell.ariaLabel.match(/: (\\d+) of 16/)[1])"
    )
    letters = "".join(LETTERS[shade] for shade in shades)
    return [letters[start : start + 8] for start in range(0, 64, 8)]


def test_drawing_by_hand(page_with: Show) -> None:
    """A stroke down the middle between two columns darkens both, and is taken for a 1."""
    page = page_with(DigitsExplorer(step=600))
    page.get_by_role("button", name="Clear").click()
    box = page.get_by_role("grid").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 3)
    page.mouse.up()
    page.mouse.move(box["x"] + 3, box["y"] + 3)  # which draws nothing any more
    picture = rows(page)
    assert {row[:2] + row[6:] for row in picture} == {"0000"}
    assert len({row[2:6] for row in picture}) == 1 and picture[0][3] == picture[0][4] > "8"
    shown = numbers(page)
    assert max(range(10), key=lambda k: shown[f"p[{k}]"]) == 1
    expect(page.locator(".bp-say:not(.alarm)")).to_contain_text("Your drawing is taken for a 1")
    page.get_by_role("button", name="Restore").click()
    assert numbers(page) == pytest.approx(expected(step=600), rel=1e-8, abs=1e-12)


def test_to_follow_the_slopes_makes_it_more_of_the_target(page_with: Show) -> None:
    page = page_with(DigitsExplorer(step=600, target=5))
    shares = [numbers(page)["p[5]"]]
    for _ in range(6):
        page.get_by_role("button", name="Change it so").click()
        shares.append(numbers(page)["p[5]"])
    assert shares == sorted(shares) and shares[0] < 0.1 and shares[-1] > 0.5


def test_another_target(page_with: Show) -> None:
    page = page_with(DigitsExplorer(step=100))
    page.get_by_role("radio", name="7").check()
    assert numbers(page) == pytest.approx(expected(step=100, target=7), rel=1e-9)
    shown = numbers(page)
    assert shown["delta[7]"] == pytest.approx(shown["p[7]"] - 1)
    assert sum(shown[f"delta[{k}]"] for k in range(10)) == pytest.approx(0, abs=1e-12)


# ------------------------------------------------------------------------------------------------- the wrong ones


def taken(step: int) -> tuple[np.ndarray, np.ndarray]:
    """What the held-out digits are, and what they are taken for."""
    digits = divided()
    output = forward(DigitsExplorer(step=step).network(), digits.test_x)[-1].a
    return digits.test_y.argmax(axis=0), output.argmax(axis=0)


def test_the_ones_that_are_wrong_can_be_looked_at(page_with: Show) -> None:
    page = page_with(DigitsExplorer(step=300))
    labels, guesses = taken(300)
    wrong = np.flatnonzero(labels != guesses)
    buttons = page.get_by_role("region", name="Still wrong").get_by_role("button")
    assert [button.inner_text().strip() for button in buttons.all()] == [
        f"{labels[k]} as {guesses[k]}" for k in wrong[:16]
    ]
    buttons.nth(2).click()
    shown = numbers(page)
    assert shown["example"] == wrong[2] and shown["wrong"] == len(wrong)
    assert max(range(10), key=lambda k: shown[f"p[{k}]"]) == guesses[wrong[2]]


SAYING = """() => {
  const region = document.querySelector(".mistakes");
  return [region.textContent.includes("Here are the first 16."), Math.round(region.getBoundingClientRect().height)];
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_more_wrong_ones_than_are_shown_are_said_and_nothing_moves(width: int, page_with: Show) -> None:
    """A line has its place whether it is there or not: in the heading it would break that at some widths."""
    few, many = (
        page_with(DigitsExplorer(step=step), viewport={"width": width, "height": 900}).evaluate(SAYING)
        for step in (300, 60)
    )
    wrong = [int((labels != guesses).sum()) for labels, guesses in map(taken, (300, 60))]
    assert wrong[0] <= 16 < wrong[1]
    assert [few[0], many[0]] == [False, True] and few[1] == many[1]


def test_the_table_counts_every_held_out_digit(page_with: Show) -> None:
    page = page_with(DigitsExplorer(step=60))
    page.get_by_text("Which digit is taken for which").click()
    page.wait_for_selector("[data-quantity='confusion[0,0]'][data-value]")
    labels, guesses = taken(60)
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (labels, guesses), 1)
    shown = numbers(page)
    assert [[shown[f"confusion[{i},{j}]"] for j in range(10)] for i in range(10)] == counts.tolist()


# ------------------------------------------------------------------------------------------------------ addresses

REFUSED = {
    "drawn": ["012", "h" * 64, 5, None],
    "example": [359, -1, 0.5],
    "target": [10, -2],
    "hidden": [7, 49],
    "batch_size": [0, 257],
    "speed": [60],
    "step": [3001],
}


def test_what_makes_no_sense_is_refused_and_the_last_state_kept(page_with: Show) -> None:
    page = page_with(DigitsExplorer(), link=link(step=20, example=3))
    before = numbers(page)
    for trait, values in REFUSED.items():
        for value in values:
            follow(page, link(step=20, example=3) + f"&digits.{trait}={json.dumps(value)}")
            expect(page.get_by_role("alert")).to_contain_text(f"{trait} is {json.dumps(value)}; expected ")
            assert numbers(page) == before, (trait, value)


# ---------------------------------------------------------------------------------------------------------- looks

PLACES = """root => {
  const { top, left, height } = root.getBoundingClientRect();
  const controls = [...root.querySelectorAll(".bp-steps button, .bp-steps input, .digit button, .digit input, canvas, "
    + ".sketch, .outputs input, .slopes button, summary")].filter((one) => !one.closest(".list"));
  const places = controls.map((one) => one.getBoundingClientRect());
  return [height, ...places.map((box) => [box.left - left, box.top - top, box.width])];
}"""


@pytest.mark.parametrize("width", [390, 992])
def test_no_step_and_no_drawing_moves_a_control(width: int, page_with: Show) -> None:
    page = page_with(DigitsExplorer(), viewport={"width": width, "height": 900})
    root = page.locator("[data-widget]")
    before = root.evaluate(PLACES)
    for state in ({"step": 1}, {"step": 300}, {"step": 1400, "target": 9}, {"step": 40, "drawn": EMPTY}):
        follow(page, link(**state))
        page.wait_for_selector(f"[data-quantity=step][data-value='{state['step']}']")
        assert root.evaluate(PLACES) == before, state


def test_it_is_seen_in_one_window(page_with: Show) -> None:
    page = page_with(DigitsExplorer(), viewport={"width": 992, "height": 900})
    fold = "root => root.querySelector('details').getBoundingClientRect().top - root.getBoundingClientRect().top"
    assert page.locator("[data-widget]").evaluate(fold) < 800


PAINTED = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = new Set();
  for (let n = 0; n < data.length; n += 4) if (data[n + 3] === 255) found.add([...data.slice(n, n + 3)].join());
  return [...found];
}"""


def test_pictures_have_the_two_hues_of_the_theme(page_with: Show) -> None:
    page = page_with(DigitsExplorer(step=300))
    canvas = page.locator(".slopes canvas")
    hues = {"34,40,50", "138,109,0"}  # ink and ochre: what raises, what lowers
    assert set(canvas.evaluate(PAINTED)) and set(canvas.evaluate(PAINTED)) <= hues
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(f"!({PAINTED})(document.querySelector('.slopes canvas')).some((hue) => hue === '138,109,0')")
    assert set(canvas.evaluate(PAINTED)) <= {"206,214,221", "216,189,78"}


@pytest.mark.parametrize("width", [390, 992])
def test_all_digits_leave_the_pictures_in_their_rows_and_break_no_number(width: int, page_with) -> None:
    page = page_with(DigitsExplorer(step=20), viewport={"width": width, "height": 900})
    in_book_faces(page)
    rows = """root => new Set([...root.querySelectorAll(".unit")].map((one) =>
        Math.round(one.getBoundingClientRect().y))).size"""
    lines = """all => all.map((one) => {
      const range = new Range();
      range.selectNodeContents(one);
      return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
    })"""
    root = page.locator("[data-widget]")
    before, height = root.evaluate(rows), root.bounding_box()["height"]
    assert set(root.locator(".outputs thead th").evaluate_all(lines)) == {1}
    page.get_by_label("All digits").check()
    assert root.evaluate(rows) == before
    assert root.bounding_box()["height"] < height + 60
    assert set(root.locator(".outputs output").evaluate_all(lines)) == {1}
    assert page.evaluate("document.documentElement.scrollWidth") == width
