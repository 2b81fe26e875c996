"""The DescentStepper on a page without Python: its numbers are Python's, every control works, nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache

import numpy as np
import pytest
import sympy
from playwright.sync_api import Page, expect
from reading import barriers, follow, link_to, numbers, sticks_out

from backprop_lib.javascript import javascript_module, logistic, numpy_function
from backprop_widgets import DescentStepper
from backprop_widgets.descent_stepper.costs import COSTS, compiled, evaluator, function_name


@cache
def in_python(cost: str) -> DescentStepper:
    return DescentStepper(cost=cost)


def expected(state: dict) -> dict[str, float]:
    """The same numbers from Python."""
    widget = in_python(state["cost"])
    for name, value in state.items():
        setattr(widget, name, value)
    path = widget.path()
    n = min(widget.step, len(path.x) - 1)
    names = [str(parameter) for parameter in COSTS[widget.cost].parameters]
    carried = path.step[n - 1] if n else np.zeros(len(names))
    result = {"step": n, "cost": path.cost[n], "cost_start": path.cost[0]}
    result |= {"learning_rate": widget.learning_rate, "momentum": widget.momentum}
    for k, name in enumerate(names):
        result |= {
            name: path.x[n, k],
            f"start_{name}": widget.start[k],
            f"gradient_{name}": path.gradient[n, k],
            f"downhill_{name}": -widget.learning_rate * path.gradient[n, k],
            f"carried_{name}": widget.momentum * carried[k],
            f"step_{name}": path.step[n, k],
            f"next_{name}": path.x[n, k] + path.step[n, k],
        }
    return {name: float(value) for name, value in result.items()}


def random_state(rng: np.random.Generator) -> dict:
    name = str(rng.choice(list(COSTS)))
    cost = COSTS[name]
    low, high = cost.view[:2]
    middle, half = (cost.view[2], (high - low) / 4) if len(cost.view) == 3 else (0, 0)
    start = [float(rng.uniform(low, high)), float(rng.uniform(middle - half, middle + half))]
    return {
        "cost": name,
        "learning_rate": float(cost.learning_rate * rng.uniform(0.05, 1.2)),
        "momentum": float(rng.choice([0, rng.uniform(0, 0.9)])),
        "start": start[: len(cost.parameters)],
        "step": int(rng.integers(0, 61)),
    }


# ------------------------------------------------------------------------------------------------- the numbers


def run_in(page: Page, module: str, function: str, points: np.ndarray) -> np.ndarray:
    """What a function of a JavaScript module returns at these points."""
    script = """async ([module, name, points]) => {
        const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
        const functions = await import(url);
        return points.map((point) => functions[name](...point));
    }"""
    return np.array(page.evaluate(script, [module, function, points.tolist()]))


def test_generated_javascript_equals_numpy(page_with: Callable[..., Page]) -> None:
    page, rng = page_with(DescentStepper()), np.random.default_rng(1)
    for name, cost in COSTS.items():
        points = rng.uniform(*cost.view[:2], size=(1000, len(cost.parameters)))
        got = run_in(page, compiled(), function_name(name), points)
        plain = sympy.lambdify(*cost.formula, [{"logistic": lambda z: 1 / (1 + np.exp(-z))}, "numpy"])  # x**3, no cse
        want = np.array([plain(*point) for point in points])
        size = np.abs(want) + 1e-2 * np.abs(want).max(axis=0)  # near a zero of the slope, digits cancel in both
        assert np.max(np.abs(got - want) / size) < 1e-12, name


def test_generated_javascript_has_stable_and_unusual_forms(page_with: Callable[..., Page]) -> None:
    z, w = sympy.symbols("z w", real=True)
    expressions = [
        logistic(z),
        sympy.Max(z, 0),
        sympy.diff(sympy.Max(z, 0), z),
        sympy.Piecewise((z, z > 0), (z / 100, True)),
    ]
    expressions += [
        (1 + z**2) ** -3,
        1 / (3 + w) ** 2,
        z**7,
        sympy.Float(0.1) * sympy.sqrt(1 + z**2),
        sympy.tanh(z) ** 2,
    ]
    points = np.random.default_rng(2).normal(scale=3, size=(1000, 2))
    page = page_with(DescentStepper())
    module = javascript_module({"f": ([z, w], expressions)})
    in_numpy = numpy_function([z, w], expressions)
    want = np.array([in_numpy(*point) for point in points], dtype=float)
    np.testing.assert_allclose(run_in(page, module, "f", points), want, rtol=1e-12)
    far = run_in(page, module, "f", np.array([[-1000.0, 0.0], [1000.0, 0.0]]))
    assert far[:, 0].tolist() == [0, 1]


def test_numbers_equal_the_python_path_in_200_random_states(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper())
    rng = np.random.default_rng(3)
    for _ in range(200):
        state = random_state(rng)
        follow(page, link_to(state))
        got, want = numbers(page), expected(state)
        assert got.keys() == want.keys(), state
        polynomial = state["cost"] not in ("plateau", "steep wall")
        for name, value in want.items():
            # polynomials agree to the last bit; exp() may differ in it, which cancellation makes visible
            assert got[name] == value if polynomial else abs(got[name] - value) <= 1e-12 * max(1, abs(value)), (
                name,
                state,
            )


def test_own_cost(page_with: Callable[..., Page]) -> None:
    w, b = sympy.symbols("w b")
    widget = DescentStepper(cost=(2 * w + b - 1) ** 2 / 2 + sympy.exp(-b), start=(1, 0.5), step=3)
    page = page_with(widget)
    got, path = numbers(page), widget.path()
    assert [got["b"], got["w"]] == pytest.approx(path.x[3].tolist(), rel=1e-12, abs=0)
    assert [got["gradient_b"], got["gradient_w"]] == pytest.approx(path.gradient[3].tolist(), rel=1e-12, abs=0)
    assert page.get_by_label("Cost", exact=True).input_value() == "own cost"
    expect(page.get_by_label("Start w")).to_be_visible()


def test_a_page_chooses_what_it_offers(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper(cost="parabola", costs=["parabola", "ravine"], with_momentum=False))
    assert page.get_by_label("Cost", exact=True).locator("option").all_inner_texts() == ["Parabola", "Ravine"]
    expect(page.get_by_label("Momentum")).to_have_count(0)
    follow(page, link_to({"cost": "rosenbrock"}))
    expect(page.get_by_role("alert")).to_contain_text("There is no cost called “rosenbrock”.")


# ------------------------------------------------------------------------------------------ driving the widget


def test_keys_step_from_anywhere_but_a_field(page_with: Callable[..., Page]) -> None:
    """That every control works by keyboard is tested for all widgets together."""
    page = page_with(DescentStepper(start=2.05))

    def press(name: str, key: str, role: str = "button") -> dict[str, float]:
        page.get_by_role(role, name=name, exact=role == "button").press(key)
        return numbers(page)

    assert press("Next", "ArrowRight")["step"] == 1
    assert press("Reset", "ArrowRight")["step"] == 2
    assert press("Next", "ArrowLeft")["step"] == 1
    assert press("Momentum", "ArrowRight", "slider")["step"] == 1
    assert press("Step", "End", "slider")["step"] == 60
    assert press("Next", "Home")["step"] == 0
    assert press("Cost", "ArrowUp", "combobox")["w"] == COSTS["parabola"].start[0]


def test_play_goes_to_the_end_and_stops_for_any_other_control(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper(start=2.05, steps=3))
    page.clock.install(time=0)
    page.clock.pause_at(datetime(2030, 1, 1))
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.clock.run_for(500)
    assert numbers(page)["step"] == 1
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.clock.run_for(5000)
    assert numbers(page)["step"] == 0
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(5000)
    assert numbers(page)["step"] == 3
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("button", name="Next")).to_have_attribute("aria-disabled", "true")


def test_the_start_can_be_dragged(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper(cost="bowl", step=4))
    handle = page.locator(".handle circle")
    box = handle.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 70, steps=4)
    page.mouse.up()
    moved = numbers(page)
    assert moved["step"] == 0 and moved["start_w1"] > -3 and moved["start_w2"] < 1.2
    assert moved["w1"] == moved["start_w1"]


def test_the_shown_step_is_the_update_rule(page_with: Callable[..., Page]) -> None:
    """Only from what the page shows: gradient, rate and momentum make the step, and the step makes the next point."""
    page = page_with(DescentStepper(cost="beale", momentum=0.5, step=7))
    shown = numbers(page)
    for p in ("w1", "w2"):
        assert shown[f"downhill_{p}"] == -shown["learning_rate"] * shown[f"gradient_{p}"]
        assert shown[f"step_{p}"] == pytest.approx(shown[f"downhill_{p}"] + shown[f"carried_{p}"], rel=1e-12, abs=0)
        assert shown[f"next_{p}"] == shown[p] + shown[f"step_{p}"]


# ----------------------------------------------------------------------------------------------------- in words


def say(page: Page) -> str:
    return page.locator("[aria-live=polite]").inner_text()


SEEN = """svg => {
  const frame = svg.getBoundingClientRect();
  const { left, right, top, bottom } = svg.querySelector(".now").getBoundingClientRect();
  return left > frame.left && right < frame.right && top > frame.top && bottom < frame.bottom;
}"""


@pytest.mark.parametrize(("cost", "rate", "side"), [("parabola", 2.1, "to the right"), ("ravine", 0.2, "above")])
def test_where_a_point_left_the_picture_is_marked_and_said(cost: str, rate: float, side: str, page_with) -> None:
    page = page_with(DescentStepper(cost=cost, learning_rate=rate, start=COSTS[cost].start, step=14))
    drawing = page.locator(".plot svg")
    assert drawing.evaluate(SEEN)
    expect(page.locator(".now.out")).to_have_count(1)
    expect(page.locator("text.off")).to_contain_text(f"off the picture, {side}")
    follow(page, link_to({"cost": cost, "learning_rate": rate, "step": 0}))
    expect(page.locator(".now.out")).to_have_count(0)
    expect(page.locator("text.off")).to_be_empty()


def test_divergence_overshoot_and_rest_are_said(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper(cost="parabola", learning_rate=2.1, step=6))
    assert say(page).startswith("Diverging. The cost went from 5.12 to 16.07 in 6 steps.")
    assert "as soon as η is above 2.00" in say(page)
    follow(page, link_to({"cost": "parabola", "learning_rate": 1.8, "step": 2}))
    assert "overshot" in say(page)
    follow(page, link_to({"cost": "two minima", "start": [2.05], "learning_rate": 0.1, "step": 60}))
    assert "not the lowest one: that is near w = −1.473" in say(page)
    follow(page, link_to({"cost": "rosenbrock", "learning_rate": 0.1, "start": [-1.2, 1], "step": 60}))
    assert say(page).startswith("Diverging.") and "too large to show" in say(page)
    picture = page.get_by_role("img").get_attribute("aria-label")
    assert picture and "After" in picture and "gradient" in picture


@pytest.mark.parametrize(
    ("nonsense", "words"),
    [
        ({"learning_rate": -1}, "learning_rate is -1; expected a positive, finite number."),
        ({"learning_rate": "fast"}, 'learning_rate is "fast"; expected a positive, finite number.'),
        ({"momentum": 1}, "momentum is 1; expected a number from 0 to below 1."),
        ({"start": [1, 2]}, "The start is [1,2]; this cost needs one number for each of w."),
        ({"start": [None]}, "The start is [null]"),
        ({"cost": "<b>hill"}, "There is no cost called “<b>hill”."),
        ({"step": 1.5}, "step is 1.5; expected a whole number from 0 on."),
    ],
)
def test_nonsense_is_named_and_the_last_good_state_stays(nonsense: dict, words: str, page_with) -> None:
    page = page_with(DescentStepper(start=2.05))
    page.get_by_role("button", name="Next").click()
    before = numbers(page)
    follow(page, link_to({"step": 1} | nonsense))
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert numbers(page) == before
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    assert numbers(page)["step"] == 2


def test_a_published_state_that_is_nonsense_still_gives_a_widget(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper().get_state() | {"learning_rate": None})
    expect(page.get_by_role("alert")).to_contain_text("learning_rate is null; expected a positive, finite number.")


# ----------------------------------------------------------------------------------------------------- the page


def test_a_link_opens_the_widget_in_that_state(page_with: Callable[..., Page], open_page) -> None:
    page = page_with(DescentStepper(start=2.05), DescentStepper(cost="bowl"), DescentStepper(name="other"))
    second = page.locator("[data-widget]").nth(1)
    second.get_by_role("button", name="Next").click()
    second.get_by_label("Momentum").press("ArrowRight")
    page.locator("[data-widget]").nth(2).get_by_role("button", name="Next").click()
    page.wait_for_function("location.hash.includes('other.step=1')")
    assert page.evaluate("location.hash") == "#descent-2.momentum=0.01&descent-2.step=1&other.step=1"
    again = open_page(page.url)
    expect(again.locator("[data-ready=true]")).to_have_count(3)
    expect(again.locator("[data-quantity=step]").nth(2)).to_have_attribute("data-value", "1")
    assert [numbers(again, k) for k in range(3)] == [numbers(page, k) for k in range(3)]
    follow(again, "#")
    assert numbers(again, 1)["momentum"] == 0


def test_links_to_headings_are_left_alone(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper(), link="#some-heading")
    page.get_by_role("button", name="Next").click()
    page.wait_for_function("location.hash.includes('step')")
    assert page.evaluate("location.hash") == "#some-heading&descent.step=1"


def test_without_javascript_there_is_the_first_frame(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper(start=2.05), wait=False, java_script_enabled=False)
    picture = page.get_by_role("img")
    expect(picture).to_be_visible()
    assert "about to start at w = 2.05" in (picture.get_attribute("aria-label") or "")
    page = page_with(DescentStepper(cost="bowl", step=3), wait=False, java_script_enabled=False)
    assert "after 3 steps at w1 = " in (page.get_by_role("img").get_attribute("aria-label") or "")


def test_widgets_share_one_module(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper(), DescentStepper(cost="bowl"))
    assert page.locator("script[data-widget-code]").count() == 1
    assert page.evaluate("[...document.head.querySelectorAll('style')].length") == 2  # the page's own and the widgets'


STATES = {
    "surface with momentum, all digits": {"cost": "beale", "momentum": 0.5, "step": 9, "all_digits": True},
    "huge numbers": {"cost": "rosenbrock", "learning_rate": 0.05, "step": 60, "all_digits": True},
}


def test_axe_finds_nothing_in_an_alarm(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper(cost="parabola", learning_rate=2.1, step=12))
    expect(page.get_by_text("Diverging.")).to_be_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_nothing_sticks_out(state: dict, page_with: Callable[..., Page]) -> None:
    assert sticks_out(page_with(DescentStepper(**state))) == []


def test_a_curve_that_stands_for_a_cost_is_nowhere_below_0() -> None:
    """It says how wrong a network is."""
    for name in ("parabola", "two minima", "flat valley", "plateau"):
        low, high = COSTS[name].view
        assert min(evaluator(COSTS[name])(at)[0] for at in np.linspace(low, high, 400)) >= 0, name


def test_a_change_too_small_for_the_figures_is_said_as_a_change(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper(cost="two minima", start=2.05, learning_rate=0.1))
    told = []
    for step in range(1, 20):
        follow(page, link_to({"step": step}))
        told.append(say(page))
    pairs = [re.search(r"from (\S+) to (\S+)\.", words) for words in told]
    assert any(pairs) and all(pair[1] != pair[2] for pair in pairs if pair)
    assert any(re.search(r"lowered the cost by [\d.]+×10⁻⁵\.", words) for words in told), told


def test_a_short_formula_of_a_curve_and_of_its_slope_is_shown(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper(cost="parabola", start=3))
    row = page.locator("tr", has_text="gradient").first
    assert row.locator("math").all_text_contents() == ["J=w22", "slope=w"]
    expect(row.locator("output")).to_have_text("3.00")
    follow(page, link_to({"cost": "plateau"}))
    assert row.locator("math:visible").all_text_contents() == ["∇J"]
