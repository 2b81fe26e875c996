"""The ActivationExplorer on a page without Python: its numbers are the library's, and its words are true."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
import sympy
from playwright.sync_api import Page, expect
from reading import barriers, follow, link_to, numbers

from backprop_lib import Layer, Loss, Network, backward, forward
from backprop_lib.activations import ACTIVATIONS
from backprop_widgets import ActivationExplorer
from backprop_widgets.kit.expressions import EXPRESSIONS, compiled

z = sympy.Symbol("z")
OUTPUT = Loss("the output itself", lambda a, y: a, lambda a, y: a * 0 + 1)


def link(**state: object) -> str:
    return link_to(state, "activation")


def expected(state: dict) -> dict[str, float]:
    """The same numbers from the library: a network with layers of one unit, and the gradients of its output."""
    f = ACTIVATIONS[state["activation"]]
    network = Network([Layer([[state["w"]]], [[state["b"]]], f)] * state["depth"])
    trace = forward(network, [[state["x"]]])
    gradients = backward(network, trace, [[0.0]], OUTPUT)
    result = {name: state[name] for name in ("z", "w", "b", "x", "depth")}
    result |= {"a": f(state["z"]), "slope": f.derivative(state["z"])}
    result |= {"a_0": state["x"], "gradient_0": (network[0].W.T @ gradients[0].delta).item()}
    for number, (layer, seen, gradient) in enumerate(zip(network, trace, gradients, strict=True), 1):
        result |= {
            f"z_{number}": seen.z.item(),
            f"a_{number}": seen.a.item(),
            f"gradient_{number}": gradient.error.item(),
        }
        result[f"factor_{number}"] = (layer.W * f.derivative(seen.z, seen.a)).item()
    return {name: float(value) for name, value in result.items()}


def random_state(rng: np.random.Generator) -> dict:
    return {
        "activation": str(rng.choice(list(EXPRESSIONS))),
        "z": float(rng.uniform(-6, 6)),
        "depth": int(rng.integers(1, 31)),
        "w": float(rng.uniform(-2.5, 2.5)),
        "b": float(rng.uniform(-1.5, 1.5)),
        "x": float(rng.uniform(-3, 3)),
    }


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


def test_numbers_equal_the_library_s_in_200_random_states(page_with: Callable[..., Page]) -> None:
    page, rng = page_with(ActivationExplorer()), np.random.default_rng(1)
    for _ in range(200):
        state = random_state(rng)
        follow(page, link(**state))
        got, want = numbers(page), expected(state)
        assert got.keys() == want.keys()
        # what 1 - a loses near a = 1, each factor loses, and a product of factors adds it up
        factors = np.array([want[f"factor_{number}"] for number in range(1, state["depth"] + 1)])
        with np.errstate(divide="ignore"):
            lost = np.where(factors == 0, 0, 4e-16 * abs(state["w"] / factors)).sum()
        for name, value in want.items():
            assert got[name] == pytest.approx(value, rel=1e-12 + lost, abs=0), (name, state)


def test_the_product_is_what_the_page_shows(page_with: Callable[..., Page]) -> None:
    """Only from what is on the page: from row to row the gradient is multiplied by the factor, from 1 on."""
    seen = numbers(page_with(ActivationExplorer(activation="tanh", w=-1.3, b=0.2, depth=12)))
    assert seen["gradient_12"] == 1
    for layer in range(12, 0, -1):
        assert seen[f"gradient_{layer - 1}"] == seen[f"gradient_{layer}"] * seen[f"factor_{layer}"]
        assert seen[f"z_{layer}"] == seen["w"] * seen[f"a_{layer - 1}"] + seen["b"]


def test_the_docstring_names_all_numbers(page_with: Callable[..., Page]) -> None:
    listed = (ActivationExplorer.__doc__ or "").split("Numbers on the page")[1].split("\n", 1)[1]
    names = {name for line in listed.splitlines() for name in re.findall(r"\w+", line.strip().partition("  ")[0])}
    shown = {re.sub(r"_[1-9]\d*$", "_l", name) for name in numbers(page_with(ActivationExplorer()))}
    assert shown - {"a_0"} == names  # a_0 is explained beside a_l


def test_own_activation(page_with: Callable[..., Page]) -> None:
    widget = ActivationExplorer(activation=sympy.sin(z) + z / 10, z=1, depth=3, w=2, x=0.3)
    page = page_with(widget)
    got, chain = numbers(page), widget.chain()
    assert got["slope"] == pytest.approx(np.cos(1) + 0.1, rel=1e-12, abs=0)
    assert [got[f"gradient_{layer}"] for layer in range(4)] == pytest.approx(chain.gradient.tolist(), rel=1e-12, abs=0)
    assert page.get_by_label("Activation f").input_value() == "own activation"
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
    assert press("Depth", "ArrowLeft")["depth"] == 9
    assert press("Weight w", "ArrowRight")["w"] == 1.05
    assert press("Bias b", "ArrowLeft")["b"] == -0.05
    changed = press("Input x", "Home")
    assert changed["x"] == -3 and changed["gradient_0"] != before["gradient_0"]
    expect(page.get_by_label("Example")).to_have_value("")
    chosen = press("Layer 4", "Enter", "button")
    assert chosen["z"] == chosen["z_4"] and chosen["slope"] * chosen["w"] == chosen["factor_4"]
    expect(page.locator("tr.now")).to_have_count(1)
    assert press("Activation f", "ArrowDown", "combobox")["slope"] == 1 - np.tanh(chosen["z"]) ** 2
    assert press("Example", "ArrowDown", "combobox")["gradient_0"] == before["gradient_0"]
    press("All digits", "Space", "checkbox")
    expect(page.locator("[data-quantity=gradient_0]")).to_have_text(f"{str(before['gradient_0'])[:-4]}e\N{MINUS SIGN}7")
    assert press("Reset", "Enter", "button") == before
    expect(page.get_by_role("checkbox", name="All digits")).not_to_be_checked()


def test_the_table_is_one_stop_and_the_arrow_keys_go_through_it(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(depth=5))
    page.get_by_label("Input x").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Layer 5")).to_be_focused()
    for key, layer in {"ArrowDown": 4, "End": 1, "ArrowUp": 2, "Home": 5}.items():
        page.keyboard.press(key)
        expect(page.get_by_role("button", name=f"Layer {layer}")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert numbers(page)["z"] == numbers(page)["z_4"]
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("Input x")).to_be_focused()
    page.get_by_label("Depth").press("Home")
    page.get_by_label("Input x").press("Tab")
    expect(page.get_by_role("button", name="Layer 1")).to_be_focused()


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


def test_an_example_is_named_and_own_values_are_not(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(example="dead ReLU"))
    menu = page.get_by_label("Example")
    expect(menu).to_have_value("dead ReLU")
    menu.select_option("")
    assert numbers(page)["b"] == -0.3
    for name in ("just right", "exploding", "vanishing", "dead ReLU"):
        menu.select_option(name)
        expect(menu).to_have_value(name)


# ----------------------------------------------------------------------------------------------------- in words


def say(page: Page) -> str:
    return page.locator("[aria-live=polite]").inner_text()


WORDS = {
    "vanishing": (
        {"activation": "sigmoid"},
        "Vanishing. The gradient is 1 at the output and 2.785×10⁻⁷ at the input: 10 factors, the geometric mean of "
        "their sizes 0.2210. This activation is nowhere steeper than 0.25, so with w = 1 no factor is larger than "
        "0.25, and after 10 layers at most 9.537×10⁻⁷ is left.",
    ),
    "saturated": (
        {"activation": "sigmoid", "w": 8},
        "With w = 8 a factor could be as large as 2, but z lies where the curve is flatter, and a larger weight takes "
        "it further out: the largest slope in the chain is 3.361×10⁻⁴.",
    ),
    "exploding": (
        {"activation": "relu", "w": 1.5, "depth": 20},
        "Exploding. The gradient is 1 at the output and 3325 at the input: 20 factors, the geometric mean of their "
        "sizes 1.50. The size of w f′(z) is above 1 in all 20 layers.",
    ),
    "exploding in part": ({"activation": "softplus", "w": 2, "x": -1, "depth": 14}, "is above 1 in 13 of 14 layers."),
    "dead": (
        {"activation": "relu", "b": -0.3},
        "Dead. In layers 4 to 10 z is not above 0 (first z = −0.20), so the slope of ReLU is 0. From there back the "
        "gradient is exactly 0, also those of the weights and biases of layers 1 to 10: no step of descent",
    ),
    "dead at the kink": ({"activation": "relu", "x": 0, "depth": 1}, "Dead. In layer 1 z is not above 0 (z = 0)"),
    "dead now and then": (
        {"activation": "relu", "w": -1, "b": 0.5},
        "Dead. In 5 of the 10 layers, first in layer 1, z is",
    ),
    "leaky": ({"activation": "leaky_relu", "b": -0.3}, "Vanishing. The gradient is 1 at the output and 1.000×10⁻¹⁴ at"),
    "just right": (
        {"activation": "relu", "depth": 30},
        "Every factor is 1 or −1: the gradient reaches the input in full",
    ),
    "in between": ({"activation": "tanh", "depth": 2}, "It neither vanishes nor explodes."),
    "no weight": ({"activation": "tanh", "w": 0}, "The weight is 0, so nothing passes through a layer"),
    "rounded away": (
        {"activation": "tanh", "w": 40},
        "No slope. In layers 1 to 10 the computed slope is 0 (first z = 40.00).",
    ),
    "one layer": (
        {"activation": "sigmoid", "depth": 1, "x": 6},
        "1 at the output and 0.002467 at the input: one factor.",
    ),
}


@pytest.mark.parametrize(("state", "words"), WORDS.values(), ids=WORDS)
def test_what_becomes_of_the_gradient_is_said(state: dict, words: str, page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(**state))
    assert words in say(page)
    if "nowhere steeper" in words:  # the bound that the sentence gives
        assert abs(numbers(page)["gradient_0"]) <= 0.25**10


def test_the_dead_layers_get_no_update(page_with: Callable[..., Page]) -> None:
    """What the sentence claims of weights and biases, asked from the library."""
    page = page_with(ActivationExplorer(activation="relu", w=-1, b=0.5))
    flat = [layer for layer in range(1, 11) if numbers(page)[f"factor_{layer}"] == 0]
    assert f"layers 1 to {flat[-1]}" in say(page)
    network = Network([Layer([[-1.0]], [[0.5]], "relu")] * 10)
    gradients = backward(network, forward(network, [[1.0]]), [[0.0]], OUTPUT)
    moved = [layer for layer, gradient in enumerate(gradients, 1) if gradient.W.any() or gradient.b.any()]
    assert min(moved) == flat[-1] + 1


def test_the_kink_the_slope_and_the_drawings_are_in_words(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(activation="relu", z=0))
    expect(page.locator(".note")).to_have_text(
        "The slope: a small change of z reaches a multiplied by 0. No slope of this curve is above 1. "
        "At the kink z = 0 the slope is taken to be 0, as in the library."
    )
    expect(page.locator(".open")).to_have_count(2)
    drawings = [image.get_attribute("aria-label") or "" for image in page.locator("svg[role=img]").all()]
    assert drawings[0] == "Curve of f with its tangent. At z = 0 the output is 0 and the slope is 0."
    assert drawings[2].endswith("1 at the output, 1.00 one layer before, 1.00 at the input.")
    follow(page, link(activation="leaky_relu"))
    expect(page.locator(".note")).to_contain_text("the slope is taken to be 0.01, as in the library.")
    follow(page, link(activation="sigmoid"))
    expect(page.locator(".note")).to_contain_text("No slope of this curve is above 0.25.")
    expect(page.locator(".open")).to_have_count(0)


def test_numbers_that_overflow_or_do_not_exist_are_said(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(activation=sympy.exp(z), depth=6))
    assert say(page).startswith("Out of range. In layer 4 z = 3.814×10⁶")
    expect(page.locator("[data-quantity=a_4]")).to_have_text("too large")
    page = page_with(ActivationExplorer(activation=sympy.log(z), depth=3, z=-1))
    assert say(page).startswith("Out of range. In layer 2 z = 0,")
    expect(page.locator(".note")).to_have_text("Here f(z) or its slope is not a finite number.")
    expect(page.locator("[data-quantity=a]")).to_have_text("undefined")


@pytest.mark.parametrize(
    ("nonsense", "words"),
    [
        ({"activation": "<b>sine"}, "There is no activation called “<b>sine”."),
        ({"activation": "softmax"}, "There is no activation called “softmax”."),
        ({"depth": 31}, "depth is 31; expected a whole number from 1 to 30."),
        ({"depth": 2.5}, "depth is 2.5; expected a whole number"),
        ({"w": "heavy"}, 'w is "heavy"; expected a finite number.'),
        ({"x": None}, "x is null"),
        ({"view": [6, -6]}, "The view is [6,-6]; it must be the lowest and the highest z to show"),
        ({"view": 6}, "The view is 6"),
    ],
)
def test_nonsense_is_named_and_the_last_good_state_stays(nonsense: dict, words: str, page_with) -> None:
    page = page_with(ActivationExplorer())
    page.get_by_label("Example").select_option("exploding")
    before = numbers(page)
    follow(page, link(activation="relu", w=1.5, depth=20) + "&" + link(**nonsense)[1:])
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert numbers(page) == before
    page.get_by_label("Example").select_option("just right")
    expect(page.get_by_role("alert")).to_be_hidden()


# ----------------------------------------------------------------------------------------------------- the page


def test_a_link_opens_the_widget_in_that_state(page_with: Callable[..., Page], open_page) -> None:
    page = page_with(ActivationExplorer(), ActivationExplorer(example="exploding"))
    second = page.locator("[data-widget]").nth(1)
    second.get_by_label("Weight w").press("ArrowRight")
    second.get_by_label("Point z").press("Home")
    page.wait_for_function("location.hash.includes('activation-2.z=-6')")
    assert page.evaluate("location.hash") == "#activation-2.z=-6&activation-2.w=1.55"
    again = open_page(page.url)
    expect(again.locator("[data-ready=true]")).to_have_count(2)
    expect(again.locator("[data-quantity=w]").nth(1)).to_have_attribute("data-value", "1.55")
    assert [numbers(again, k) for k in range(2)] == [numbers(page, k) for k in range(2)]
    again.locator("[data-widget]").nth(1).get_by_role("button", name="Reset").click()
    assert numbers(again, 1)["w"] == 1.5
    again.wait_for_function("location.hash === ''")


def test_the_view_can_be_moved_by_a_link(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(), link=link(view=[-1, 9]))
    slider = page.get_by_label("Point z")
    expect(slider).to_have_attribute("min", "-1")
    slider.press("End")
    assert numbers(page)["z"] == 9


def test_without_javascript_there_is_the_first_frame(page_with: Callable[..., Page]) -> None:
    page = page_with(ActivationExplorer(example="dead ReLU"), wait=False, java_script_enabled=False)
    picture = page.get_by_role("img")
    expect(picture).to_be_visible()
    words = picture.get_attribute("aria-label") or ""
    assert words.endswith("In a chain of 10 layers the slope of the output with respect to the input is 0.")


STATES = {
    "vanishing": {},
    "dead, at the kink": {"example": "dead ReLU", "z": 0},
    "negative, all digits": {"activation": "tanh", "w": -5, "b": 0.3, "depth": 30, "all_digits": True},
    "own, out of range": {"activation": sympy.exp(z), "depth": 8},
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
