"""The ChainRuleExplorer on a page without Python: slopes multiply and add as NumPy says, its controls work, its words
are true."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import sympy
from playwright.sync_api import Page, expect
from reading import barriers, follow, link_to, numbers

from backprop_lib import sigmoid
from backprop_widgets import ChainRuleExplorer

x, v, v1, v2 = sympy.symbols("x v v1 v2")

# The menus again, by hand: value and slopes.
FUNCTIONS: dict[str, tuple[Callable, Callable]] = {
    "double": (lambda t: 2 * t, lambda t: 2.0),
    "square": (np.square, lambda t: 2 * t),
    "sin": (np.sin, np.cos),
    "exp": (np.exp, np.exp),
    "logistic": (sigmoid, sigmoid.derivative),
    "log": (np.log, np.reciprocal),
}
MEETINGS: dict[str, tuple[Callable, Callable]] = {
    "sum": (lambda p, q: p + q, lambda p, q: (1.0, 1.0)),
    "product": (lambda p, q: p * q, lambda p, q: (q, p)),
    "squares": (lambda p, q: (p**2 + q**2) / 2, lambda p, q: (p, q)),
    "unit": (lambda p, q: sigmoid(p + q), lambda p, q: (sigmoid.derivative(p + q),) * 2),
}


def link(**state: object) -> str:
    return link_to(state, "chain")


def chain(state: dict, at: float) -> tuple[list, float, list, list]:
    """v, u, the inner slopes and the outer ones."""
    inner = [FUNCTIONS[name] for name in state["inner"]]
    values = [float(f(at)) for f, _ in inner]
    if state["mode"] == "path":
        f, slope = FUNCTIONS[state["outer"]]
        outer = [slope(values[0])]
    else:
        f, slope = MEETINGS[state["outer"]]
        outer = list(slope(*values))
    return values, float(f(*values)), [float(slope(at)) for _, slope in inner], outer


def expected(state: dict) -> tuple[dict[str, float], float]:
    """The same numbers from NumPy, and how large u is: differences of u keep the roundings of it."""
    at, dx = state["x"], state["dx"]
    values, u, inner, outer = chain(state, at)
    moved, far, *_ = chain(state, at + dx)
    total = sum(o * i for o, i in zip(outer, inner, strict=True))
    result = {"at": at, "nudge": dx, "x": at, "u": u, "delta_x": dx, "delta_u": far - u, "du/dx": total}
    result["ratio"] = (far - u) / dx
    names = ["v"] if state["mode"] == "path" else ["v1", "v2"]
    for k, name in enumerate(names):
        result |= {name: values[k], f"delta_{name}": moved[k] - values[k]}
        result |= {f"d{name}/dx": inner[k], f"du/d{name}": outer[k]}
        if len(names) > 1:
            result |= {f"path_{name}": outer[k] * inner[k], f"only_{name}": outer[k] * inner[k]}
    size = max(1, abs(u), abs(far), *map(abs, values), *map(abs, moved))
    return {name: float(value) for name, value in result.items()}, size


def random_state(rng: np.random.Generator) -> dict:
    """One in which everything is finite: no logarithm of what is not positive."""
    while True:
        mode = str(rng.choice(["path", "fork"]))
        state = {
            "mode": mode,
            "inner": [str(name) for name in rng.choice(list(FUNCTIONS), 1 if mode == "path" else 2)],
            "outer": str(rng.choice(list(FUNCTIONS if mode == "path" else MEETINGS))),
            "x": float(rng.uniform(-2, 2)),
            "dx": float(rng.choice([-1, 1]) * 10 ** rng.uniform(-4, 0.5)),
        }
        with np.errstate(all="ignore"):
            if np.isfinite(list(expected(state)[0].values())).all():
                return state


# ------------------------------------------------------------------------------------------------- the numbers


def test_numbers_equal_numpy_s_in_200_random_states(page_with: Callable[..., Page]) -> None:
    page, rng = page_with(ChainRuleExplorer()), np.random.default_rng(1)
    for _ in range(200):
        state = random_state(rng)
        follow(page, link(**state))
        got, (want, size) = numbers(page), expected(state)
        assert got.keys() == want.keys(), state
        for name, value in want.items():
            lost = 4e-16 * size if name.startswith(("delta", "ratio")) else 1e-15
            if name == "ratio":
                lost /= abs(want["nudge"])
            assert got[name] == pytest.approx(value, rel=1e-12, abs=lost), (name, state)


def test_from_what_the_page_shows_slopes_multiply_and_paths_add(page_with: Callable[..., Page]) -> None:
    path = numbers(page_with(ChainRuleExplorer()))
    assert path["du/dx"] == path["du/dv"] * path["dv/dx"]
    fork = numbers(page_with(ChainRuleExplorer(inner=("sin", "exp"), outer="squares")))
    for k in "12":
        assert fork[f"path_v{k}"] == fork[f"du/dv{k}"] * fork[f"dv{k}/dx"]
    assert fork["du/dx"] == fork["path_v1"] + fork["path_v2"]


def test_the_ratio_approaches_the_product(page_with: Callable[..., Page]) -> None:
    """Each halving of the nudge about halves the distance."""
    page, off = page_with(ChainRuleExplorer()), []
    for _ in range(10):
        page.get_by_role("button", name="Halve the nudge").click()
        seen = numbers(page)
        off.append(abs(seen["ratio"] - seen["du/dx"]))
    assert seen["nudge"] == 0.4 / 1024
    assert off[-1] < 1e-3 and [a / b for a, b in pairwise(off[7:])] == pytest.approx([2] * 2, rel=0.04, abs=0)


MAGNIFIED = """() => [...document.querySelectorAll(".lens")].map((lens) => {
  const inside = lens.querySelector("[clip-path]");
  const pairs = (path) => path.getAttribute("d").match(/-?[\\d.e-]+ -?[\\d.e-]+/g);
  const points = (path) => pairs(path).map((at) => at.split(" ").map(Number));
  const [curve, line] = [".curve", "[class^=line]"].map((kind) => points(inside.querySelector(kind)));
  const slope = (line[1][1] - line[0][1]) / (line[1][0] - line[0][0]);
  const within = curve.filter(([x]) => Math.abs(x) < lens.querySelector(".rim").r.baseVal.value / 2);
  return Math.max(...within.map(([x, y]) => Math.abs(y - slope * x)));
})"""
WINDOWS = "() => [...document.querySelectorAll('.window')].map((one) => one.r.baseVal.value)"


def test_the_window_of_the_glass_halves_with_the_nudge_and_its_curve_becomes_the_tangent(page_with) -> None:
    """As drawn, in pixels. The window of u over v is as wide as v moves, which is nearly half."""
    page = page_with(ChainRuleExplorer())
    windows, off = [page.evaluate(WINDOWS)], [page.evaluate(MAGNIFIED)]
    outer = page.locator(".curve").first.get_attribute("d")
    for _ in range(6):
        page.get_by_role("button", name="Halve the nudge").click()
        windows.append(page.evaluate(WINDOWS))
        off.append(page.evaluate(MAGNIFIED))
    for before, after in pairwise(windows):
        assert [after[k] / before[k] for k in (0, 2)] == pytest.approx([0.5, 0.5])
    for before, after in pairwise(off[:4]):  # then what is left is the rounding of pixels
        assert all(b < 0.8 * a for a, b in zip(before, after, strict=True))
    assert max(off[0]) > 2 and max(off[-1]) < 0.2
    assert page.locator(".curve").first.get_attribute("d") == outer


def test_the_lengths_of_the_bars_multiply(page_with: Callable[..., Page]) -> None:
    """They are as long as the moves, and for a small nudge these are multiplied by the slopes on their way."""
    page = page_with(ChainRuleExplorer(dx=0.01))
    long = page.locator(".bars rect").evaluate_all("all => all.map((one) => one.width.baseVal.value)")
    seen = numbers(page)
    moved = [abs(seen[f"delta_{name}"]) for name in ("x", "v", "u")]
    assert [one / long[0] for one in long] == pytest.approx([one / moved[0] for one in moved], rel=1e-6)
    assert long[2] / long[0] == pytest.approx(seen["du/dv"] * seen["dv/dx"], rel=0.02)


MOST = {1280: 800, 390: 900}


@pytest.mark.parametrize("width", MOST)
def test_it_is_seen_at_once_and_nothing_moves_its_controls(width: int, page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer(), viewport={"width": width, "height": 900})
    measure = """() => {
      const root = document.querySelector("[data-widget]");
      const { top } = root.getBoundingClientRect();
      const controls = [...root.querySelectorAll("select, input, button")].filter((one) => one.checkVisibility());
      return controls.map((one) => one.getBoundingClientRect()).map(({ x, y }) => [Math.round(x), Math.round(y - top)]);
    }"""
    places = page.evaluate(measure)
    for state in ({"dx": 0.1}, {"dx": -1e-6}, {"x": 0}, {"x": 2, "dx": 1, "all_digits": True}):
        follow(page, link(**state))
        assert page.evaluate(measure) == places, state
        box = page.locator("[data-widget]").bounding_box()
        assert box and box["height"] <= MOST[width], state
    plots = [box["y"] for box in (one.bounding_box() for one in page.locator(".plots > div").all()) if box]
    assert len(set(plots)) == 1, "side by side"


def test_the_docstring_names_all_numbers(page_with: Callable[..., Page]) -> None:
    listed = (ChainRuleExplorer.__doc__ or "").split("Numbers on the page")[1].split("\n", 1)[1]
    names = [name for line in listed.splitlines() for name in re.findall(r"[\w/]+", line.strip().partition("  ")[0])]
    for inner, letters in ({"square": "v"}, ["v"]), ({"sin": "", "exp": ""}, ["v1", "v2"]):
        wanted = {name.replace("V", letter) for name in names for letter in letters}
        shown = set(numbers(page_with(ChainRuleExplorer(inner=tuple(inner)))))
        assert shown == {name for name in wanted if len(letters) > 1 or not name.startswith(("path_", "only_"))}


def test_functions_of_one_s_own(page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer(inner=x**3 - x, outer=sympy.tanh(v), x=0.5))
    seen = numbers(page)
    slope = 1 - np.tanh(-0.375) ** 2
    assert [seen["dv/dx"], seen["du/dv"], seen["du/dx"]] == pytest.approx(
        [-0.25, slope, -0.25 * slope], rel=1e-12, abs=0
    )
    expect(page.get_by_text("3x² − 1")).to_be_visible()
    page.get_by_label("v of x").select_option("exp")
    page.get_by_label("v of x").select_option("own v")
    assert numbers(page) == seen
    page.get_by_label("Shape").select_option("fork")
    page.get_by_label("Shape").select_option("path")
    assert numbers(page) == seen


def test_the_example_of_the_chapter(page_with: Callable[..., Page]) -> None:
    """e = (a + b)(b + 1) at a = 2, b = 1: 2 through one bracket, 3 through the other, 5 together."""
    seen = numbers(page_with(ChainRuleExplorer(inner=(x + 2, x + 1), outer=v1 * v2, x=1)))
    assert (seen["path_v1"], seen["path_v2"], seen["du/dx"]) == (2, 3, 5)
    assert (seen["only_v1"], seen["only_v2"]) == (2, 3)


# ------------------------------------------------------------------------------------------ driving the widget


def test_every_control_works_by_keyboard(page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer())
    published = numbers(page)

    def press(name: str, key: str, role: str = "slider") -> dict[str, float]:
        control = page.get_by_role(role, name=name, exact=True)
        control.focus()
        page.keyboard.press(key)
        expect(control).to_be_focused()
        return numbers(page)

    assert press("x", "ArrowRight")["x"] == 0.81
    assert press("Nudge Δx", "ArrowRight")["nudge"] == 0.5
    assert press("Nudge Δx", "Home")["nudge"] == -2
    assert press("Halve the nudge", "Enter", "button")["nudge"] == -1
    assert press("u of v", "ArrowDown", "combobox")["u"] == pytest.approx(np.exp(0.81**2))
    assert press("v of x", "ArrowUp", "combobox")["v"] == 1.62
    assert "v2" in press("Shape", "ArrowDown", "combobox")
    assert press("v1 of x", "ArrowDown", "combobox")["v1"] == pytest.approx(0.81**2)
    assert press("v2 of x", "ArrowDown", "combobox")["v2"] == pytest.approx(np.sin(0.81))
    assert press("u of v1 and v2", "ArrowUp", "combobox")["du/dv1"] == 1
    press("All digits", "Space", "checkbox")
    expect(page.locator("[data-quantity='dv1/dx']")).to_have_text("1.62")
    assert press("Reset", "Enter", "button") == published
    expect(page.get_by_label("Shape")).to_have_value("path")


def test_the_smallest_nudge_is_not_halved(page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer(dx=-2e-6))
    halve = page.get_by_role("button", name="Halve")
    halve.press("Enter")
    expect(halve).to_have_attribute("aria-disabled", "true")
    halve.press("Enter")
    assert numbers(page)["nudge"] == -1e-6


@pytest.mark.parametrize("plot", range(3))
def test_x_can_be_dragged_where_it_is_on_the_axis(plot: int, page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer(inner=("sin", "exp"), x=0.5))
    box = page.locator(".grip").nth(plot).bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] - 30, box["y"] + 20, steps=4)
    page.mouse.up()
    moved = numbers(page)["x"]
    assert moved < 0.4 and moved == round(moved, 2)


def test_only_plots_over_x_can_be_dragged(page_with: Callable[..., Page]) -> None:
    expect(page_with(ChainRuleExplorer()).locator(".grip")).to_have_count(2)


def test_a_function_that_needs_another_x_finds_one(page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer(x=-1, dx=0.1))
    page.get_by_label("v of x").select_option("log")
    expect(page.get_by_role("alert")).to_be_hidden()
    seen = numbers(page)
    assert 0 < seen["x"] < 0.2 and seen["v"] == pytest.approx(np.log(seen["x"]))


# ----------------------------------------------------------------------------------------------------- in words


def say(page: Page, **state: object) -> str:
    follow(page, link(**state))
    return page.locator("[aria-live=polite]").inner_text()


def test_what_the_nudge_shows_is_said(page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer())
    large = page.locator("[aria-live=polite]").inner_text()
    assert large == (
        "The measured slope and the product differ by 0.2977, since the slopes change on the way. Halve the nudge."
    )
    expect(page.get_by_text("measured 0.9857, product 1.283")).to_be_visible()
    page.get_by_label("All digits").check()
    seen = numbers(page)
    expect(page.get_by_text(f"measured {seen['ratio']!r}, product {seen['du/dx']!r}")).to_be_visible()
    assert "hardly change over so small a nudge" in say(page, dx=0.001)
    assert "One link is flat here: dv/dx is 0" in say(page, x=0)
    for inner, outer in ("double", "double"), ("exp", "log"):
        assert "is the product, since u over x is straight here" in say(page, inner=[inner], outer=outer)
    fork = say(page, mode="fork", inner=["double", "double"], outer="product", x=1)
    assert "The measured slope and the sum differ by 1.60" in fork
    pictures = page.get_by_role("img").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert pictures[4] == "Curve of u over x: at x = 1.00, u = 4.00, slope 8.00."


def test_a_forgotten_path_is_marked_as_wrong_unless_it_contributes_nothing(page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer(inner=(x + 2, x + 1), outer=v1 * v2, x=1))
    cross = "node => getComputedStyle(node, '::before').content"
    chip = page.locator("[data-quantity='only_v1']")
    assert chip.evaluate(cross) == '"✗ "'
    follow(page, link(x=-2))  # v1 is 0 there, and with it what comes through v2
    assert numbers(page)["path_v2"] == 0 and chip.evaluate(cross) == "none"


@pytest.mark.parametrize(
    ("nonsense", "words"),
    [
        ({"mode": "<b>loop"}, 'mode is "<b>loop"; expected one of path, fork.'),
        ({"inner": ["cube"]}, "There is no function called “cube” here."),
        ({"inner": "sin"}, 'The inner functions are "sin"; a path has a list of 1.'),
        ({"inner": ["sin", "exp"]}, "a path has a list of 1"),
        ({"mode": "fork"}, 'The inner functions are ["square"]; a fork has a list of 2.'),
        ({"outer": "product"}, "There is no function called “product” here."),
        ({"outer": None}, "There is no function called “null” here."),
        ({"x": "here"}, 'x is "here"; expected a finite number.'),
        ({"x": 2.5}, "x is 2.5; it must be a number from -2 to 2."),
        ({"dx": 0}, "The nudge is 0; its size must be from 0.000001 to 4."),
        ({"dx": None}, "dx is null; expected a finite number."),
        ({"inner": ["log"], "x": -1}, "At x = −1.00 this chain, or a slope in it, has no finite value."),
    ],
)
def test_nonsense_is_named_and_the_last_good_state_stays(nonsense: dict, words: str, page_with) -> None:
    page = page_with(ChainRuleExplorer())
    page.get_by_role("button", name="Halve").click()
    before = numbers(page)
    page.wait_for_function("location.hash === '#chain.dx=0.2'")
    follow(page, link(**{"dx": 0.2} | nonsense))
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert numbers(page) == before
    page.get_by_role("button", name="Halve").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    assert numbers(page)["nudge"] == 0.1


# ----------------------------------------------------------------------------------------------------- the page


def test_a_link_opens_the_widget_in_that_state(page_with: Callable[..., Page], open_page) -> None:
    page = page_with(ChainRuleExplorer())
    page.get_by_label("Shape").select_option("fork")
    page.get_by_role("slider", name="x", exact=True).press("Home")
    page.wait_for_function("location.hash.includes('chain.x')")
    again = open_page(page.url)
    expect(again.locator("[data-ready=true]")).to_have_count(1)
    assert numbers(again) == numbers(page)
    follow(again, "#elsewhere")  # a section: the widget stays as it is
    assert numbers(again) == numbers(page)
    follow(again, "#")
    assert numbers(again)["x"] == 0.8


def test_without_javascript_there_is_the_first_frame(page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer(), wait=False, java_script_enabled=False)
    expect(page.get_by_role("img")).to_be_visible()
    assert "0.8021 times 1.6, which is 1.283" in (page.get_by_role("img").get_attribute("aria-label") or "")


STATES: dict[str, dict] = {
    "path": {},
    "fork, all digits": {"inner": ("exp", "logistic"), "outer": "unit", "x": 1 / 3, "dx": -1 / 3, "all_digits": True},
    "path, all digits": {"inner": "exp", "outer": "exp", "x": 1.23456789, "dx": -1 / 7, "all_digits": True},
    "own": {"inner": sympy.sin(3 * x) * sympy.exp(-(x**2)) + x / 7, "outer": sympy.cos(v) / (1 + v**2)},
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_axe_finds_nothing(state: dict, page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer(**state))
    assert barriers(page) == []


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_nothing_sticks_out(state: dict, page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer(**state))
    beyond = """root => [...root.querySelectorAll("*")]
        .filter(part => !part.closest("svg, .bp-hidden"))
        .filter(part => part.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
        .map(part => part.outerHTML.slice(0, 80))"""
    for width in (320, 360, 560, 736, 900, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("[data-widget]").evaluate(beyond) == [], width


def test_each_path_that_is_left_out_is_a_sentence_of_its_own(page_with: Callable[..., Page]) -> None:
    page = page_with(ChainRuleExplorer(inner=("sin", "exp"), outer="squares"))
    told = page.locator(".chain p", has_text="Without").locator("> span").all_inner_texts()
    assert [words.split(":")[0] for words in told] == ["Without the path through v2", "Without the path through v1"]
