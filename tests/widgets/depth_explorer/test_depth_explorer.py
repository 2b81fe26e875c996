"""The DepthExplorer on a page without Python: its numbers are the library's, and its words are true."""

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
from backprop_widgets import DepthExplorer
from backprop_widgets.kit.expressions import EXPRESSIONS

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
    result = {name: state[name] for name in ("w", "b", "x", "depth")}
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
        "depth": int(rng.integers(1, 31)),
        "w": float(rng.uniform(-2.5, 2.5)),
        "b": float(rng.uniform(-1.5, 1.5)),
        "x": float(rng.uniform(-3, 3)),
    }


# ------------------------------------------------------------------------------------------------- the numbers


def test_numbers_equal_the_library_s_in_200_random_states(page_with: Callable[..., Page]) -> None:
    page, rng = page_with(DepthExplorer()), np.random.default_rng(1)
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
    seen = numbers(page_with(DepthExplorer(activation="tanh", w=-1.3, b=0.2, depth=12)))
    assert seen["gradient_12"] == 1
    for layer in range(12, 0, -1):
        assert seen[f"gradient_{layer - 1}"] == seen[f"gradient_{layer}"] * seen[f"factor_{layer}"]
        assert seen[f"z_{layer}"] == seen["w"] * seen[f"a_{layer - 1}"] + seen["b"]


def test_the_docstring_names_all_numbers(page_with: Callable[..., Page]) -> None:
    listed = (DepthExplorer.__doc__ or "").split("Numbers on the page")[1].split("\n", 1)[1]
    names = {name for line in listed.splitlines() for name in re.findall(r"\w+", line.strip().partition("  ")[0])}
    shown = {re.sub(r"_[1-9]\d*$", "_l", name) for name in numbers(page_with(DepthExplorer()))}
    assert shown - {"a_0"} == names  # a_0 is explained beside a_l


def test_own_activation(page_with: Callable[..., Page]) -> None:
    widget = DepthExplorer(activation=sympy.sin(z) + z / 10, depth=3, w=2, x=0.3)
    page = page_with(widget)
    got, chain = numbers(page), widget.chain()
    assert [got[f"gradient_{layer}"] for layer in range(4)] == pytest.approx(chain.gradient.tolist(), rel=1e-12, abs=0)
    assert page.get_by_label("Activation φ").input_value() == "own activation"
    expect(page.get_by_role("option", name="z/10 + sin(z)")).to_have_count(1)


# ------------------------------------------------------------------------------------------ driving the widget


def test_every_control_works_by_keyboard(page_with: Callable[..., Page]) -> None:
    page = page_with(DepthExplorer())
    before = numbers(page)

    def press(name: str, key: str, role: str = "slider") -> dict[str, float]:
        control = page.get_by_role(role, name=name)
        control.focus()
        page.keyboard.press(key)
        expect(control).to_be_focused()
        return numbers(page)

    assert press("Depth", "ArrowLeft")["depth"] == 9
    assert press("Weight w", "ArrowRight")["w"] == 1.05
    assert press("Bias b", "ArrowLeft")["b"] == -0.05
    changed = press("Input x", "Home")
    assert changed["x"] == -3 and changed["gradient_0"] != before["gradient_0"]
    expect(page.get_by_label("Example")).to_have_value("")
    assert press("Activation φ", "ArrowDown", "combobox")["a_1"] == np.tanh(changed["z_1"])
    assert press("Example", "ArrowDown", "combobox")["gradient_0"] == before["gradient_0"]
    press("All digits", "Space", "checkbox")
    expect(page.locator(".result output")).to_have_text(f"{str(before['gradient_0'])[:-4]}e\N{MINUS SIGN}7")
    assert press("Reset", "Enter", "button") == before
    expect(page.get_by_role("checkbox", name="All digits")).not_to_be_checked()


