"""The mirror of the library in JavaScript: its numbers are the library's, and a widget that has it has it whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from playwright.sync_api import Page

import backprop_widgets as offered
from backprop_lib import Layer, Loss, Network, backward, cost, descend, forward
from backprop_lib.activations import ACTIVATIONS
from backprop_lib.losses import LOSSES
from backprop_widgets.kit.assets import read
from backprop_widgets.kit.live import PACKAGE
from backprop_widgets.kit.traits import plain

# JSON has no infinities, and a log loss has slope infinity where its output is rounded to 0 or 1.
RUN = """async ([code, cases]) => {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const { forward, backward, descend, cost } = await import(url);
    const run = ({ network, x, y, loss, learning_rate, trace }) => {
        const own = forward(network, x);
        const next = descend(network, backward(network, own, y, loss), learning_rate);
        return { trace: own, cost: cost(own, y, loss), gradients: backward(network, trace, y, loss), next };
    };
    const spelled = (_, value) => typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
    return JSON.stringify(JSON.parse(cases).map(run), spelled);
}"""
NETWORK = (PACKAGE / "kit/network.js").read_text(encoding="utf-8")  # imports nothing, so that a blob can hold it


class Case(NamedTuple):
    network: Network
    x: np.ndarray
    y: np.ndarray
    loss: Loss
    learning_rate: float


def targets(rng: np.random.Generator, loss: Loss, units: int, N: int) -> np.ndarray:
    """Any numbers for the squared error; for a log loss probabilities, half of them certain."""
    if not loss.paired:
        return rng.normal(size=(units, N))
    soft = rng.uniform(size=(units, N))
    if loss.name == "binary_cross_entropy":
        return soft if rng.random() < 0.5 else soft.round()
    return soft / soft.sum(axis=0) if rng.random() < 0.5 else (soft == soft.max(axis=0)).astype(float)


def random_case(rng: np.random.Generator, scale: float) -> Case:
    """Any depth from 1 to 5, any widths from 1 to 8, up to 7 examples. scale: of the inputs and all parameters."""
    depth = rng.integers(1, 6)
    sizes = rng.integers(1, 9, size=depth + 1).tolist()
    loss = LOSSES[str(rng.choice(list(LOSSES)))]
    output = loss.paired.name if loss.paired else str(rng.choice(list(ACTIVATIONS)))
    activations = [*map(str, rng.choice(list(ACTIVATIONS), size=depth - 1)), output]
    drawn = Network.random(sizes, activations, rng=rng)
    network = Network(Layer(scale * W, scale * rng.normal(size=b.shape), f) for W, b, f in drawn)
    N = int(rng.integers(1, 8))
    x = scale * rng.normal(size=(sizes[0], N))
    return Case(network, x, targets(rng, loss, sizes[-1], N), loss, float(rng.uniform(0.01, 1)))


def written(case: Case) -> dict:
    """A case for the page, with the library's trace."""
    trace = [{name: part.tolist() for name, part in layer._asdict().items()} for layer in forward(case.network, case.x)]
    network, x, y = plain(case.network), case.x.tolist(), case.y.tolist()
    return {**case._asdict(), "network": network, "x": x, "y": y, "loss": case.loss.name, "trace": trace}


def in_browser(page: Page, cases: list[Case]) -> list[dict]:
    return json.loads(page.evaluate(RUN, [NETWORK, json.dumps([*map(written, cases)], allow_nan=False)]))


def close(got: object, want: np.ndarray) -> bool:
    """To 1e-12 of the largest entry; infinities in the same places."""
    have = np.array(got, dtype=float)
    finite = np.isfinite(want)
    if have.shape != want.shape or not np.array_equal(have[~finite], want[~finite], equal_nan=True):
        return False
    return bool(np.all(np.abs(have[finite] - want[finite]) <= 1e-12 * np.abs(want[finite]).max(initial=0)))


