"""A reader puts a network of their own into each stepper that takes one, on a page without Python, and gets it out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from reading import barriers, every_widget, numbers, sticks_out

from backprop_lib import Layer, Network, backward, forward
from backprop_lib.data import mazur
from backprop_lib.exchange import from_json, to_json, to_pytorch
from backprop_widgets import BackwardStepper, ForwardStepper
from backprop_widgets.kit.traits import plain

STEPPERS = {"ForwardStepper": ForwardStepper, "BackwardStepper": BackwardStepper}
each_stepper = pytest.mark.parametrize("name", STEPPERS)

OWN = Network(
    [
        Layer([[1.5, -0.25], [0.5, 2.0], [-1.0, 0.75]], [[0.1], [-0.2], [0.3]], "softplus"),
        Layer([[0.5, -1.0, 2.0], [1.0, 0.25, -0.5]], [[0.4], [-0.6]], "identity"),
    ]
)
X, Y = np.array([[0.05], [0.10]]), np.array([[0.01], [0.99]])  # which both widgets show at first


def said(page: Page) -> Locator:
    return page.locator(".bp-own [role=status]")


def opened(page: Page) -> Page:
    page.get_by_text("Your own network").click()
    return page


def given(page: Page, text: str) -> None:
    page.get_by_label("Your network", exact=True).fill(text)
    page.get_by_role("button", name="Use it").click()


def state_dict(network: Network) -> str:
    return json.dumps({name: array.tolist() for name, array in to_pytorch(network).items()})


def at_the_end(page: Page) -> dict[str, float]:
    page.get_by_role("slider", name="Step").press("End")
    return numbers(page)


def is_shown(page: Page, network: Network, x: np.ndarray = X, y: np.ndarray = Y) -> None:
    """Its numbers at the last step are those of the library: outputs forward, the first gradient backward."""
    trace = forward(network, x)
    shown = at_the_end(page)
    for j, value in enumerate(trace[-1].a[:, 0], 1):
        assert shown[f"a^{len(network)}_{j}"] == pytest.approx(value, rel=1e-12)
    if page.locator("[data-widget=BackwardStepper]").count():
        slope = backward(network, trace, y, "half_squared_error")[0].W[0, 0]
        assert shown["dJ/dw^1_11"] == pytest.approx(slope, rel=1e-12)
        assert shown["central dJ/dw^1_11"] == pytest.approx(slope, rel=1e-6)


def test_there_are_no_other_widgets_that_take_a_network() -> None:
    takers = {name for name, make in every_widget().items() if "network" in make().trait_names()}
    assert takers == set(STEPPERS)


@each_stepper
def test_a_network_in_the_form_of_the_book_is_shown(name: str, page_with: Callable[..., Page]) -> None:
    page = opened(page_with(STEPPERS[name]()))
    given(page, to_json(OWN))
    expect(said(page)).to_have_text("Your 2-3-2 network is shown.")
    is_shown(page, OWN)


@each_stepper
def test_a_state_dict_is_shown_with_the_activations_that_are_chosen(name: str, page_with) -> None:
    page = opened(page_with(STEPPERS[name]()))
    hidden, last = page.get_by_label("Activation of hidden layers"), page.get_by_label("Activation of the last layer")
    given(page, to_json(OWN))
    expect(hidden).to_be_hidden()
    given(page, state_dict(OWN))
    is_shown(page, Network([OWN[0]._replace(activation="tanh"), OWN[1]._replace(activation="sigmoid")]))
    hidden.select_option("relu")
    last.select_option("tanh")
    page.get_by_role("button", name="Use it").click()
    is_shown(page, Network([OWN[0]._replace(activation="relu"), OWN[1]._replace(activation="tanh")]))


@each_stepper
def test_a_file_is_read_and_one_that_is_too_large_is_not(name: str, page_with, tmp_path: Path) -> None:
    page = opened(page_with(STEPPERS[name]()))
    good, large = tmp_path / "mine.json", tmp_path / "large.json"
    good.write_text(to_json(OWN), encoding="utf-8")
    large.write_text(" " * 100_001, encoding="utf-8")
    file = page.get_by_label("Or a JSON file")
    file.set_input_files(large)
    expect(page.get_by_role("alert")).to_contain_text("large.json has 100001 bytes; expected at most 100000")
    file.set_input_files(good)
    expect(said(page)).to_have_text("mine.json is read: press Use it.")
    page.get_by_role("button", name="Use it").click()
    is_shown(page, OWN)


GOOD = json.loads(to_json(OWN))["layers"]
WRONG = {
    "nothing": ("", "This is no JSON text ("),
    "no JSON": ("my network", "This is no JSON text ("),
    "a list": ("[1, 2]", 'The text holds no list of layers; expected {"layers": '),
    "one number": ('{"layers": [1]}', 'Layer 1 is 1; expected "W", "b" and "activation".'),
    "no activation": ('{"layers": [{"W": [[1]], "b": [1]}]}', 'Layer 1 has "W", "b"; expected'),
    "unknown": (json.dumps({"layers": [GOOD[0] | {"activation": "gelu"}]}), 'Layer 1: activation is "gelu"; expected'),
    "ragged": (
        json.dumps({"layers": [GOOD[0] | {"W": [[1], [1, 2]]}]}),
        "Layer 1: W has 1 number in row 1 and 2 in row",
    ),
    "text": (json.dumps({"layers": [GOOD[0] | {"b": ["a", 1, 2]}]}), 'Layer 1: b has "a"; expected finite numbers.'),
    "biases": (
        json.dumps({"layers": [GOOD[0] | {"b": [1]}]}),
        "Layer 1: b has 1 number and W has 3 rows; expected one",
    ),
    "no fit": (json.dumps({"layers": [GOOD[0], GOOD[0]]}), "Layer 2 has W of shape (3, 2) and so expects 2 inputs"),
    "normalised": ('{"0.running_mean": [1], "0.weight": [1]}', "state_dict has '0.running_mean'; expected weights and"),
    "convolution": (
        '{"0.weight": [[[[1]]]]}',
        "The weight of layer '0' has shape (1, 1, 1, 1); expected (n_out, n_in)",
    ),
    "too many": (to_json(Network.random((2, 70, 2), "tanh", rng=0)), "etwork has 352 weights and biases;"),
    "overflow": (
        '{"layers": [{"W": [[1e308, 1e308]], "b": [1e308], "activation": "identity"},'
        ' {"W": [[1e300], [1e300]], "b": [0, 0], "activation": "identity"}]}',
        "overflow",
    ),
}


@each_stepper
def test_each_wrong_one_gets_its_sentence_and_the_last_good_one_stays(name: str, page_with) -> None:
    page = opened(page_with(STEPPERS[name]()))
    given(page, to_json(OWN))
    alert = page.locator(".bp-own").get_by_role("alert")
    before = at_the_end(page)
    for text, words in WRONG.values():
        given(page, text)
        expect(alert).to_contain_text(words)
        expect(alert).to_contain_text("The network shown stays as it was.")
        assert numbers(page) == before
    given(page, to_json(mazur()[0]))
    expect(alert).to_be_hidden()
    is_shown(page, mazur()[0])


def test_inputs_and_targets_that_do_not_fit_are_asked_for(page_with: Callable[..., Page]) -> None:
    """Forward they become ones; backward there is a field for each."""
    wide = Network.random((3, 2, 1), ["tanh", "sigmoid"], rng=1)
    page = opened(page_with(ForwardStepper()))
    given(page, to_json(wide))
    is_shown(page, wide, np.ones((3, 1)))

    page = opened(page_with(BackwardStepper()))
    given(page, to_json(wide))
    expect(page.get_by_role("alert")).to_contain_text(
        "x has 2 numbers; this network expects 3: write them into Inputs."
    )
    page.get_by_label("Inputs").fill("0.5, 1 and")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("alert")).to_contain_text('x has "and"; expected finite numbers.')
    page.get_by_label("Inputs").fill("0.5, 1, -2")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "y has 2 numbers; this network expects 1: write them into Targets."
    )
    page.get_by_label("Targets").fill("0.25")
    page.get_by_role("button", name="Use it").click()
    is_shown(page, wide, np.array([[0.5], [1], [-2]]), np.array([[0.25]]))
    page.get_by_label("Loss", exact=True).select_option("cross_entropy")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("alert")).to_contain_text("cross_entropy belongs to an output layer with softmax")


def test_inputs_targets_and_loss_act_at_once_where_they_fit(page_with: Callable[..., Page]) -> None:
    """Also on the published network, whose mistakes belong to its published example."""
    network = mazur()[0]
    page = opened(page_with(BackwardStepper(mistake="sign")))
    page.get_by_label("Inputs").fill("-1; 2")
    page.get_by_label("Targets").fill("[0.5, 0.25]")
    assert page.get_by_label("Inputs").input_value() == "-1; 2"
    is_shown(page, network, np.array([[-1], [2]]), np.array([[0.5], [0.25]]))
    expect(page.get_by_label("Make a mistake")).to_have_count(0)
    page.get_by_label("Loss", exact=True).select_option("binary_cross_entropy")
    trace = forward(network, np.array([[-1.0], [2.0]]))
    slope = backward(network, trace, [[0.5], [0.25]], "binary_cross_entropy")[0].W[0, 0]
    assert at_the_end(page)["dJ/dw^1_11"] == pytest.approx(slope, rel=1e-12)
    expect(page.get_by_text("With numbers of your own, mistakes are made in Python")).to_be_visible()
    page.get_by_label("Inputs").fill("1 2 3")
    expect(page.locator(".bp-own").get_by_role("alert")).to_be_hidden()  # somebody may be in the middle of it
    page.get_by_label("Inputs").blur()
    expect(page.locator(".bp-own").get_by_role("alert")).to_contain_text("x has 3 numbers; this network expects 2")
    assert numbers(page)["x_1"] == -1
    page.get_by_role("button", name="Reset").click()
    assert page.get_by_label("Inputs").input_value() == "0.05, 0.1"
    assert page.get_by_label("Make a mistake").locator("option").count() > 1


@each_stepper
def test_by_keyboard_alone(name: str, page_with: Callable[..., Page]) -> None:
    page = page_with(STEPPERS[name]())
    page.locator("summary").press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Your network", exact=True)).to_be_focused()
    page.keyboard.insert_text(to_json(OWN))
    page.get_by_label("Your network", exact=True).press("ArrowRight")  # moves the caret, and not a step
    assert numbers(page)["step"] == 0
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.get_by_role("button", name="Use it").evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    is_shown(page, OWN)


@each_stepper
def test_the_network_shown_comes_out_as_python_reads_it(name: str, page_with: Callable[..., Page]) -> None:
    page = opened(page_with(STEPPERS[name]()))

    def copied() -> Network:
        page.get_by_role("button", name="Copy this network as JSON").click()
        expect(said(page)).to_have_text("Copied.")
        return from_json(page.evaluate("navigator.clipboard.readText()"))

    assert copied() == mazur()[0]
    given(page, to_json(OWN))
    assert copied() == OWN
    if name == "ForwardStepper":
        page.get_by_label("Change").select_option("w^1_11")
        page.get_by_role("spinbutton", name="Value of w1").fill("0.125")
        assert copied()[0].W[0, 0] == 0.125


def test_where_copying_is_not_allowed_the_text_is_there_to_copy(page_with: Callable[..., Page]) -> None:
    page = opened(page_with(ForwardStepper()))
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.get_by_role("button", name="Copy this network as JSON").click()
    expect(said(page)).to_contain_text("press Ctrl+C")
    assert from_json(page.get_by_label("Your network", exact=True).input_value()) == mazur()[0]
    assert page.evaluate("getSelection().toString()").startswith('{"layers":')


@each_stepper
def test_a_link_opens_it_and_reset_goes_back(name: str, page_with: Callable[..., Page]) -> None:
    page = opened(page_with(STEPPERS[name]()))
    published = numbers(page)
    given(page, to_json(OWN))
    shown = at_the_end(page)
    page.wait_for_function("location.hash.includes('network=') && location.hash.includes('step=')")
    other = page_with(STEPPERS[name](), link=page.evaluate("location.hash"))
    assert numbers(other) == pytest.approx(shown)
    other.get_by_role("button", name="Reset").click()
    assert numbers(other) == published


@each_stepper
@pytest.mark.parametrize("width", [360, 1280])
def test_it_has_its_room_and_no_barriers(name: str, width: int, page_with: Callable[..., Page]) -> None:
    page = opened(page_with(STEPPERS[name](), viewport={"width": width, "height": 900}))
    given(page, '{"a_name_that_has_no_end_' + 90 * "x" + '.bias": 1}')
    expect(page.get_by_role("alert")).to_be_visible()
    assert sticks_out(page) == []
    assert barriers(page) == []


def test_in_a_notebook_python_takes_it_from_the_page_and_adds_the_mistakes() -> None:
    """What the page sends arrives in one message: a network that does not fit the old inputs comes with new ones."""
    state = {"network": plain(Network.random((3, 2, 1), ["tanh", "sigmoid"], rng=0)), "step": 0}
    forwards = ForwardStepper()
    forwards.set_state(state | {"x": [[1], [1], [1]], "example": 0, "picked": "x_1"})
    assert forwards.network.sizes == (3, 2, 1) and forwards.x.tolist() == [[1], [1], [1]]
    backwards = BackwardStepper(weight="w^2_22", mistake="sign")
    case = {"x": [[1], [2], [3]], "y": [[0.5]], "loss": "binary_cross_entropy"}
    backwards.set_state(state | case | {"weight": "w^1_11", "mistake": ""})
    assert backwards.passes["sizes"] == [3, 2, 1] and "sign" in backwards.passes["mistakes"]