def test_an_example_is_named_and_own_values_are_not(page_with: Callable[..., Page]) -> None:
    page = page_with(DepthExplorer(example="dead ReLU"))
    menu = page.get_by_label("Example")
    expect(menu).to_have_value("dead ReLU")
    menu.select_option("")
    assert numbers(page)["b"] == -0.3
    for name in ("just right", "exploding", "vanishing", "dead ReLU"):
        menu.select_option(name)
        expect(menu).to_have_value(name)


STRUCK = """svg => {
  const lines = [...svg.querySelectorAll(".grid, .axis, .limit, .line")].filter(({ attributes: { d } }) => d?.value);
  const points = lines.flatMap(line => {
    const length = line.getTotalLength();
    return Array.from({ length: Math.ceil(length) + 1 }, (_, at) => line.getPointAtLength(Math.min(at, length)));
  });
  return [...svg.querySelectorAll(".halo")].filter(text => {
    const { x, y, width, height } = text.getBBox(); // with room above and below the figures
    return points.some(at => at.x > x && at.x < x + width && at.y > y + 3 && at.y < y + height - 3);
  }).map(text => text.textContent);
}"""


@pytest.mark.parametrize("width", [390, 700, 1000])
@pytest.mark.parametrize(
    "state",
    [{"example": "vanishing"}, {"activation": "tanh", "w": -1.3, "b": 0.3, "depth": 6}, {"activation": "relu", "w": 2}],
    ids=["vanishing", "turning", "exploding"],
)
def test_no_line_runs_through_a_text(width: int, state: dict, page_with: Callable[..., Page]) -> None:
    page = page_with(DepthExplorer(**state), viewport={"width": width, "height": 900})
    drawing = page.locator(".plot svg")
    assert drawing.evaluate(STRUCK) == []
    if width == 1000:
        assert drawing.locator(".halo.gradient").count() > 5


# ----------------------------------------------------------------------------------------------------- in words


def say(page: Page) -> str:
    return page.locator("[aria-live=polite]").inner_text()


WORDS = {
    "vanishing": (
        {"activation": "sigmoid"},
        "Vanishing. The geometric mean of the 10 factors is 0.2210 in size. This activation is nowhere steeper than "
        "0.25, so with w = 1 no factor is larger than 0.25, and after 10 layers at most 9.537×10⁻⁷ is left.",
    ),
    "saturated": (
        {"activation": "sigmoid", "w": 8},
        "With w = 8 a factor could be as large as 2, but z lies where the curve is flatter, and a larger weight takes "
        "it further out: the largest slope in the chain is 3.361×10⁻⁴.",
    ),
    "exploding": (
        {"activation": "relu", "w": 1.5, "depth": 20},
        "Exploding. The geometric mean of the 20 factors is 1.50 in size. The size of w φ′(z) is above 1 in all 20 "
        "layers.",
    ),
    "exploding in part": ({"activation": "softplus", "w": 2, "x": -1, "depth": 14}, "is above 1 in 13 of 14 layers."),
    "dead": (
        {"activation": "relu", "b": -0.3},
        "Dead. In layers 4 to 10 z is not above 0, so layers 1 to 10 get no gradient.",
    ),
    "dead at the kink": (
        {"activation": "relu", "x": 0, "depth": 1},
        "Dead. In layer 1 z is not above 0, so layer 1 gets no gradient.",
    ),
    "dead now and then": ({"activation": "relu", "w": -1, "b": 0.5}, "Dead. In 5 of the 10 layers z is not above 0"),
    "leaky": ({"activation": "leaky_relu", "b": -0.3}, "Vanishing. The geometric mean of the 10 factors is 0.03981"),
    "just right": (
        {"activation": "relu", "depth": 30},
        "Every factor is 1 or −1: the gradient reaches the input in full",
    ),
    "in between": ({"activation": "tanh", "depth": 2}, "It neither vanishes nor explodes."),
    "no weight": ({"activation": "tanh", "w": 0}, "The weight is 0, so nothing passes through a layer"),
    "rounded away": (
        {"activation": "tanh", "w": 40},
        "No slope. In layers 1 to 10 the computed slope is 0, so layers 1 to 10 get no gradient.",
    ),
    "one layer": ({"activation": "sigmoid", "depth": 1, "x": 6}, "Vanishing. There is one factor."),
}


