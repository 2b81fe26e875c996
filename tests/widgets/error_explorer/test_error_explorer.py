"""The ErrorExplorer on a page without Python: its numbers are the library's, its controls work, its words are true."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
import sympy
from playwright.sync_api import Page, expect
from reading import barriers, follow, in_book_faces, link_to, numbers

from backprop_lib.activations import ACTIVATIONS
from backprop_lib.losses import LOSSES
from backprop_widgets import ErrorExplorer

a, y = sympy.symbols("a y")
sigmoid, softmax = ACTIVATIONS["sigmoid"], ACTIVATIONS["softmax"]


def link(**state: object) -> str:
    return link_to(state, "error")


def expected(state: dict) -> dict[str, float]:
    """The same numbers from the library."""
    loss = LOSSES[state["loss"]]
    unit = loss.paired.name if loss.paired else state["output"]
    N, n = len(state["predictions"]), state["example"] - 1
    at = np.array(state["predictions"])
    wanted = np.ones(N) if unit == "softmax" else np.array(state["targets"])
    E, error = loss.value(at, wanted), loss.derivative(at, wanted)
    share = N if state["cost"] == "mean" else 1
    result = {"prediction": at[n], "target": wanted[n], "dE/da": error[n], "E_sum": E.sum(), "J": E.sum() / share}
    with np.errstate(divide="ignore"):
        z = np.log(at) - np.log(1 - at) if unit != "identity" else at
    slope = sigmoid.derivative(z, at) if unit != "identity" else np.ones(N)
    delta = at - wanted if loss.paired else error * slope  # as `backward` does
    result |= {"z": z[n], "da/dz": slope[n], "dE/dz": delta[n]}
    for k in range(N):
        names = ("a", "y", "E", "dE/da", "dJ/da")
        result |= dict(
            zip(
                [f"{name}_{k + 1}" for name in names], (at[k], wanted[k], E[k], error[k], error[k] / share), strict=True
            )
        )
    return {name: float(value) for name, value in result.items()}


def random_state(rng: np.random.Generator) -> dict:
    N = int(rng.integers(1, 13))
    loss, output = str(rng.choice(list(LOSSES))), str(rng.choice(["sigmoid", "identity"]))
    low, high = (-1, 2) if loss == "half_squared_error" and output == "identity" else (0, 1)
    corners = [low, high, 1e-9, 1 - 1e-9]

    def some() -> list[float]:
        return [float(rng.choice(corners) if rng.random() < 0.2 else rng.uniform(low, high)) for _ in range(N)]

    return {
        "loss": loss,
        "output": output,
        "targets": some(),
        "predictions": some(),
        "example": int(rng.integers(1, N + 1)),
        "cost": str(rng.choice(["mean", "sum"])),
    }


def agree(got: dict, want: dict, state: dict) -> None:
    assert got.keys() == want.keys(), state
    for name, value in want.items():
        # a slope that is a small difference of two large terms keeps the roundings of these
        assert got[name] == pytest.approx(value, rel=1e-12, abs=1e-14), (name, state)


# ------------------------------------------------------------------------------------------------- the numbers


def test_numbers_equal_the_library_s_in_200_random_states(page_with: Callable[..., Page]) -> None:
    page, rng, infinite = page_with(ErrorExplorer()), np.random.default_rng(1), 0
    for _ in range(200):
        state = random_state(rng)
        follow(page, link(**state))
        got = numbers(page)
        agree(got, expected(state), state)
        infinite += np.inf in got.values()
        if got["z"] not in (np.inf, -np.inf) and state["output"] != "identity":
            assert sigmoid(got["z"]) == pytest.approx(got["prediction"], rel=1e-12, abs=0)
        assert got["dE/dz"] == pytest.approx(got["dE/da"] * got["da/dz"], rel=1e-6, abs=0) or abs(got["z"]) > 20
    assert infinite > 10


def test_behind_softmax_the_slope_is_that_of_the_whole_layer(page_with: Callable[..., Page]) -> None:
    seen = numbers(page_with(ErrorExplorer(loss="cross_entropy", targets=[0], predictions=[0.2])))
    p = np.array([[0.2], [0.5], [0.3]])
    error = LOSSES["cross_entropy"].derivative(p, np.array([[1.0], [0.0], [0.0]]))
    assert seen["dE/dz"] == pytest.approx(softmax.delta(error, np.log(p), p)[0, 0], rel=1e-12, abs=0)
    assert seen["target"] == 1


def test_the_docstring_names_all_numbers(page_with: Callable[..., Page]) -> None:
    listed = (ErrorExplorer.__doc__ or "").split("Numbers on the page")[1].split("\n", 1)[1]
    names = {name for line in listed.splitlines() for name in re.findall(r"[\w/]+", line.strip().partition("  ")[0])}
    assert {re.sub(r"_\d+$", "_n", name) for name in numbers(page_with(ErrorExplorer()))} == names


def test_own_loss(page_with: Callable[..., Page]) -> None:
    page = page_with(ErrorExplorer(loss=(a - y) ** 4 / 4, targets=[0, 1], predictions=[0.5, 0.25]))
    seen = numbers(page)
    assert [seen["E_1"], seen["dE/da"], seen["dE/dz"]] == pytest.approx([0.5**4 / 4, 0.5**3, 0.5**5], rel=1e-12, abs=0)
    assert page.get_by_label("Loss", exact=True).input_value() == "own loss"
    expect(page.get_by_text("E = (a − y)⁴/4")).to_be_visible()
    page.get_by_label("Loss", exact=True).select_option("half_squared_error")
    assert numbers(page)["E_1"] == 0.125


# ------------------------------------------------------------------------------------------ driving the widget


def test_every_control_works_by_keyboard(page_with: Callable[..., Page]) -> None:
    page = page_with(ErrorExplorer())

    def press(name: str, key: str, role: str = "button") -> dict[str, float]:
        control = page.get_by_role(role, name=name, exact=True)
        control.focus()
        page.keyboard.press(key)
        expect(control).to_be_focused()
        return numbers(page)

    assert press("Example 3", "Enter")["prediction"] == 0.02
    assert press("Example 1", "Space")["prediction"] == 0.7
    assert press("Prediction a", "ArrowRight", "slider")["a_1"] == 0.71
    assert press("Net input z", "Home", "slider")["a_1"] == float(sigmoid(-8.0))
    assert press("Target y", "ArrowLeft", "slider")["y_1"] == 0.99
    assert press("Cost J", "ArrowDown", "combobox")["J"] == pytest.approx(numbers(page)["E_sum"])
    assert press("Add example", "Enter")["a_4"] == 0.5
    expect(page.get_by_role("button", name="Example 4")).to_have_attribute("aria-pressed", "true")
    assert "a_4" not in press("Remove example", "Enter")
    assert press("Output unit", "ArrowDown", "combobox")["da/dz"] == 1
    expect(page.get_by_role("slider", name="Net input z")).to_be_hidden()
    assert press("Prediction a", "End", "slider")["prediction"] == 2
    assert press("Loss", "ArrowDown", "combobox")["prediction"] == 1  # a probability now
    expect(page.get_by_label("Output unit")).to_be_disabled()
    press("All digits", "Space", "checkbox")
    expect(page.locator("[data-quantity=J]")).to_have_text(repr(numbers(page)["J"]))
    assert press("Reset", "Enter") == numbers(page_with(ErrorExplorer()))


def test_one_to_twelve_examples(page_with: Callable[..., Page]) -> None:
    page = page_with(ErrorExplorer())
    add, remove = (page.get_by_role("button", name=f"{what} example") for what in ("Add", "Remove"))
    for _ in range(10):
        add.press("Enter")
    assert "a_12" in numbers(page) and "a_13" not in numbers(page)
    expect(add).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Example 1", exact=True).click()
    remove.click()
    assert numbers(page)["prediction"] == 0.4  # what was the second
    for _ in range(12):
        remove.press("Enter")
    assert "a_2" not in numbers(page)
    expect(page.get_by_text("With one example mean and sum are the same")).to_be_visible()


@pytest.mark.parametrize("plot", [0, 1])
def test_the_point_can_be_dragged(plot: int, page_with: Callable[..., Page]) -> None:
    page = page_with(ErrorExplorer())
    box = page.locator(".grip").nth(plot).bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] - 40, box["y"] + 60, steps=4)
    moved = numbers(page)
    page.mouse.up()
    assert moved["prediction"] < 0.65 and moved["a_1"] == moved["prediction"]
    page.mouse.move(box["x"], box["y"])
    assert numbers(page) == moved
    name, places = ("prediction", 2) if plot == 0 else ("z", 1)
    assert moved[name] == pytest.approx(round(moved[name], places), abs=1e-12)


def test_the_sum_is_n_times_the_mean(page_with: Callable[..., Page]) -> None:
    page = page_with(ErrorExplorer())
    mean = numbers(page)
    page.get_by_label("Cost J").select_option("sum")
    whole = numbers(page)
    for n in (1, 2, 3):
        assert whole[f"dJ/da_{n}"] == whole[f"dE/da_{n}"] == pytest.approx(3 * mean[f"dJ/da_{n}"], rel=1e-15, abs=0)
    assert whole["J"] == whole["E_sum"] == pytest.approx(3 * mean["J"], rel=1e-15, abs=0)
    expect(page.get_by_text("This gradient is 3 times that of the mean")).to_be_visible()


# ----------------------------------------------------------------------------------------------------- in words


def say(page: Page, **state: object) -> str:
    follow(page, link(**state))
    return page.locator("[aria-live=polite]").inner_text()


def test_why_cross_entropy_learns_from_a_saturated_unit_is_said(page_with: Callable[..., Page]) -> None:
    page = page_with(ErrorExplorer())
    squared = say(page, example=3)
    assert "the unit is saturated, and its slope 0.0196 leaves −0.01921 of −0.98" in squared
    crossed = say(page, example=3, loss="binary_cross_entropy")
    assert "and −0.98 reaches the net input. With half squared error it would be −0.01921." in crossed
    assert "With half squared error" not in say(page, example=3, loss="cross_entropy")
    assert "saturated" not in say(page, example=3, output="identity")


def test_the_direction_is_said(page_with: Callable[..., Page]) -> None:
    page = page_with(ErrorExplorer())
    assert "0.30 too low. The slope is −0.30, so to reduce this loss, raise the prediction" in say(page, example=1)
    assert "0.40 too high. The slope is 0.40, so to reduce this loss, lower the prediction" in say(page, example=2)
    assert "Prediction and target are equal" in say(page, predictions=[1, 0, 0])


@pytest.mark.parametrize(("loss", "prediction", "target"), [("binary_cross_entropy", 1, 0), ("cross_entropy", 0, 1)])
def test_what_is_infinite_is_said_in_words(loss: str, prediction: int, target: int, page_with) -> None:
    page = page_with(ErrorExplorer(loss=loss, targets=[target], predictions=[prediction]))
    seen = numbers(page)
    assert seen["E_1"] == seen["J"] == np.inf and abs(seen["dE/da"]) == np.inf
    assert seen["da/dz"] == 0 and seen["dE/dz"] == prediction - target
    for name in ("E_1", "J"):
        expect(page.locator(f"[data-quantity='{name}']")).to_have_text("infinite")
    text = page.locator("[data-widget]").inner_text()
    assert "The loss is infinite" in text and "NaN" not in text and "undefined" not in text
    pictures = page.get_by_role("img").evaluate_all("all => all.map(one => one.outerHTML).join()")
    assert "NaN" not in pictures and "Infinity" not in pictures and "loss infinite" in pictures


@pytest.mark.parametrize(
    ("nonsense", "words"),
    [
        ({"loss": "<b>hinge"}, "There is no loss called “<b>hinge”."),
        ({"output": "relu"}, 'output is "relu"; expected one of sigmoid, identity.'),
        ({"cost": 3}, "cost is 3; expected one of mean, sum."),
        ({"targets": [1, 2]}, "There are 2 targets and 3 predictions"),
        ({"targets": "all"}, 'The targets are "all"; they must be a list of 1 to 12 numbers.'),
        ({"targets": None}, "The targets are null"),
        ({"predictions": [0.5, None, 1]}, "The predictions are [0.5,null,1]"),
        ({"predictions": [], "targets": []}, "The targets are []"),
        ({"predictions": [0.5, 1.5, 1]}, "1.5 is not between 0 and 1"),
        ({"output": "identity", "targets": [0, 7, 0]}, "7 is not between -1 and 2"),
        ({"example": 4}, "The example is 4; it must be a whole number from 1 to 3."),
        ({"example": 1.5}, "example is 1.5; expected a whole number from 1 to 12."),
    ],
)
def test_nonsense_is_named_and_the_last_good_state_stays(nonsense: dict, words: str, page_with) -> None:
    page = page_with(ErrorExplorer())
    page.get_by_role("button", name="Example 2").click()
    before = numbers(page)
    page.wait_for_function("location.hash === '#error.example=2'")
    follow(page, link(**{"example": 2} | nonsense))
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert numbers(page) == before
    page.get_by_role("button", name="Example 3").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    assert numbers(page)["prediction"] == 0.02


def test_where_an_own_loss_has_no_value_the_last_good_state_stays(page_with: Callable[..., Page]) -> None:
    page = page_with(ErrorExplorer(loss=sympy.sqrt(a - y), targets=[0], predictions=[0.5]))
    page.get_by_role("slider", name="Target y").press("End")
    expect(page.get_by_role("alert")).to_contain_text("At the prediction 0.5 and the target 1 this loss has no value.")
    assert numbers(page)["target"] == 0


# ----------------------------------------------------------------------------------------------------- the page


def test_a_link_opens_the_widget_in_that_state(page_with: Callable[..., Page], open_page) -> None:
    page = page_with(ErrorExplorer())
    page.get_by_label("Loss", exact=True).select_option("binary_cross_entropy")
    page.get_by_role("slider", name="Prediction a").press("End")
    page.get_by_role("button", name="Add example").click()
    page.wait_for_function("location.hash.includes('error.example')")
    again = open_page(page.url)
    expect(again.locator("[data-ready=true]")).to_have_count(1)
    assert numbers(again) == numbers(page)
    follow(again, "#elsewhere")  # a section: the widget stays as it is
    assert numbers(again) == numbers(page)
    follow(again, "#")
    assert numbers(again)["prediction"] == 0.7


def test_without_javascript_there_is_the_first_frame(page_with: Callable[..., Page]) -> None:
    page = page_with(ErrorExplorer(), wait=False, java_script_enabled=False)
    expect(page.get_by_role("img")).to_be_visible()
    assert "Half squared error of the prediction 0.7" in (page.get_by_role("img").get_attribute("aria-label") or "")


STATES = {
    "three examples": {},
    "infinite": {"loss": "binary_cross_entropy", "predictions": [0, 0.4, 1]},
    "softmax, all digits": {"loss": "cross_entropy", "example": 3, "all_digits": True},
    "identity, twelve, all digits": {
        "output": "identity",
        "targets": [1 / 3] * 12,
        "predictions": [n / 7 for n in range(12)],
        "all_digits": True,
    },
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_axe_finds_nothing(state: dict, page_with: Callable[..., Page]) -> None:
    page = page_with(ErrorExplorer(**state))
    assert barriers(page) == []


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_nothing_sticks_out(state: dict, page_with: Callable[..., Page]) -> None:
    page = page_with(ErrorExplorer(**state))
    beyond = """root => [...root.querySelectorAll("*")]
        .filter(part => !part.closest("svg, .bp-hidden"))
        .filter(part => part.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
        .map(part => part.outerHTML.slice(0, 80))"""
    for width in (320, 360, 560, 736, 900, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("[data-widget]").evaluate(beyond) == [], width


LABELS_AND_NUMBERS = """() => [...document.querySelectorAll(".list td.number")].map((cell) => {
  const [words, number] = [document.createElement("span"), cell.querySelector("output")];
  words.textContent = getComputedStyle(cell, "::before").content.slice(1, -1);
  words.style.font = getComputedStyle(cell, "::before").font;
  cell.classList.add("measured"); // a box that can be measured, in the place of the label
  cell.prepend(words);
  return [words.textContent, words.getBoundingClientRect().right, number.getBoundingClientRect().left];
})"""


@pytest.mark.parametrize(("all_digits", "width"), [(False, 390), (False, 320), (True, 390)])
def test_no_number_of_a_broken_row_touches_its_label(page_with, all_digits: bool, width: int) -> None:
    """A minus that hung out over the label would turn −0.98 into 0.98."""
    page = page_with(ErrorExplorer(), viewport={"width": width, "height": 900})
    if all_digits:
        page.get_by_label("All digits").check()
    page.add_style_tag(content=".list .measured::before { display: none }")
    found = page.evaluate(LABELS_AND_NUMBERS)
    assert {words for words, *_ in found} == {"prediction a", "target y", "loss E", "∂E/∂a", "∂J/∂a"}
    for words, end, begin in found:
        assert begin >= end + 3, words


@pytest.mark.parametrize("width", [390, 992])
def test_all_digits_leave_the_columns_as_they_are(width: int, page_with: Callable[..., Page]) -> None:
    """Each cell of the list stands in its row and column, and no number of the sum is broken or sticks out."""
    page = page_with(ErrorExplorer(predictions=[1 / 3, 0.4, 2 / 7]), viewport={"width": width, "height": 900})
    in_book_faces(page)
    places = """root => [...root.querySelectorAll(".list td, .plots, .main > div")].map(part => {
      const { x, y, width } = part.getBoundingClientRect();
      return [x, y - root.getBoundingClientRect().y, width].map(Math.round);
    })"""
    root = page.locator("[data-widget]")
    before, height = root.evaluate(places), root.bounding_box()["height"]
    page.get_by_label("All digits").check()
    across = [(x, width) for x, _, width in root.evaluate(places)]
    assert across == [(x, width) for x, _, width in before]
    assert root.bounding_box()["height"] < height + 60
    assert root.locator(".bp-sum output").evaluate_all("all => all.every((one) => one.getClientRects().length === 1)")
    assert root.evaluate("root => root.scrollWidth <= root.clientWidth")


def test_the_loss_has_the_hue_that_the_letter_has_in_the_formulas(page_with: Callable[..., Page]) -> None:
    """By chapters/notation.yml E has that of the target, and J that of what is computed forward."""
    page = page_with(ErrorExplorer())
    colour = (
        "(part, role) => getComputedStyle(part)[role] === getComputedStyle(document.querySelector('.target')).color"
    )
    for part in ("[data-quantity=E_1]", "[data-quantity=E_sum]", ".bp-curve text.target", ".formula"):
        assert page.locator(part).first.evaluate(colour, "color"), part
    assert page.locator(".bp-curve path.curve").first.evaluate(colour, "stroke")
    assert not page.locator("[data-quantity=J]").evaluate(colour, "color")
    picture = str(ErrorExplorer().first_frame)
    assert picture.count('stroke="var(--bp-target)"') == 2  # both curves, for readers without JavaScript