def check(case: Case, got: dict) -> None:
    """Backward starts from the library's trace: where a unit saturates, 1 - a has few digits in either language."""
    network, x, y, loss, learning_rate = case
    trace = forward(network, x)
    with np.errstate(over="ignore"):  # y/a, for an output of 1e-300
        gradients = backward(network, trace, y, loss)
    for ours, theirs in zip(trace, got["trace"], strict=True):
        assert all(close(theirs[part], ours._asdict()[part]) for part in ("x", "z", "a")), case
    for ours, theirs in zip(gradients, got["gradients"], strict=True):
        assert all(close(theirs[part], ours._asdict()[part]) for part in ("error", "delta", "W", "b")), case
    for ours, theirs in zip(descend(network, gradients, learning_rate), got["next"], strict=True):
        assert close(theirs["W"], ours.W) and close(theirs["b"], ours.b), case
        assert theirs["activation"] == ours.activation.name
    assert close(got["cost"], np.array(cost(network, x, y, loss))), case


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page("about:blank")


def test_1000_random_networks_give_the_numbers_of_the_library(page: Page) -> None:
    rng = np.random.default_rng(1)
    cases = [random_case(rng, scale=1) for _ in range(1000)]
    assert {layer.activation.name for case in cases for layer in case.network} == set(ACTIVATIONS)
    assert {case.loss.name for case in cases} == set(LOSSES)
    for case, got in zip(cases, in_browser(page, cases), strict=True):
        check(case, got)


def test_so_do_networks_whose_units_are_saturated_or_anywhere_between(page: Page) -> None:
    rng = np.random.default_rng(2)
    cases = [random_case(rng, scale=scale) for scale in (0.01, 3, 10, 30) for _ in range(50)]
    for case, got in zip(cases, in_browser(page, cases), strict=True):
        check(case, got)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_extreme_net_inputs(loss: Loss, page: Page) -> None:
    """One layer that hands its inputs on: z is what we choose, from -1000 to 1000, one pair of units at a time."""
    pairs = np.array(
        [(-1000, 1000), (1000, -1000), (1000, 1000), (-1000, -1000), (-40, 40), (-40, -40), (0, 0), (-750, 700)]
    )
    cases = [
        Case(Network([Layer(np.eye(2), np.zeros((2, 1)), output)]), z.reshape(2, 1) * 1.0, y, loss, 0.5)
        for output in ([loss.paired.name] if loss.paired else ACTIVATIONS)
        for y in np.array([[[0.0], [1.0]], [[1.0], [0.0]], [[0.3], [0.7]]])
        for z in pairs
    ]
    for case, got in zip(cases, in_browser(page, cases), strict=True):
        check(case, got)


def test_arguments_stay_as_they_are(page: Page) -> None:
    case = random_case(np.random.default_rng(3), scale=1)
    frozen = RUN.replace("JSON.parse(cases)", "JSON.parse(cases, (_, value) => Object.freeze(value))")
    assert frozen != RUN  # a frozen array would refuse, aloud, to be written
    check(case, json.loads(page.evaluate(frozen, [NETWORK, json.dumps([written(case)])]))[0])


def test_a_nan_stays_a_nan(page: Page) -> None:
    names = page.evaluate(
        """async (code) => {
            const { ACTIVATIONS } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
            return Object.keys(ACTIVATIONS).filter((name) => !Number.isNaN(ACTIVATIONS[name].value([[NaN]])[0][0]));
        }""",
        NETWORK,
    )
    assert names == []


def as_joined(path: Path) -> str:
    """The text of a file as it stands in a widget's module."""
    return read(path, None, is_view=False).text.strip()


SHARED = {path: as_joined(path) for folder in ("kit", "diagram") for path in (PACKAGE / folder).glob("*.js")}


@pytest.mark.parametrize("widget", offered.__all__)
def test_a_widget_that_has_a_shared_file_has_it_verbatim_and_once(widget: str) -> None:
    module = getattr(offered, widget)._esm
    for path, text in SHARED.items():
        opening = text.splitlines()[0]
        assert module.count(opening) == module.count(text) <= 1, path
    assert ("function backward(" in module) == (SHARED[PACKAGE / "kit/network.js"] in module)