@pytest.mark.parametrize(("state", "words"), WORDS.values(), ids=WORDS)
def test_what_becomes_of_the_gradient_is_said(state: dict, words: str, page_with: Callable[..., Page]) -> None:
    page = page_with(DepthExplorer(**state))
    assert words in say(page)
    if "nowhere steeper" in words:  # the bound that the sentence gives
        assert abs(numbers(page)["gradient_0"]) <= 0.25**10


def test_the_dead_layers_get_no_update(page_with: Callable[..., Page]) -> None:
    """What the sentence claims of weights and biases, asked from the library."""
    page = page_with(DepthExplorer(activation="relu", w=-1, b=0.5))
    flat = [layer for layer in range(1, 11) if numbers(page)[f"factor_{layer}"] == 0]
    assert f"layers 1 to {flat[-1]}" in say(page)
    network = Network([Layer([[-1.0]], [[0.5]], "relu")] * 10)
    gradients = backward(network, forward(network, [[1.0]]), [[0.0]], OUTPUT)
    moved = [layer for layer, gradient in enumerate(gradients, 1) if gradient.W.any() or gradient.b.any()]
    assert min(moved) == flat[-1] + 1


def test_numbers_that_overflow_or_do_not_exist_are_said(page_with: Callable[..., Page]) -> None:
    page = page_with(DepthExplorer(activation=sympy.exp(z), depth=6))
    assert say(page).startswith("Out of range. In layer 4 z = 3.814×10⁶")
    expect(page.locator("[data-quantity=a_4]")).to_have_text("too large")
    page = page_with(DepthExplorer(activation=sympy.log(z), depth=3))
    assert say(page).startswith("Out of range. In layer 2 z = 0,")
    expect(page.locator("[data-quantity=a_3]")).to_have_text("undefined")


@pytest.mark.parametrize(
    ("nonsense", "words"),
    [
        ({"activation": "<b>sine"}, "There is no activation called “<b>sine”."),
        ({"activation": "softmax"}, "There is no activation called “softmax”."),
        ({"depth": 31}, "depth is 31; expected a whole number from 1 to 30."),
        ({"depth": 2.5}, "depth is 2.5; expected a whole number"),
        ({"w": "heavy"}, 'w is "heavy"; expected a finite number.'),
        ({"x": None}, "x is null"),
    ],
)
def test_nonsense_is_named_and_the_last_good_state_stays(nonsense: dict, words: str, page_with) -> None:
    page = page_with(DepthExplorer())
    page.get_by_label("Example").select_option("exploding")
    before = numbers(page)
    follow(page, link(activation="relu", w=1.5, depth=20) + "&" + link(**nonsense)[1:])
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert numbers(page) == before
    page.get_by_label("Example").select_option("just right")
    expect(page.get_by_role("alert")).to_be_hidden()


# ----------------------------------------------------------------------------------------------------- the page


def test_a_link_opens_the_widget_in_that_state(page_with: Callable[..., Page], open_page) -> None:
    page = page_with(DepthExplorer(), DepthExplorer(example="exploding"))
    second = page.locator("[data-widget]").nth(1)
    second.get_by_label("Weight w").press("ArrowRight")
    second.get_by_label("Input x").press("Home")
    page.wait_for_function("location.hash.includes('activation-2.x=-3')")
    assert page.evaluate("location.hash") == "#activation-2.w=1.55&activation-2.x=-3"
    again = open_page(page.url)
    expect(again.locator("[data-ready=true]")).to_have_count(2)
    expect(again.locator("[data-quantity=w]").nth(1)).to_have_attribute("data-value", "1.55")
    assert [numbers(again, k) for k in range(2)] == [numbers(page, k) for k in range(2)]
    again.locator("[data-widget]").nth(1).get_by_role("button", name="Reset").click()
    assert numbers(again, 1)["w"] == 1.5
    again.wait_for_function("location.hash === ''")


