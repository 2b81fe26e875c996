"""The training widget on a page without Python: its steps are the library's, and its scripts print its costs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from reading import barriers, follow, link_to, numbers

import backprop_widgets
from backprop_lib import Layer, LayerGradient, Network, backward, cost, descend, forward
from backprop_widgets import TrainingStepper
from backprop_widgets.kit.assets import module
from backprop_widgets.kit.generator import batch, uniform, weights
from backprop_widgets.kit.traits import plain
from backprop_widgets.training_stepper.data import DATA
from backprop_widgets.training_stepper.widget import CHOICES, parameter_names

WIDGETS = Path(backprop_widgets.__file__).parent


def run_in(page: Page, code: str, expression: str, argument: object = None) -> object:
    """The value of an expression in the names of a module, and in `given`."""
    text = f"{code}\nexport const asked = (given) => ({expression});"
    script = """async ([module, given]) => {
        const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
        return (await import(url)).asked(JSON.parse(given));
    }"""
    return page.evaluate(script, [text, json.dumps(argument)])


def to(page: Page, state: dict) -> dict[str, float]:
    """Follow a link, wait until the step is reached, and read everything, the weights included."""
    follow(page, link_to(state, "training"))
    return settled(page, state.get("step", 0))


def settled(page: Page, step: int) -> dict[str, float]:
    page.wait_for_selector(f"[data-quantity=step][data-value='{step}']")
    unfold(page, "Weights and gradients")
    page.wait_for_selector(".training .parameters table")
    return numbers(page)


def unfold(page: Page, title: str) -> None:
    page.locator("details", has=page.get_by_text(title, exact=True)).evaluate("node => { node.open = true; }")


def displayed(shown: dict[str, float], state: dict, prefix: str = "network") -> list[tuple[np.ndarray, np.ndarray]]:
    """W and b of each layer, as the table has them."""
    value = lambda name: shown[name.replace("network", prefix)]
    sizes = (2, *state["hidden"], 1)
    names = iter(parameter_names(sizes))
    take = lambda rows, columns: np.array([[value(next(names)) for _ in range(columns)] for _ in range(rows)])
    return [(take(n_out, n_in), take(n_out, 1)) for n_in, n_out in pairwise(sizes)]


def edits_at(state: dict, number: int) -> dict[str, float]:
    return {name: value for step, name, value in state.get("edits", []) if step == number}


def network_of(layers: list, state: dict) -> Network:
    activations = [*[state["activation"]] * len(state["hidden"]), "sigmoid"]
    return Network(Layer(W, b, f) for (W, b), f in zip(layers, activations, strict=True))


def random_state(rng: np.random.Generator) -> dict:
    data = str(rng.choice(list(DATA)))
    N = DATA[data].x.shape[1]
    return {
        "data": data,
        "hidden": rng.integers(1, 9, size=rng.integers(0, 5)).tolist(),
        "activation": str(rng.choice(CHOICES["activation"])),
        "loss": str(rng.choice(CHOICES["loss"])),
        "learning_rate": float(10 ** rng.uniform(-2, -0.7)),
        "batch_size": int(rng.choice([0, 1, rng.integers(1, N + 1)])),
        "seed": int(rng.integers(0, 100)),
        "second": str(rng.choice(CHOICES["second"])),
        "second_rate": float(10 ** rng.uniform(-2, -0.7)),
        "momentum": float(rng.uniform(0, 0.95)),
        "step": int(rng.integers(0, 13)),
    }


def random_edits(state: dict, rng: np.random.Generator) -> list:
    """Up to four parameters, before and at the step of a state, and at the one after it."""
    names = rng.choice(parameter_names((2, *state["hidden"], 1)), size=rng.integers(0, 5))
    return [[int(rng.integers(0, state["step"] + 2)), str(name), float(rng.normal())] for name in names]


class Run(NamedTuple):
    prefix: str
    rate: float
    momentum: float


def runs_of(state: dict) -> list[Run]:
    second = Run("second_", state["second_rate"], state["momentum"] if state["second"] == "momentum" else 0.0)
    return [Run("", state["learning_rate"], 0.0)] + ([] if state["second"] == "none" else [second])


def near(got: tuple, want: Layer | LayerGradient) -> bool:
    """W and b to 1e-12 of the largest number of the layer, of a gradient to that of the terms that it is a sum of."""
    largest = max(np.abs(part).max() for part in (want.W, want.b, getattr(want, "delta", want.b)))
    return all(np.abs(part - other).max() <= 1e-12 * largest for part, other in zip(got, (want.W, want.b), strict=True))


def check_step(state: dict, before: dict[str, float], after: dict[str, float]) -> None:
    """The page made this step from what it showed before: the same batch, in Python."""
    x, y, test_x, test_y = DATA[state["data"]]
    columns = batch(state["step"], x.shape[1], state["batch_size"], state["seed"])
    for prefix, rate, momentum in runs_of(state):
        network = network_of(displayed(before, state, f"{prefix}network"), state)
        trace = forward(network, x[:, columns])
        gradients = backward(network, trace, y[:, columns], state["loss"])
        size = np.sqrt(sum(float((part**2).sum()) for gradient in gradients for part in gradient[2:]))
        if momentum and state["step"]:
            running = displayed(before, state, f"{prefix}gradients")
            gradients = tuple(
                g._replace(W=momentum * W + g.W, b=momentum * b + g.b)
                for g, (W, b) in zip(gradients, running, strict=True)
            )
        length = rate * np.sqrt(sum(float((part**2).sum()) for gradient in gradients for part in gradient[2:]))
        following = changed(descend(network, gradients, rate), edits_at(state, state["step"] + 1))
        got = displayed(after, state, f"{prefix}network")
        directions = displayed(after, state, f"{prefix}gradients")
        for layer, gradient, shown, direction in zip(following, gradients, got, directions, strict=True):
            assert near(shown, layer) and near(direction, gradient), state
        now = network_of(got, state)
        error = float(np.abs(trace[-1].a - y[:, columns]).max()) / len(columns)
        wanted = {"batch_cost": cost(network, x[:, columns], y[:, columns], state["loss"]), "error": error}
        wanted |= {"gradient": size, "update": length, "cost": cost(now, x, y, state["loss"])}
        wanted["wrong"] = np.sum((forward(now, x)[-1].a > 0.5) != (y > 0.5))
        if test_x.size:
            wanted["test_cost"] = cost(now, test_x, test_y, state["loss"])
            wanted["test_wrong"] = np.sum((forward(now, test_x)[-1].a > 0.5) != (test_y > 0.5))
        for name, value in wanted.items():
            assert abs(after[prefix + name] - value) <= 1e-12 * max(abs(value), 1e-3), (name, state)


# ------------------------------------------------------------------------------------------------- the numbers


def test_each_step_follows_from_the_displayed_state_in_200_random_states(page_with: Callable[..., Page]) -> None:
    page, rng = page_with(TrainingStepper()), np.random.default_rng(1)
    for _ in range(200):
        state = random_state(rng)
        state["edits"] = random_edits(state, rng)
        before = to(page, state)
        if state["step"] == 0:
            check_start(state, before)
        check_step(state, before, to(page, state | {"step": state["step"] + 1}))


def check_start(state: dict, shown: dict[str, float]) -> None:
    first = weights((2, *state["hidden"], 1), state["seed"])
    for run in runs_of(state):
        for (W, b), want in zip(displayed(shown, state, f"{run.prefix}network"), first, strict=True):
            edited = edits_at(state, 0)
            assert edited or (W.tolist() == want and not b.any())


def test_the_generator_gives_the_same_numbers_in_both_languages(page_with: Callable[..., Page]) -> None:
    page, rng = page_with(TrainingStepper()), np.random.default_rng(2)
    seeds = rng.integers(0, 2**32, size=1000).tolist()
    code = module(WIDGETS / "kit/generator.js")
    got = run_in(
        page, code, "given.map((seed) => { const next = uniform(seed); return [next(), next(), next()]; })", seeds
    )
    assert got == [[next(random) for _ in range(3)] for random in map(uniform, seeds)]
    cases = [(rng.integers(1, 9, size=rng.integers(2, 7)).tolist(), int(rng.integers(0, 65536))) for _ in range(200)]
    assert run_in(page, code, "given.map((one) => weights(...one))", cases) == [weights(*case) for case in cases]
    cases = [(int(n), int(N), int(size), int(seed)) for n, N, size, seed in rng.integers(1, 100, size=(500, 4))]
    assert run_in(page, code, "given.map((one) => batch(...one))", cases) == [batch(*case) for case in cases]


def test_back_leads_to_what_was_shown_before(page_with: Callable[..., Page]) -> None:
    state = {"data": "moons", "hidden": [3], "second": "momentum", "batch_size": 10, "stride": "phase"}
    page = page_with(TrainingStepper(**state, step=3))
    seen = [settled(page, 3)]
    for _ in range(6):
        page.get_by_role("button", name="Next").click()
        seen.append(numbers(page))
    for earlier in reversed(seen[:-1]):
        page.get_by_role("button", name="Back", exact=True).click()
        got = numbers(page)
        assert json.dumps(got) == json.dumps(earlier)


def test_names_are_those_of_the_docstring(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(data="moons", hidden=[1, 1, 1, 1], second="momentum", step=1))
    listed = (TrainingStepper.__doc__ or "").split("Numbers on the page")[1]
    own = re.findall(r"\b([a-z]+(?:_[a-z0-9]+)*)\b(?=[^\n]*   )", listed)
    names = set(settled(page, 1))
    plain_names = {name for name in names if "[" not in name and not name.startswith("second_")} | {"second_rate"}
    assert plain_names <= {*own, "step"}, plain_names - {*own}
    of_runs = {"batch_cost", "error", "gradient", "update", "cost", "wrong", "test_cost", "test_wrong"}
    parameters = {
        name.replace("network", part)
        for name in parameter_names((2, 1, 1, 1, 1, 1))
        for part in ("network", "gradients")
    }
    expected = plain_names | parameters | {f"second_{name}" for name in of_runs | parameters}
    assert names == expected and of_runs <= plain_names
    assert {f"hidden_{k}" for k in (1, 2, 3, 4)} | {"learning_rate", "momentum", "batch_size", "seed"} <= names


@pytest.mark.parametrize("loss", CHOICES["loss"])
def test_the_plane_is_the_networks_output(loss: str, page_with: Callable[..., Page]) -> None:
    widget = TrainingStepper(data="moons", hidden=[5], loss=loss, step=40, learning_rate=0.9)
    page = page_with(widget)
    pixels = page.locator(".plane canvas").first.evaluate(
        "canvas => [canvas.width, ...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
    )
    cells, rgba = pixels[0], np.array(pixels[1:]).reshape(-1, 4)
    low, high = widget.examples.x.min(axis=1), widget.examples.x.max(axis=1)
    middle, half = (low + high) / 2, 0.6 * (high - low).max()
    at = half * ((2 * np.arange(cells) + 1) / cells - 1)
    across, up = np.meshgrid(middle[0] + at, middle[1] - at)
    a = forward(widget.networks()[-1], np.array([across.ravel(), up.ravel()]))[-1].a[0]
    assert np.abs(rgba[:, 3] - 150 * a).max() <= 0.5 + 1e-9
    assert a.min() < 0.3 and a.max() > 0.7


def test_the_slice_is_the_cost(page_with: Callable[..., Page]) -> None:
    """Every value of the grid, for parameters in any two layers."""
    page, rng = page_with(TrainingStepper()), np.random.default_rng(3)
    code = module(WIDGETS / "training_stepper/slice.js")
    expression = """(() => {
        const parameters = parametersOf(given.sizes);
        const pair = given.pair.map((name) => parameters.find((one) => one.name === name));
        const job = slicing({ ...given, pair });
        return [job.work(Infinity), job.values];
    })()"""
    x, y, *_ = DATA["moons"]
    for sizes in ((2, 1), (2, 3, 1), (2, 4, 2, 1)):
        network = Network.random(sizes, "sigmoid", rng=rng)
        names = rng.choice(parameter_names(sizes), size=2, replace=False).tolist()
        middle, half = rng.normal(size=2), 2.0
        given = {"network": plain(network), "pair": names, "middle": middle.tolist(), "half": half, "sizes": sizes}
        done, got = run_in(
            page, code, expression, {**given, "x": x.tolist(), "y": y.tolist(), "loss": "half_squared_error"}
        )
        at = np.linspace(-half, half, 25)
        want = [
            cost(changed(network, {names[0]: middle[0] + u, names[1]: middle[1] + v}), x, y, "half_squared_error")
            for v in at[::-1]
            for u in at
        ]
        assert done
        np.testing.assert_allclose(got, want, rtol=1e-12)


def changed(network: Network, values: dict[str, float]) -> Network:
    """The network with some parameters set."""
    parts = [(layer.W.copy(), layer.b.copy(), layer.activation) for layer in network]
    for name, value in values.items():
        number, part, j, k = re.match(r"network\[(\d)\]\.([Wb])\[(\d),(\d)\]", name).groups()
        parts[int(number)]["Wb".index(part)][int(j), int(k)] = value
    return Network(Layer(*part) for part in parts)


def test_the_path_in_the_slice_ends_at_the_weights(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(data="moons", hidden=[3], second="momentum", step=30, up="network[1].b[0,0]"))
    unfold(page, "Cost over two parameters")
    page.wait_for_selector(".slice svg[data-step='30']")
    shown = settled(page, 30)
    (left, right), (low, high) = (ends_of(page, ".slice", side) for side in ("across", "up"))
    for run, prefix in ((1, ""), (2, "second_")):
        d = page.locator(f".slice .run-{run}:not(.now)").get_attribute("d")
        px, py = (float(value) for value in d.split("L")[-1].split())
        assert left + px / 440 * (right - left) == pytest.approx(shown[f"{prefix}network[0].W[0,0]"], abs=0.02)
        assert high - py / 440 * (high - low) == pytest.approx(shown[f"{prefix}network[1].b[0,0]"], abs=0.02)
    assert all(page.locator(".level").evaluate_all("nodes => nodes.map(node => node.getAttribute('d') !== '')"))


def ends_of(page: Page, frame: str, side: str) -> tuple[float, float]:
    """The values at both ends of an axis, by two of its numbers."""
    edge = "left" if side == "across" else "bottom"
    read = f"node => [...node.children].map(one => [one.textContent, parseFloat(one.style.{edge})])"
    marks = page.locator(f"{frame} .{side}").evaluate(read)
    (first, at), (second, place) = [(float(text.replace("\N{MINUS SIGN}", "-")), place) for text, place in marks[:2]]
    unit = (second - first) / (place - at)
    return first - at * unit, first + (100 - at) * unit


# ------------------------------------------------------------------------------------------------- the scripts

SCRIPTED = [
    {"data": "xor", "step": 200},
    {"data": "xor", "step": 0, "hidden": []},
    {
        "data": "moons",
        "hidden": [4, 3],
        "batch_size": 7,
        "step": 45,
        "second": "momentum",
        "loss": "binary_cross_entropy",
    },
    {"data": "spirals", "hidden": [8, 8], "activation": "softplus", "step": 60, "second": "descent", "seed": 65535},
    {"data": "moons", "hidden": [2], "activation": "identity", "batch_size": 96, "step": 10},
    {
        "data": "moons",
        "hidden": [3],
        "second": "momentum",
        "step": 20,
        "edits": [[0, "network[0].W[2,1]", 2], [0, "network[1].b[0,0]", -1.5], [20, "network[1].W[0,2]", 0.25]],
    },
    {"data": "moons", "hidden": [5], "activation": "leaky_relu", "batch_size": 1, "step": 100, "learning_rate": 0.03},
    {"data": "moons", "hidden": [5], "activation": "sigmoid", "batch_size": 10, "step": 100, "seed": 0},
    {"data": "moons", "hidden": [5, 5], "activation": "relu", "step": 50, "second": "momentum", "second_rate": 0.1},
]


def script(page: Page, kind: str) -> str:
    unfold(page, "The same training as a script")
    page.get_by_role("button", name=f"Copy as {kind} script").click()
    return page.get_by_label("Script").input_value()


def costs(page: Page) -> list[float]:
    shown = numbers(page)
    return [shown[name] for name in ("cost", "second_cost") if name in shown]


def printed(text: str, tmp_path: Path) -> list[float]:
    file = tmp_path / "script.py"
    file.write_text(text, encoding="utf-8")
    ran = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0 and ran.stderr == "", ran.stderr
    return [float(line.split()[-1]) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize("kind", ["backprop_lib", "PyTorch"])
def test_the_scripts_print_the_cost_that_the_page_shows(kind: str, page_with, tmp_path: Path) -> None:
    if kind == "PyTorch":
        pytest.importorskip("torch")
    page = page_with(TrainingStepper())
    for state in SCRIPTED:
        follow(page, link_to(state, "training"))
        expect(page.locator("[data-quantity=step]")).to_have_attribute("data-value", str(state["step"]))
        assert printed(script(page, kind), tmp_path) == pytest.approx(costs(page), rel=1e-9, abs=0), state


def test_own_data_are_in_the_script(page_with: Callable[..., Page], tmp_path: Path) -> None:
    x = np.random.default_rng(4).normal(size=(2, 30))
    y = np.where(x[:1] * x[1:] > 0, 0.9, 0.25)
    widget = TrainingStepper(x=x, y=y, loss="binary_cross_entropy", step=25)
    page = page_with(widget)
    want = float(cost(widget.networks()[-1], x, y, widget.loss))
    assert costs(page) == pytest.approx([want], rel=1e-12, abs=0)
    assert printed(script(page, "backprop_lib"), tmp_path) == pytest.approx([want], rel=1e-12, abs=0)
    expect(page.get_by_role("radio", name="own data")).to_be_checked()
    expect(page.get_by_text(re.compile("held out", re.I)).locator("visible=true")).to_have_count(0)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_script_goes_to_the_clipboard_or_is_selected(allowed: bool, page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(data="moons", step=3))
    wish = "async (text) => { window.copied = text; }" if allowed else "async () => { throw Error('no'); }"
    page.evaluate(f"Object.defineProperty(navigator, 'clipboard', {{ value: {{ writeText: {wish} }} }})")
    text = script(page, "PyTorch")
    status = page.locator(".script [role=status]")
    if allowed:
        expect(status).to_have_text("Copied.")
        assert page.evaluate("copied") == text
    else:
        expect(status).to_contain_text("press Ctrl+C")
        selected = "area => area.value.slice(area.selectionStart, area.selectionEnd)"
        assert page.get_by_label("Script").evaluate(selected) == text
    assert text.startswith("# 3 steps on moons")
    page.get_by_role("button", name="Next").click()
    assert page.get_by_label("Script").input_value().startswith("# 4 steps on moons")
    expect(status).to_have_text("")


# ------------------------------------------------------------------------------------------ driving the widget


def test_phase_by_phase(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(stride="phase"))
    known = lambda: [
        name for name in ("batch_cost", "error", "gradient", "update") if not np.isnan(numbers(page)[name])
    ]
    marked = lambda: page.locator(".training tr.now code").all_text_contents()
    assert known() == [] and marked() == []
    wanted = [
        ("Forward: 4 examples went through", "trace = forward(network, x_batch)", 1),
        ("Error: output minus target", "error = loss.derivative(trace[-1].a, y) / N", 2),
        ("Backward: the error went back", "gradients = backward(network, trace, y_batch, loss)", 3),
        ("Update: step 1 lowered the cost", "before, network = network, descend(network, direction, learning_rate)", 4),
        ("Forward: 4 examples", "trace = forward(network, x_batch)", 1),
    ]
    for words, line, count in wanted:
        before = numbers(page)["cost"]
        page.get_by_role("button", name="Next").click()
        assert say(page).startswith(words)
        assert marked() == [line] and len(known()) == count
        assert (numbers(page)["cost"] == before) == (count < 4)


def test_one_example_one_step_one_epoch(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(data="moons", batch_size=20, loss="binary_cross_entropy"))
    unfold(page, "More settings")
    stride, step = page.get_by_label("Next is"), lambda: numbers(page)["step"]
    stride.select_option("epoch")
    page.get_by_role("button", name="Next").click()
    assert step() == 5 and "Epoch 1 is complete." in say(page)
    stride.select_option("step")
    page.get_by_role("button", name="Next").click()
    assert step() == 6
    stride.select_option("epoch")
    page.get_by_role("button", name="Next").click()
    assert step() == 10
    page.get_by_role("button", name="Back", exact=True).click()
    assert step() == 5
    stride.select_option("example")
    assert step() == 0 and numbers(page)["batch_size"] == 1
    page.get_by_role("button", name="Next").click()
    assert step() == 1
    circled = page.locator(".plane .chosen").first.get_attribute("d") or ""
    assert circled.count("M") == 1
    stride.select_option("step")
    assert numbers(page)["batch_size"] == 0


def test_every_control_works_by_keyboard(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(data="moons", batch_size=24))
    for summary in page.locator("summary").all():
        summary.press("Enter")

    def press(name: str, key: str, role: str = "button") -> dict[str, float]:
        control = page.get_by_role(role, name=name, exact=True)
        control.focus()
        page.keyboard.press(key)
        expect(control).to_be_focused()
        return numbers(page)

    assert press("Next", "Enter")["step"] == 1
    assert press("Next", "Space")["step"] == 2
    assert press("Next", "ArrowRight")["step"] == 3
    assert press("Back", "Enter")["step"] == 2
    assert press("Back", "ArrowLeft")["step"] == 1
    assert press("Step", "ArrowRight", "slider")["step"] == 2
    assert press("First", "Enter")["step"] == 0
    assert press("Next", "Enter")["step"] == 1
    assert press("Next", "Home")["step"] == 0
    cost = numbers(page)["cost"]
    assert press("Seed", "ArrowRight", "slider")["cost"] != cost
    assert press("Learning rate η", "ArrowRight", "slider")["learning_rate"] > 0.5
    assert press("Batch size", "ArrowLeft", "slider")["batch_size"] == 23
    assert press("Units in layer 1", "ArrowRight", "slider")["hidden_1"] == 4
    press("Hidden layers", "ArrowDown", "combobox")
    expect(page.get_by_label("Units in layer 2")).to_be_visible()
    cost = numbers(page)["cost"]
    assert press("Activation", "ArrowDown", "combobox")["cost"] != cost
    cost = numbers(page)["cost"]
    assert press("Loss", "ArrowDown", "combobox")["cost"] != cost
    press("Second run", "End", "combobox")
    assert press("η of run 2", "ArrowRight", "slider")["second_rate"] > 0.5
    assert press("μ of run 2", "ArrowLeft", "slider")["momentum"] == 0.89
    press("Next is", "End", "combobox")
    assert press("Next", "Enter")["step"] == 5
    press("Play, a second", "End", "combobox")
    expect(page.get_by_role("button", name="Play")).to_have_attribute("title", "1200 a second")
    label = page.get_by_role("img", name="A network of").get_attribute("aria-label")
    press("Gradients in the drawing", "Space", "checkbox")
    assert label != page.get_by_role("img", name="A network of").get_attribute("aria-label")
    for name in ("Across", "Upwards"):
        label = page.get_by_role("img", name="Level lines").get_attribute("aria-label")
        press(name, "End", "combobox")
        assert label != page.get_by_role("img", name="Level lines").get_attribute("aria-label")
    press("All digits", "Space", "checkbox")
    assert press("Copy as PyTorch script", "Enter")["step"] == 5
    expect(page.locator(".parameters table")).to_be_visible()
    page.get_by_role("radio", name="moons").press("ArrowLeft")
    expect(page.get_by_role("radio", name="xor")).to_be_focused()
    assert numbers(page)["batch_size"] == 0
    assert press("Reset", "Enter")["batch_size"] == 24
    expect(page.get_by_role("checkbox", name="All digits")).not_to_be_checked()


def test_arrow_keys_in_the_script_stay_there(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(step=2))
    script(page, "backprop_lib")
    page.get_by_label("Script").press("ArrowRight")
    assert numbers(page)["step"] == 2


def test_play_draws_a_step_a_frame_and_stops(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(steps=300))
    unfold(page, "More settings")
    page.clock.install(time=0)
    page.clock.pause_at(datetime(2030, 1, 1))
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.clock.run_for(1000)
    assert 55 <= numbers(page)["step"] <= 64
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    reached = numbers(page)["step"]
    page.clock.run_for(1000)
    assert numbers(page)["step"] == reached
    page.get_by_label("Play, a second").select_option("10")
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(1000)
    assert reached + 8 <= numbers(page)["step"] <= reached + 11
    page.get_by_label("Seed").press("ArrowRight")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.get_by_label("Play, a second").select_option("1200")
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(5000)
    assert numbers(page)["step"] == 300
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("button", name="Next")).to_have_attribute("aria-disabled", "true")


# ----------------------------------------------------------------------------------------------------- in words


def say(page: Page) -> str:
    return page.locator("[aria-live=polite]").inner_text()


def test_what_happens_is_said(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper())
    assert say(page) == "The weights are random, from seed 1; the biases are 0. A step is for 4 examples."
    to(page, {"data": "moons", "batch_size": 1, "step": 5, "learning_rate": 0.5})
    assert re.match(r"Update: step 5 (lowered|raised) the cost from 0\.\d+ to 0\.\d+\.", say(page))
    to(page, {"hidden": [], "loss": "binary_cross_entropy", "learning_rate": 1, "step": 500})
    assert "The gradient is almost zero: a plateau." in say(page)


def test_diverging_is_said_and_ends_the_training(page_with: Callable[..., Page]) -> None:
    wild = {"hidden": [8, 8], "activation": "identity", "loss": "binary_cross_entropy", "learning_rate": 1e6}
    widget = TrainingStepper(**wild, step=100)
    page = page_with(widget)
    assert numbers(page)["step"] == len(widget.networks()) - 1 < 100
    assert say(page).startswith("Diverging. After step") and "too large to go on" in say(page)
    expect(page.get_by_role("button", name="Next")).to_have_attribute("aria-disabled", "true")
    to(
        page,
        {
            "data": "moons",
            "activation": "relu",
            "hidden": [8],
            "loss": "binary_cross_entropy",
            "learning_rate": 200,
            "step": 1,
        },
    )
    assert re.match(r"Diverging\. The cost of run 1 went from 0\.\d+ to [\d.]+: its steps are too long\.", say(page))


def test_play_stops_when_the_training_diverges(page_with: Callable[..., Page]) -> None:
    wild = {
        "data": "moons",
        "activation": "relu",
        "hidden": [8],
        "loss": "binary_cross_entropy",
        "learning_rate": 200.0,
    }
    page = page_with(TrainingStepper(**wild))
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".bp-say.alarm:not([hidden])")).to_contain_text("Diverging.")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert numbers(page)["step"] == 1


@pytest.mark.parametrize(
    ("nonsense", "words"),
    [
        ({"data": "<b>hill"}, 'data is "<b>hill"; expected one of xor, moons, spirals.'),
        ({"data": "own data"}, 'data is "own data"; expected one of'),
        ({"hidden": [9]}, "hidden is [9]; expected a list of up to 4 numbers of units from 1 to 8."),
        ({"hidden": "many"}, 'hidden is "many"; expected a list of up to 4'),
        ({"learning_rate": -1}, "learning_rate is -1; expected a positive, finite number."),
        ({"second_rate": None}, "second_rate is null; expected a positive, finite number."),
        ({"momentum": 1}, "momentum is 1; expected a number from 0 to below 1."),
        ({"batch_size": 5}, "batch_size is 5; expected at most 4, the number of examples, or 0."),
        ({"seed": 0.5}, "seed is 0.5; expected a whole number from 0 to 65535."),
        ({"step": 10001}, "step is 10001; expected a whole number from 0 to 10000."),
        ({"phase": "descend"}, 'phase is "descend"; expected one of update, forward, error, backward.'),
        ({"speed": 1}, "speed is 1; expected one of 2, 10, 60, 300, 1200."),
        ({"up": "w"}, 'up is "w"; expected a parameter of this network, network[0].W[0,0] to network[1].b[0,0].'),
        (
            {"edits": [[0, "w", 2]]},
            'edits is [[0,"w",2]]; expected a list of [step, parameter, value], such as [0, "netw',
        ),
        ({"edits": [[0, "network[0].W[0,0]"]]}, "expected a list of [step, parameter, value]"),
        ({"edits": [[-1, "network[0].W[0,0]", 2]]}, "expected a list of [step, parameter, value]"),
        ({"edits": [[0, "network[0].W[0,0]", 1e12]]}, "expected a list of [step, parameter, value]"),
        ({"hidden": [1]}, ""),
    ],
)
def test_nonsense_is_named_and_the_last_good_state_stays(nonsense: dict, words: str, page_with) -> None:
    page = page_with(TrainingStepper())
    page.get_by_role("button", name="Next").click()
    before = settled(page, 1)
    follow(page, link_to({"step": 1} | nonsense, "training"))
    if not words:
        expect(page.get_by_role("alert")).to_be_hidden()
        return
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert json.dumps(numbers(page)) == json.dumps(before)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    assert numbers(page)["step"] == 2


def test_a_published_state_that_is_nonsense_still_gives_a_widget(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper().get_state() | {"learning_rate": None})
    expect(page.get_by_role("alert")).to_contain_text("learning_rate is null")


# ----------------------------------------------------------------------------------------------------- the page


def test_a_link_opens_the_widget_in_that_state(page_with: Callable[..., Page], open_page) -> None:
    page = page_with(TrainingStepper(), link="#training.step=500")
    shown = settled(page, 500)
    widget = TrainingStepper(step=500)
    x, y, *_ = widget.examples
    assert shown["cost"] == pytest.approx(cost(widget.networks()[-1], x, y, widget.loss), rel=1e-9, abs=0)
    page.get_by_role("button", name="Next").click()
    unfold(page, "More settings")
    page.get_by_label("Second run").select_option("momentum")
    page.wait_for_function("location.hash.includes('second')")
    assert page.evaluate("location.hash") == "#training.second=%22momentum%22&training.step=501"
    again = open_page(page.url)
    expect(again.locator("[data-ready=true]")).to_have_count(1)
    assert settled(again, 501) == settled(page, 501)
    again.get_by_role("button", name="Reset").click()
    assert numbers(again)["step"] == 0


def test_the_drawing_follows_the_theme(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper())
    colour = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 1, 1).data].slice(0, 3)"
    canvas = page.locator(".plane canvas").first
    light = canvas.evaluate(colour)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(
        f"light => String(({colour})(document.querySelector('.plane canvas'))) !== light", arg=",".join(map(str, light))
    )
    assert canvas.evaluate(colour) != light


def test_without_javascript_there_is_the_first_frame(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(data="moons", step=2), wait=False, java_script_enabled=False)
    picture = page.get_by_role("img")
    expect(picture).to_be_visible()
    assert "Training on moons after 2 steps" in (picture.get_attribute("aria-label") or "")


STATES = {
    "as published": {},
    "two runs, all digits": {
        **{"data": "moons", "hidden": [8, 8, 8, 8], "second": "momentum", "batch_size": 7, "step": 9},
        **{"all_digits": True, "show_gradients": True, "phase": "backward"},
    },
    "diverging": {
        "activation": "identity",
        "hidden": [8, 8],
        "learning_rate": 1e6,
        "loss": "binary_cross_entropy",
        "step": 9,
    },
}


def opened(page: Page) -> None:
    """Everything that opens is open."""
    for summary in page.locator("summary").all():
        summary.press("Enter")
    script(page, "PyTorch")
    expect(page.locator(".parameters table")).to_be_visible()


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_axe_finds_nothing(state: dict, page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(**state))
    opened(page)
    assert barriers(page) == []


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_nothing_sticks_out(state: dict, page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(**state))
    opened(page)
    beyond = """root => [...root.querySelectorAll("*")]
        .filter(part => !part.closest("svg, .bp-hidden"))
        .filter(part => part.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
        .map(part => part.outerHTML.slice(0, 80))"""
    for width in (320, 360, 560, 736, 900, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.locator("[data-widget]").evaluate(beyond) == [], width
