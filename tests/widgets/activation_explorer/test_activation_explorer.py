"""The ActivationExplorer on a page without Python: its numbers are the library's, and its words are true."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
import sympy
from playwright.sync_api import Page, expect
from reading import barriers, follow, link_to, numbers

from backprop_lib.activations import ACTIVATIONS
from backprop_widgets import ActivationExplorer
from backprop_widgets.kit.expressions import EXPRESSIONS, compiled

z = sympy.Symbol("z")


def link(**state: object) -> str:
    return link_to(state, "curve")


# ------------------------------------------------------------------------------------------------- the numbers


def test_the_generated_activations_are_the_library_s(page_with: Callable[..., Page]) -> None:
    """At 1,000 points and at the kink; where a is rounded near 1, 1 - a has fewer digits in both."""
    points = np.append(np.random.default_rng(0).normal(scale=4, size=999), 0.0)
    script = """async ([module, points]) => {
        const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
        const functions = await import(url);
        return Object.fromEntries(Object.entries(functions).map(([name, f]) => [name, points.map((z) => f(z))]));
    }"""
    got = page_with(ActivationExplorer()).evaluate(script, [compiled(), points.tolist()])
    assert got.keys() == {f"f_{name}" for name in EXPRESSIONS}
    for name in EXPRESSIONS:
        f = ACTIVATIONS[name]
        value, slope = np.array(got[f"f_{name}"], dtype=float).T
        np.testing.assert_allclose(value, f(points), rtol=1e-12, atol=0, err_msg=name)
        np.testing.assert_allclose(slope, f.derivative(points), rtol=1e-12, atol=4e-16, err_msg=name)


def test_numbers_equal_the_library_s(page_with: Callable[..., Page]) -> None:
    page, rng = page_with(ActivationExplorer()), np.random.default_rng(1)
    for name in EXPRESSIONS:
        for z in (0.0, *rng.uniform(-6, 6, 10)):
            follow(page, link(activation=name, z=float(z)))
            f = ACTIVATIONS[name]
            want = {"z": z, "a": float(f(z)), "slope": float(f.derivative(z))}
            assert numbers(page) == pytest.approx(want, rel=1e-12, abs=4e-16)


def test_the_docstring_names_all_numbers(page_with: Callable[..., Page]) -> None:
    listed = (ActivationExplorer.__doc__ or "").split("Numbers on the page")[1].split("\n", 1)[1]
    names = {name for line in listed.splitlines() for name in re.findall(r"\w+", line.strip().partition("  ")[0])}
    assert set(numbers(page_with(ActivationExplorer()))) == names


def test_own_activation(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(activation=sympy.sin(z) + z / 10, z=1))
    got = numbers(page)
    assert [got["a"], got["slope"]] == pytest.approx([np.sin(1) + 0.1, np.cos(1) + 0.1], rel=1e-12, abs=0)
    assert page.get_by_label("Activation φ").input_value() == "own activation"
    expect(page.get_by_role("option", name="z/10 + sin(z)")).to_have_count(1)


# ------------------------------------------------------------------------------------------ driving the widget


def test_every_control_works_by_keyboard(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer())
    before = numbers(page)

    def press(name: str, key: str, role: str = "slider") -> dict[str, float]:
        control = page.get_by_role(role, name=name)
        control.focus()
        page.keyboard.press(key)
        expect(control).to_be_focused()
        return numbers(page)

    assert press("Point z", "ArrowRight")["z"] == 0.6
    assert press("Activation φ", "ArrowDown", "combobox")["slope"] == pytest.approx(1 - np.tanh(0.6) ** 2)
    press("All digits", "Space", "checkbox")
    expect(page.locator("[data-quantity=a]")).to_have_text(repr(numbers(page)["a"]))
    assert press("Reset", "Enter", "button") == before
    expect(page.get_by_role("checkbox", name="All digits")).not_to_be_checked()


@pytest.mark.parametrize("which", [0, 1])
def test_the_point_can_be_dragged_on_both_curves(which: int, page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(z=0))
    box = page.locator(".grip").nth(which).bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=4)
    page.mouse.up()
    moved = numbers(page)
    assert moved["z"] > 1 and moved["a"] == pytest.approx(1 / (1 + np.exp(-moved["z"])))
    page.mouse.move(box["x"], box["y"])
    assert numbers(page) == moved


def test_the_kink_the_slope_and_the_drawings_are_in_words(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(activation="relu", z=0))
    expect(page.locator(".note")).to_have_text(
        "The slope: a small change of z reaches a multiplied by 0. No slope of this curve is above 1. "
        "At the kink z = 0 the slope is taken to be 0, as in the library."
    )
    expect(page.locator(".open")).to_have_count(2)
    drawings = [image.get_attribute("aria-label") or "" for image in page.locator("svg[role=img]").all()]
    assert drawings[0] == "Curve of φ with its tangent. At z = 0 the output is 0 and the slope is 0."
    assert drawings[1] == "Curve of the slope of φ. At z = 0 the output is 0 and the slope is 0."
    follow(page, link(activation="leaky_relu"))
    expect(page.locator(".note")).to_contain_text("the slope is taken to be 0.01, as in the library.")
    follow(page, link(activation="sigmoid"))
    expect(page.locator(".note")).to_contain_text("No slope of this curve is above 0.25.")
    expect(page.locator(".open")).to_have_count(0)


def test_numbers_that_do_not_exist_are_said(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(activation=sympy.log(z), z=-1))
    expect(page.locator(".note")).to_have_text("Here φ(z) or its slope is not a finite number.")
    expect(page.locator("[data-quantity=a]")).to_have_text("undefined")


@pytest.mark.parametrize(
    ("nonsense", "words"),
    [
        ({"activation": "<b>sine"}, "There is no activation called “<b>sine”."),
        ({"activation": "softmax"}, "There is no activation called “softmax”."),
        ({"z": "far"}, 'z is "far"; expected a finite number.'),
        ({"view": [6, -6]}, "The view is [6,-6]; it must be the lowest and the highest z to show"),
        ({"view": 6}, "The view is 6"),
    ],
)
def test_nonsense_is_named_and_the_last_good_state_stays(nonsense: dict, words: str, page_with) -> None:
    page = page_with(ActivationExplorer())
    page.get_by_label("Activation φ").select_option("tanh")
    before = numbers(page)
    follow(page, link(**{"activation": "tanh"} | nonsense))
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert numbers(page) == before
    page.get_by_label("Activation φ").select_option("relu")
    expect(page.get_by_role("alert")).to_be_hidden()


# ----------------------------------------------------------------------------------------------------- the page


def test_a_link_opens_the_widget_in_that_state(page_with: Callable[..., Page], open_page) -> None:
    page = page_with(ActivationExplorer())
    page.get_by_label("Activation φ").select_option("relu")
    page.get_by_label("Point z").press("Home")
    page.wait_for_function("location.hash.includes('curve.z=-6')")
    again = open_page(page.url)
    expect(again.locator("[data-ready=true]")).to_have_count(1)
    assert numbers(again) == numbers(page) and numbers(again)["slope"] == 0


def test_the_view_can_be_moved_by_a_link(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(), link=link(view=[-1, 9]))
    slider = page.get_by_label("Point z")
    expect(slider).to_have_attribute("min", "-1")
    slider.press("End")
    assert numbers(page)["z"] == 9


def test_without_javascript_there_is_the_first_frame(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(activation="relu"), wait=False, java_script_enabled=False)
    picture = page.get_by_role("img")
    expect(picture).to_be_visible()
    words = picture.get_attribute("aria-label") or ""
    assert words == "The activation relu at z = 0.5: the output is 0.5 and the slope is 1."


@pytest.mark.parametrize(("width", "most"), [(1280, 800), (390, 1300)])
def test_it_is_seen_at_once(width: int, most: int, page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(activation="relu", z=0), viewport={"width": width, "height": 900})
    box = page.locator("[data-widget]").bounding_box()
    assert box and box["height"] <= most


@pytest.mark.parametrize("width", [390, 1280])
def test_the_number_of_the_slope_lies_beside_the_curve(width: int, page_with: Callable[..., Page]) -> None:
    """No point of the curve is under the words, wherever the point stands."""
    page = page_with(ActivationExplorer(), viewport={"width": width, "height": 900})
    covered = """() => {
      const [curve, words] = [document.querySelector(".curve"), document.querySelector("text.halo")];
      const { x, y, width, height } = words.getBBox();
      const steps = Array.from({ length: 2000 }, (_, k) => (k / 2000) * curve.getTotalLength());
      const under = (at) => at.x > x && at.x < x + width && at.y > y + 2 && at.y < y + height - 2;
      return steps.map((step) => curve.getPointAtLength(step)).filter(under).length;
    }"""
    for name in EXPRESSIONS:
        for z in range(-6, 7):
            follow(page, link(activation=name, z=z + 0.1 if z < 6 else z))
            assert page.evaluate(covered) == 0, (name, z)


STATES = {
    "logistic": {},
    "at the kink, all digits": {"activation": "relu", "z": 0, "all_digits": True},
    "own, not defined": {"activation": sympy.log(z), "z": -1},
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_axe_finds_nothing(state: dict, page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(**state))
    assert barriers(page) == []


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_nothing_sticks_out(state: dict, page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(**state))
    beyond = """root => [...root.querySelectorAll("*")]
        .filter(part => !part.closest("svg, .bp-hidden"))
        .filter(part => part.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
        .map(part => part.outerHTML.slice(0, 80))"""
    for width in (320, 360, 560, 736, 900, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("[data-widget]").evaluate(beyond) == [], width
