"""The ForwardStepper on a page without Python: its numbers are the library's, its steps are those of steps.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from reading import barriers, follow, link_to, numbers

from backprop_lib import Network
from backprop_lib import network as algorithm
from backprop_lib.activations import ACTIVATIONS
from backprop_lib.data import mazur
from backprop_lib.source import code_of
from backprop_lib.steps import steps
from backprop_widgets import ForwardStepper
from backprop_widgets.diagram.picture import changeable, computed, names
from backprop_widgets.kit.traits import from_plain, plain

Show = Callable[..., Page]
SIZES = [(2, 2, 2), (3, 4, 2), (2, 3, 3, 2), (1, 1), (2, 4, 1), (4, 8, 3)]


def example_of(sizes: tuple[int, ...], seed: int = 0, N: int = 1) -> tuple[Network, np.ndarray]:
    """A network of these sizes with a softmax output, and inputs for it; all numbers differ."""
    rng = np.random.default_rng(seed)
    network = Network.random(sizes, [*["tanh", "relu", "sigmoid"][: len(sizes) - 2], "softmax"], rng)
    network = Network(layer._replace(b=rng.normal(size=layer.b.shape)) for layer in network)
    return network, rng.normal(size=(sizes[0], N))


def frames_of(network: Network, x: np.ndarray) -> list:
    y = np.full((network.sizes[-1], 1), 1 / network.sizes[-1])
    frames = steps(network, x, y, "half_squared_error", learning_rate=1.0)
    return [frame for frame in frames if frame.phase == "forward"]


def expected(state: dict) -> dict[str, float]:
    """The numbers of a state, from the library."""
    network = from_plain(state["network"])
    column = np.array(state["x"])[:, [state["example"]]]
    frames = frames_of(network, column)
    n = min(state["step"], len(frames))
    given = changeable(network, column)
    values = given | {frame.label: float(frame.value[0]) for frame in frames[:n]}
    result = {"step": n, **values}
    if len(state["x"][0]) > 1:
        result["example"] = state["example"]
    if n and frames[n - 1].label.startswith("z"):
        *terms, _ = frames[n - 1].uses
        for weight, source in zip(terms[::2], terms[1::2], strict=True):
            result[f"{weight}*{source}"] = values[weight] * values[source]
    return result


def random_state(rng: np.random.Generator) -> dict[str, Any]:
    depth = int(rng.integers(1, 4))
    sizes = rng.integers(1, 5, size=depth + 1).tolist()
    activations = rng.choice(list(ACTIVATIONS), size=depth).tolist()
    layers = [
        {
            "W": (rng.normal(size=(n_out, n_in)) * 2).tolist(),
            "b": rng.normal(size=(n_out, 1)).tolist(),
            "activation": activation,
        }
        for (n_in, n_out), activation in zip(pairwise(sizes), activations, strict=True)
    ]
    N = int(rng.integers(1, 4))
    x = rng.normal(size=(sizes[0], N)) * 3
    return {
        "network": layers,
        "x": x.tolist(),
        "example": int(rng.integers(N)),
        "step": int(rng.integers(0, 2 * sum(sizes[1:]) + 2)),
        "picked": str(rng.choice(list(changeable(from_plain(layers), x[:, :1])))),
    }


# ------------------------------------------------------------------------------------------------- the numbers


def test_numbers_equal_the_library_in_200_random_states(page_with: Show) -> None:
    page = page_with(ForwardStepper())
    rng = np.random.default_rng(1)
    for _ in range(200):
        state = random_state(rng)
        follow(page, link_to(state, "forward"))
        got, want = numbers(page), expected(state)
        assert got.keys() == want.keys(), state
        for name, value in want.items():
            assert abs(got[name] - value) <= 1e-12 * max(1, abs(value)), (name, state)


def ringed(page: Page) -> list[str]:
    return page.locator("output.ring").evaluate_all("found => found.map(output => output.dataset.quantity)")


@pytest.mark.parametrize("sizes", [*SIZES, (2, 10, 1)], ids=str)
def test_every_step_is_a_frame_of_steps_py(sizes: tuple[int, ...], page_with: Show) -> None:
    network, x = example_of(sizes)
    page = page_with(ForwardStepper(network=network, x=x))
    frames = frames_of(network, x)
    assert page.locator(".net output").count() == len(changeable(network, x)) and ringed(page) == []
    for n, frame in enumerate(frames, 1):
        page.get_by_role("button", name="Next").click()
        now = page.locator(".net .now output")
        assert now.get_attribute("data-quantity") == frame.label
        assert float(now.get_attribute("data-value") or "") == pytest.approx(frame.value[0], rel=1e-12, abs=0)
        assert set(ringed(page)) == set(frame.uses)
        assert page.locator(".bp-code .now").inner_text().strip() == frame.code
        assert page.locator(".bp-sum .total output").get_attribute("data-quantity") == frame.label
        assert numbers(page)["step"] == n
        assert page.locator("output.ring:visible").count() == len(frame.uses), "what is used is seen"
    expect(page.get_by_role("button", name="Next")).to_have_attribute("aria-disabled", "true")


def test_the_page_shows_the_code_of_forward(page_with: Show) -> None:
    page = page_with(ForwardStepper())
    assert page.locator(".bp-code span").all_inner_texts() == code_of(algorithm.forward)
    assert page.locator(".bp-code [aria-current]").count() == 0
    page.get_by_role("button", name="Next").click()
    assert page.locator(".bp-code [aria-current=step]").inner_text() == "    z = W @ x + b"


def test_the_docstring_names_the_numbers(page_with: Show) -> None:
    text = (ForwardStepper.__doc__ or "").split("Numbers on the page")[1]
    described = {name for line in text.splitlines()[1:] for name in re.split(r",\s*", line.strip().split("   ")[0])}
    described.discard("")
    network, x = example_of((2, 2, 2), N=2)
    page = page_with(ForwardStepper(network=network, x=x))
    shown: set[str] = set(numbers(page))
    for _ in range(8):
        page.get_by_role("button", name="Next").click()
        shown |= set(numbers(page))

    def general(name: str) -> str:
        return "*".join(
            re.sub(r"_\d\d$", "_jk", re.sub(r"\^\d", "^l", part)).replace("^l_1", "^l_j").replace("^l_2", "^l_j")
            for part in name.split("*")
        )

    in_general = {re.sub(r"x_\d", "x_k", general(name)) for name in shown}
    in_general = {name.replace("*a^l_j", "*a^m_k") for name in in_general}
    assert in_general == described


def test_the_names_of_quantities_are_those_of_python(page_with: Show) -> None:
    page = page_with(ForwardStepper())
    module = f"{ForwardStepper._esm}\nexport {{ namesOf }};"
    script = """async ([module, sizes]) => {
        const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
        return (await import(url)).namesOf(sizes);
    }"""
    for sizes in [*SIZES, (3, 12, 11, 10)]:
        assert page.evaluate(script, [module, sizes]) == names(sizes)
    assert [names((2, 2, 2))[f"w^2_{jk}"] for jk in ("11", "12", "21", "22")] == ["w5", "w6", "w7", "w8"]
    assert names((1, 2, 1, 1))["unit^1_2"] == "h12"


# -------------------------------------------------------------------------------------------------- the controls


def test_every_control_works_by_keyboard(page_with: Show) -> None:
    network, x = example_of((2, 2, 2), N=2)
    page = page_with(ForwardStepper(network=network, x=x, step=2))

    def press(name: str, key: str, role: Any = "button") -> dict[str, float]:
        page.get_by_role(role, name=name, exact=True).press(key)
        return numbers(page)

    assert press("Next", "Enter")["step"] == 3
    assert press("Next", "Space")["step"] == 4
    assert press("Back", "Enter")["step"] == 3
    assert press("First", "Enter")["step"] == 0
    assert press("Step", "ArrowRight", "slider")["step"] == 1
    press("Reset", "Enter")
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert numbers(page)["step"] == 3
    page.keyboard.press("Home")
    assert numbers(page)["step"] == 0
    assert press("Example", "ArrowRight", "slider")["x_1"] == x[0, 1]
    press("Change", "w", "combobox")  # as one types in a menu: the first entry that begins with w
    expect(page.get_by_role("combobox", name="Change")).to_have_value("w^1_11")
    before = numbers(page)["w^1_11"]
    assert press("Value of w1, slider", "ArrowRight", "slider")["w^1_11"] > before
    assert press("Value of w1", "ArrowUp", "spinbutton")["w^1_11"] > before + 0.5
    press("Activation of layer 1", "r", "combobox")
    expect(page.get_by_role("combobox", name="Activation of layer 1")).to_have_value("relu")
    press("All digits", "Space", "checkbox")
    page.get_by_role("slider", name="Step").press("End")
    assert len(page.locator(".bp-sum .total output").inner_text()) > 12
    after = press("Reset", "Enter")
    assert after == expected({"network": plain(network), "x": x.tolist(), "example": 0, "step": 2})
    expect(page.get_by_role("checkbox", name="All digits")).not_to_be_checked()


@pytest.mark.parametrize("picked", ["x_2", "w^1_21", "w^2_12", "b^1_1", "b^2_2"])
def test_what_is_typed_is_computed_with(picked: str, page_with: Show) -> None:
    network, x, _ = mazur()
    page = page_with(ForwardStepper(step=8))
    title = names(network.sizes)[picked]
    page.get_by_label("Change").select_option(picked)
    field = page.get_by_label(f"Value of {title}", exact=True)
    field.fill("-1.25")
    values = changeable(network, x) | {picked: -1.25}
    want = values | computed(*rebuilt(values, network))
    assert {label: numbers(page)[label] for label in want} == pytest.approx(want, rel=1e-12, abs=0)
    field.fill("")
    assert numbers(page)[picked] == -1.25
    field.blur()
    expect(field).to_have_value("\N{MINUS SIGN}1.25")


def rebuilt(values: dict[str, float], network: Network) -> tuple[Network, np.ndarray]:
    """The network and its inputs with these values."""
    layers = []
    for level, (W, b, activation) in enumerate(network, 1):
        W = [[values[f"w^{level}_{j + 1}{k + 1}"] for k in range(W.shape[1])] for j in range(len(W))]
        layers.append(
            {"W": W, "b": [[values[f"b^{level}_{j + 1}"]] for j in range(len(b))], "activation": activation.name}
        )
    return from_plain(layers), np.array([[values[f"x_{k + 1}"]] for k in range(network.sizes[0])])


def test_a_click_in_the_picture_picks(page_with: Show) -> None:
    page = page_with(ForwardStepper())
    menu = page.get_by_label("Change")
    for what, label in [("w7", "w^2_21"), ("i2", "x_2")]:
        page.locator(".net-tag, .net-input").filter(has_text=what).click()
        expect(menu).to_have_value(label)
        expect(page.locator(".net .picked")).to_contain_text(what)
    page.locator(".net-tag", has_text="b").nth(3).click()
    expect(menu).to_have_value("b^2_2")
    middle = page.locator(".net-tag", has_text="w1").bounding_box()
    assert middle
    page.mouse.click(middle["x"] - 20, middle["y"] + middle["height"] / 2)  # on the edge, beside its tag
    expect(menu).to_have_value("w^1_11")


def test_another_activation_recomputes_what_follows(page_with: Show) -> None:
    network, x, _ = mazur()
    page = page_with(ForwardStepper(step=8))
    for activation in ACTIVATIONS:
        page.get_by_label("Activation of layer 2").select_option(activation)
        changed = Network([network[0], network[1]._replace(activation=ACTIVATIONS[activation])])
        want = computed(changed, x)
        assert {label: numbers(page)[label] for label in want} == pytest.approx(want, rel=1e-12, abs=0)
        assert page.locator(".net-unit").nth(3).locator(".net-curve").get_attribute("title") == activation
        assert page.locator(".bp-sum tr").count() == (3 if activation == "softmax" else 2)


def test_the_formula_has_the_number_in_it(page_with: Show) -> None:
    page = page_with(ForwardStepper(step=7))
    formula = page.locator(".bp-sum math")
    expect(formula).to_have_text("11+e−1.106")
    page.get_by_label("Change").select_option("b^2_1")
    page.get_by_label("Value of b of o1", exact=True).fill("-2")
    expect(formula).to_have_text("11+e−(−1.494)")
    page.get_by_label("Activation of layer 2").select_option("softmax")
    expect(formula).to_have_text("e−1.494e−1.494+e1.225")


def test_play_goes_to_the_end_and_stops_for_any_other_control(page_with: Show) -> None:
    page = page_with(ForwardStepper(step=5))
    page.clock.install(time=0)
    page.clock.pause_at(datetime(2030, 1, 1))
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(1700)
    assert numbers(page)["step"] == 6
    page.get_by_label("Activation of layer 1").select_option("tanh")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.clock.run_for(9000)
    assert numbers(page)["step"] == 6
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(9000)
    assert numbers(page)["step"] == 8
    expect(page.get_by_role("button", name="Play")).to_be_visible()


# ----------------------------------------------------------------------------------------------------- in words


def test_each_step_is_said(page_with: Show) -> None:
    page = page_with(ForwardStepper())
    say = page.locator("[aria-live=polite]")
    expect(say).to_have_text("i1 and i2 come in. Press Next for the first sum, net h1, or pick a number and change it.")
    page.get_by_role("button", name="Next").click()
    expect(say).to_contain_text(
        "net h1 is 0.3775: each input of the unit times its weight, all added up, plus the bias."
    )
    follow(page, link_to({"step": 5}, "forward"))
    expect(say).to_contain_text("Its inputs are the outputs of the layer before: out h1 and out h2.")
    follow(page, link_to({"step": 8}, "forward"))
    expect(say).to_contain_text("Nothing is left to compute: out o1 and out o2 are the prediction.")
    page.get_by_label("Activation of layer 2").select_option("softmax")
    expect(say).to_contain_text("shares that add up to 1")
    follow(page, link_to({"step": 3, "x": [[-9], [0]]}, "forward"))
    expect(say).to_contain_text("below one half, since the net input is below 0")


GOOD = plain(mazur()[0])


@pytest.mark.parametrize(
    ("nonsense", "words"),
    [
        ({"network": "mazur"}, "The network is not a list of layers."),
        ({"network": []}, "The network is not a list of layers."),
        ({"network": [None]}, 'Layer 1 is null; expected "W", "b" and "activation".'),
        (
            {"network": [{"W": [[1, "2"]], "b": [[0]], "activation": "tanh"}]},
            'Layer 1: W has "2"; expected finite numbers.',
        ),
        ({"network": [GOOD[0], {**GOOD[1], "W": [[1], [2]]}]}, "Layer 2 has W of shape (2, 1) and so expects 1 inputs"),
        ({"network": [GOOD[0], {**GOOD[1], "b": [1, 2]}]}, "Layer 2: b is no list of numbers"),
        ({"network": [{**GOOD[0], "activation": "sine"}]}, 'Layer 1: activation is "sine"; expected one of'),
        ({"network": plain(Network.random((2, 99), "tanh", rng=0))}, "has 297 weights and biases; more than 200"),
        ({"x": [[1]]}, "x is not a table of numbers with 2 rows, one for each input."),
        ({"x": [[1], [None]]}, "x is not a table of numbers with 2 rows"),
        ({"example": 1}, "The example is 1; it must be a whole number from 0 to 0."),
        ({"step": 1.5}, "step is 1.5; expected a whole number from 0 on."),
        ({"picked": "w^3_11"}, "“w^3_11” is no input, weight or bias of this network."),
        ({"network": [{"W": [[1e300, 1]], "b": [[0]], "activation": "tanh"}], "x": [[1e300], [1]]}, "overflows"),
    ],
)
def test_nonsense_is_named_and_the_last_good_state_stays(nonsense: dict, words: str, page_with: Show) -> None:
    page = page_with(ForwardStepper(step=3))
    page.get_by_role("button", name="Next").click()
    page.wait_for_function("location.hash.includes('step=4')")  # written a little later: not over the link below
    before = numbers(page)
    follow(page, link_to({"step": 4} | nonsense, "forward"))
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert numbers(page) == before
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    assert numbers(page)["step"] == 5


def test_a_published_state_that_is_nonsense_still_gives_a_widget(page_with: Show) -> None:
    page = page_with(ForwardStepper().get_state() | {"network": None})
    expect(page.get_by_role("alert")).to_contain_text("The network is not a list of layers.")
    page.get_by_role("button", name="Next").click()
    assert numbers(page)["z^1_1"] == 1


# ------------------------------------------------------------------------------------------------------ the page


def test_a_link_opens_the_widget_in_that_state(page_with: Show, open_page) -> None:
    page = page_with(ForwardStepper(), ForwardStepper(name="other", step=3))
    second = page.locator("[data-widget]").nth(1)
    second.get_by_role("button", name="Next").click()
    second.get_by_label("Value of i1", exact=True).fill("0.75")
    page.wait_for_function("location.hash.includes('other.x=')")
    again = open_page(page.url)
    expect(again.locator("[data-ready=true]")).to_have_count(2)
    expect(again.locator("[data-quantity=step]").nth(1)).to_have_attribute("data-value", "4")
    assert [numbers(again, k) for k in range(2)] == [numbers(page, k) for k in range(2)]
    assert numbers(again, 1)["x_1"] == 0.75


def test_without_javascript_there_is_the_first_frame(page_with: Show) -> None:
    page = page_with(ForwardStepper(step=1), wait=False, java_script_enabled=False)
    picture = page.get_by_role("img")
    expect(picture).to_be_visible()
    assert "layers of 2-2-2 units: net h1 = 0.3775." in (picture.get_attribute("aria-label") or "")
    expect(picture).to_contain_text("0.3775")


WIDE, DEEP = example_of((4, 8, 3)), example_of((2, 3, 3, 2), N=3)
STATES: dict[str, dict] = {
    "start": {},
    "sum, all digits": {"step": 5, "all_digits": True},
    "long sum, all digits": {"network": DEEP[0], "x": DEEP[1], "step": 8, "all_digits": True},
    "softmax, three examples": {"network": DEEP[0], "x": DEEP[1], "step": 16, "all_digits": True, "picked": "b^3_1"},
    "many weights": {"network": WIDE[0], "x": WIDE[1], "step": 17},
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(width: int, state: dict, page_with: Show) -> None:
    page = page_with(ForwardStepper(**state), viewport={"width": width, "height": 800})
    assert barriers(page) == []


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_nothing_sticks_out(state: dict, page_with: Show) -> None:
    page = page_with(ForwardStepper(**state))
    beyond = """root => [...root.querySelectorAll("*")]
        .filter(part => !part.closest("svg, .bp-hidden, .scrolls, math"))
        .filter(part => part.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
        .map(part => part.outerHTML.slice(0, 80))"""
    for width in (320, 360, 480, 600, 736, 900, 1000, 1180, 1280):
        resize(page, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("[data-widget]").evaluate(beyond) == [], width


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


MEET = """net => {
  const parts = [...net.querySelectorAll(".net-tag:not([hidden]), .net-unit, .net-input, .net-inside b")];
  const boxes = parts.map((part) => [part, part.getBoundingClientRect()]);
  const meet = (p, q) => p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1;
  return boxes.flatMap(([one, p], i) => boxes.slice(i + 1)
    .filter(([other, q]) => !one.contains(other) && !other.contains(one) && meet(p, q))
    .map(([other]) => `${one.textContent} | ${other.textContent}`));
}"""
CUT = """net => [...net.querySelectorAll(".net-unit > span, .net-input")]
    .filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.textContent)"""


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_nothing_in_the_picture_meets_or_is_cut(sizes: tuple[int, ...], page_with: Show) -> None:
    network, x = example_of(sizes)
    page = page_with(ForwardStepper(network=network, x=x, picked="w^1_11"))
    net = page.locator(".bp-net")
    for width in (360, 600, 760, 1280):
        resize(page, width)
        page.get_by_role("slider", name="Step").press("Home")
        for n in range(2 * sum(sizes[1:]) + 1):
            assert net.evaluate(MEET) == [], (width, n)
            assert net.evaluate(CUT) == [], (width, n)
            page.get_by_role("slider", name="Step").press("ArrowRight")


def test_all_weights_of_a_small_network_are_seen(page_with: Show) -> None:
    page = page_with(ForwardStepper())
    for width in (320, 360, 760, 1280):
        resize(page, width)
        expect(page.locator(".net-tag:visible")).to_have_count(12)


def test_a_network_too_wide_for_the_page_scrolls_in_its_own_box(page_with: Show) -> None:
    page = page_with(ForwardStepper(network=WIDE[0], x=WIDE[1]), viewport={"width": 360, "height": 800})
    net = page.locator(".bp-net")
    seen = """net => [...net.querySelectorAll(".net-unit .now")].every((part) => {
        const [p, q] = [part.getBoundingClientRect(), net.getBoundingClientRect()];
        return p.left >= q.left && p.right <= q.right;
    })"""
    for _ in range(22):
        page.get_by_role("button", name="Next").click()
        assert net.evaluate(seen), "the unit that is computed is scrolled to"
    net.focus()
    page.keyboard.press("ArrowLeft")
    assert numbers(page)["step"] == 22, "in the box the arrow keys scroll"


def marked(locator: Locator) -> str:
    return locator.evaluate("node => getComputedStyle(node).transitionDuration")


def test_no_motion_where_none_is_wanted(page_with: Show) -> None:
    page = page_with(ForwardStepper(step=1), reduced_motion="reduce")
    assert marked(page.locator(".net .z.now")) == "0s"
    page = page_with(ForwardStepper(step=1), reduced_motion="no-preference")
    assert "0.18s" in marked(page.locator(".net .z.now"))