def test_without_javascript_there_is_the_first_frame(page_with: Callable[..., Page]) -> None:
    page = page_with(DepthExplorer(example="dead ReLU"), wait=False, java_script_enabled=False)
    picture = page.get_by_role("img")
    expect(picture).to_be_visible()
    words = picture.get_attribute("aria-label") or ""
    assert words.endswith(
        "A chain of 10 layers with the activation relu: the slope of the output with respect to the input is 0."
    )


def test_there_is_a_box_for_each_layer_and_a_bar_for_each_factor(page_with: Callable[..., Page]) -> None:
    """The bars are as high as the factors, from layer to layer, and the table is closed."""
    page = page_with(DepthExplorer(activation="tanh", w=-1.3, b=0.2, depth=12))
    expect(page.locator("rect.box")).to_have_count(12)
    bars = page.locator("rect.bar")
    high = np.array(bars.evaluate_all("all => all.map(bar => +bar.getAttribute('height'))"))
    left = bars.evaluate_all("all => all.map(bar => +bar.getAttribute('x'))")
    seen = numbers(page)
    factors = np.abs([seen[f"factor_{layer}"] for layer in range(1, 13)])
    assert high / high[0] == pytest.approx(factors / factors[0], rel=1e-9) and left == sorted(left)
    expect(page.locator("rect.bar.minus")).to_have_count(12)
    expect(page.locator("details table")).to_be_hidden()
    page.locator("summary").press("Enter")
    expect(page.locator("details table")).to_be_visible()
    follow(page, link(activation="relu", b=-0.3, w=1, depth=10))
    assert bars.count() == 3 and page.locator("path.none").count() == 7


MOST = {1280: 800, 390: 1300}


@pytest.mark.parametrize("width", MOST)
def test_it_is_seen_at_once_and_nothing_moves_its_controls(width: int, page_with: Callable[..., Page]) -> None:
    page = page_with(DepthExplorer(), viewport={"width": width, "height": 900})
    measure = """() => {
      const root = document.querySelector("[data-widget]");
      const { top } = root.getBoundingClientRect();
      const boxes = [...root.querySelectorAll("select, input")].map((one) => one.getBoundingClientRect());
      return boxes.map(({ x, y }) => [Math.round(x), Math.round(y - top)]);
    }"""
    places = page.evaluate(measure)
    for state in (
        {"depth": 30},
        {"b": -2},
        {"w": 2.5, "depth": 1},
        {"activation": "relu", "w": 1.5, "all_digits": True},
    ):
        follow(page, link(**state))
        assert page.evaluate(measure) == places, state
        box = page.locator("[data-widget]").bounding_box()
        assert box and box["height"] <= MOST[width], state


def test_all_digits_wrap_on_a_narrow_phone(page_with: Callable[..., Page]) -> None:
    page = page_with(DepthExplorer(w=-1 / 3, all_digits=True), viewport={"width": 280, "height": 800})
    page.locator("summary").press("Enter")
    over = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert page.locator("details, table, tr, td").evaluate_all(over) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 280


STATES = {
    "vanishing": {},
    "dead": {"example": "dead ReLU"},
    "negative, all digits": {"activation": "tanh", "w": -5, "b": 0.3, "depth": 30, "all_digits": True},
    "own, out of range": {"activation": sympy.exp(z), "depth": 8},
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_axe_finds_nothing(state: dict, page_with: Callable[..., Page]) -> None:
    page = page_with(DepthExplorer(**state))
    assert barriers(page) == []


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_nothing_sticks_out(state: dict, page_with: Callable[..., Page]) -> None:
    page = page_with(DepthExplorer(**state))
    beyond = """root => [...root.querySelectorAll("*")]
        .filter(part => !part.closest("svg, .bp-hidden"))
        .filter(part => part.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
        .map(part => part.outerHTML.slice(0, 80))"""
    for width in (320, 360, 560, 736, 900, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("[data-widget]").evaluate(beyond) == [], width
