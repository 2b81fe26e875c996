"""The BackwardStepper on a page without Python: its numbers are the library's, its products and sums hold."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from reading import barriers, follow, in_book_faces, link_to, numbers

from backprop_lib import Layer, Network, backward, forward
from backprop_lib import network as algorithm
from backprop_lib.checking import central_difference
from backprop_lib.data import mazur
from backprop_lib.losses import LOSSES
from backprop_lib.misconceptions import MISCONCEPTIONS, wrong_gradients
from backprop_lib.source import code_of
from backprop_widgets import BackwardStepper


class Case(NamedTuple):
    network: Network
    x: np.ndarray
    y: np.ndarray
    loss: str


def case(sizes: tuple[int, ...], activations: list[str], loss: str = "half_squared_error", seed: int = 1) -> Case:
    """A network with random weights and biases, with one example."""
    rng = np.random.default_rng(seed)
    drawn = Network.random(sizes, activations, rng=rng)
    network = Network(Layer(W, rng.normal(size=b.shape), f) for W, b, f in drawn)
    y = rng.uniform(size=(sizes[-1], 1))
    return Case(network, rng.normal(size=(sizes[0], 1)), y / y.sum() if loss == "cross_entropy" else y, loss)


CASES = {
    "Mazur": Case(*mazur(), "half_squared_error"),
    "one hidden layer of four": case((3, 4, 2), ["tanh", "sigmoid"]),
    "two hidden layers": case((2, 3, 3, 2), ["leaky_relu", "softplus", "sigmoid"]),
    "softmax with cross-entropy": case((2, 3, 3), ["tanh", "softmax"], "cross_entropy"),
    "softmax with squared error": case((2, 2, 3), ["relu", "softmax"]),
    "softmax in the middle": case((2, 3, 2), ["softmax", "identity"]),
    "one output, log loss": case((3, 3, 1), ["tanh", "sigmoid"], "binary_cross_entropy"),
    "a chain, then a fork": case((1, 1, 1, 2), ["sigmoid", "tanh", "softplus"]),
    "one layer": case((3, 2), ["sigmoid"]),
    "a dead unit": Case(
        Network([Layer([[1.0], [-1.0]], [[0.0], [0.0]], "relu"), Layer([[2.0, 3.0]], [[0.5]], "identity")]),
        np.array([[1.0]]),
        np.array([[0.0]]),
        "half_squared_error",
    ),
}


@cache
def possible(name: str) -> list[str]:
    """The mistakes that can be made in this case; "" is none. One without a recipe, made around a whole backward pass
    whose every step is right (layers-reversed), has no step to be played in."""

    def exists(slug: str) -> bool:
        try:
            wrong_gradients(slug, *CASES[name], learning_rate=0.5)
        except ValueError:
            return False
        return bool(MISCONCEPTIONS[slug].recipes)

    return ["", *filter(exists, MISCONCEPTIONS)]


def weight(level: int, j: int, k: int) -> str:
    return f"w^{level}_{j + 1}{',' if max(j, k) > 8 else ''}{k + 1}"


def parameters(network: Network) -> Iterator[tuple[str, int, str, tuple[int, int]]]:
    """Label, level, array and place of every weight and bias."""
    for level, layer in enumerate(network, 1):
        for j, k in np.ndindex(layer.W.shape):
            yield weight(level, j, k), level, "W", (j, k)
        for j in range(len(layer.b)):
            yield f"b^{level}_{j + 1}", level, "b", (j, 0)


def way_forward(one: Case) -> dict[str, float]:
    trace = forward(one.network, one.x)
    loss, (_, z, a) = LOSSES[one.loss], trace[-1]
    losses = loss.from_z(z, one.y) if loss.from_z else loss.value(a, one.y)
    found = {f"x_{k}": value for k, value in enumerate(one.x[:, 0], 1)}
    found |= {
        label: getattr(one.network[level - 1], array)[place] for label, level, array, place in parameters(one.network)
    }
    for level, (_, z, a) in enumerate(trace, 1):
        for j in range(len(z)):
            found |= {f"z^{level}_{j + 1}": z[j, 0], f"a^{level}_{j + 1}": a[j, 0]}
    for j, (t, E) in enumerate(zip(one.y[:, 0], losses[:, 0], strict=True), 1):
        found |= {f"y_{j}": t, f"E_{j}": E}
    return found | {"J": losses.sum()}


def slopes(one: Case) -> dict[str, float]:
    """Everything of the right backward pass that is not in its gradients: local slopes, and contributions."""
    trace, network = forward(one.network, one.x), one.network
    gradients = backward(network, trace, one.y, one.loss)
    found = {"dJ/dJ": 1.0}
    for j, value in enumerate((trace[-1].a - one.y)[:, 0], 1):
        found[f"a^{len(network)}_{j} - y_{j}"] = value
    for level, (layer, (_, z, a), gradient) in enumerate(zip(network, trace, gradients, strict=True), 1):
        slope = layer.activation.derivative(z, a)
        for j in range(len(z)):
            found[f"dz^{level}_{j + 1}/db^{level}_{j + 1}"] = 1.0
            for i in range(len(z)) if slope.ndim == 3 else [j]:
                local = slope[i, j, 0] if slope.ndim == 3 else slope[j, 0]
                found[f"da^{level}_{i + 1}/dz^{level}_{j + 1}"] = local
                found[f"delta^{level}_{j + 1} via a^{level}_{i + 1}"] = gradient.error[i, 0] * local
        for k, j in np.ndindex(layer.W.shape) if level > 1 else []:
            found[f"dJ/da^{level - 1}_{j + 1} via z^{level}_{k + 1}"] = layer.W[k, j] * gradient.delta[k, 0]
    return found


def gradients_by_name(one: Case, gradients: tuple) -> dict[str, float]:
    found = {
        f"dJ/d{label}": getattr(gradients[level - 1], array)[place]
        for label, level, array, place in parameters(one.network)
    }
    for level, gradient in enumerate(gradients, 1):
        for j in range(len(gradient.delta)):
            found |= {f"dJ/da^{level}_{j + 1}": gradient.error[j, 0], f"delta^{level}_{j + 1}": gradient.delta[j, 0]}
    return found


def reached(one: Case, label: str) -> set[str]:
    """The gradients that are needed to get to this parameter, if nothing is done in vain."""
    top, paired = len(one.network), LOSSES[one.loss].paired

    def error(level: int, j: int) -> set[str]:
        above = range(len(one.network[level].W)) if level < top else []
        return {f"dJ/da^{level}_{j + 1}"}.union(*(delta(level + 1, k) for k in above))

    def delta(level: int, j: int) -> set[str]:
        softmax = one.network[level - 1].activation.name == "softmax"
        units = [] if level == top and paired else range(len(one.network[level - 1].W)) if softmax else [j]
        return {f"delta^{level}_{j + 1}"}.union(*(error(level, i) for i in units))

    level, j = next((level, place[0]) for name, level, _, place in parameters(one.network) if name == label)
    return {"dJ/dJ", f"dJ/d{label}", *delta(level, j)}


def close(got: float, want: float, size: float = 0) -> bool:
    return (math.isnan(got) and not math.isfinite(want)) or abs(got - want) <= 1e-12 * max(abs(got), abs(want), size)


def table(page: Page) -> list[list[float]]:
    """The numbers of the sum on paper, line by line: right, and wrong where they differ, else right again."""
    rows = page.locator(".sum tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('output')].map(output => Number(output.dataset.value)))"
    )
    return [[row[0], row[-1]] for row in rows]


def chips(page: Page) -> list[tuple[str, bool]]:
    """The numbers of sum and chain that a mistake can change: name, and whether a wrong value stands beside it."""
    found = page.locator(".twofold:has(output):not(:has([data-quantity^=taken]))").evaluate_all(
        "places => places.map(place => [place.firstChild.dataset.quantity, place.childElementCount > 1])"
    )
    return [(name, is_off) for name, is_off in found]


def products(page: Page) -> list[tuple[list[float], float]]:
    """Each line of the chain that is complete, as one multiplies it with the mistake: the factors, and the result."""
    script = """lines => lines.map(line => {
        const last = place => [...place.querySelectorAll("output")].map(output => Number(output.dataset.value)).at(-1);
        let factors = [];
        for (const place of line.querySelectorAll(".factor, .instead")) {
            if (place.className !== "instead") factors.push(last(place));
            else if (last(place) !== undefined) factors = [last(place)];
        }
        return [factors, last(line.querySelector(".result"))];
    })"""
    lines = page.locator(".chain .line").evaluate_all(script)
    return [(factors, result) for factors, result in lines if result is not None]


def in_picture(page: Page) -> set[str]:
    """The gradients that the diagram shows."""
    names = page.locator(".plot output").evaluate_all("outputs => outputs.map(output => output.dataset.quantity)")
    return {name for name in names if name.startswith(("dJ/", "delta"))}


@cache
def documented() -> dict[str, re.Pattern[str]]:
    """The names in the docstring, each with a pattern: letters stand for numbers, P for a weight or bias."""
    docstring = inspect.getdoc(BackwardStepper) or ""
    listed = re.findall(r"^  (\S.*?)  +\S", docstring.split("Numbers on the page")[1], re.M)

    def pattern(name: str) -> re.Pattern[str]:
        numbered = re.sub(r"\^[lm]", r"\\^\\d+", re.sub(r"_(jk|j|k|i)\b", r"_\\d+(?:,\\d+)?", name))
        named = re.sub(r"P$", lambda _: r"(?:w\^\d+_\d+(?:,\d+)?|b\^\d+_\d+)", numbered)
        return re.compile(named.replace("NAME", ".+"))

    return {name: pattern(name) for line in listed for name in line.split(", ")}


def check_state(page: Page, one: Case, state: dict) -> dict[str, float]:
    """Everything on the page is what the library says."""
    got = numbers(page)
    right = gradients_by_name(one, backward(one.network, forward(one.network, one.x), one.y, one.loss))
    slug, label = state["mistake"], state["weight"]
    wrong = gradients_by_name(one, wrong_gradients(slug, *one, learning_rate=0.5)) if slug else {}
    for name, value in way_forward(one).items():
        assert got[name] == value, name
    known = right | slopes(one) | way_forward(one)
    for name in got:
        assert any(pattern.fullmatch(name) for pattern in documented().values()), name
    rest = {"step", "digits", "ratio", f"central dJ/d{label}"}
    for name in got.keys() - rest:
        if not name.startswith(("wrong ", "taken for ")):
            assert close(got[name], known[name], size=1e-3 * abs(known["dJ/dJ"]) if " via " in name else 0), name
        elif name.removeprefix("wrong ") in wrong:
            assert close(got[name], wrong[name[6:]]), name
    for name, is_off in chips(page):  # a wrong value stands beside a right one exactly where it differs
        if name in wrong:
            difference = abs(wrong[name] - right[name]) / max(abs(wrong[name]), abs(right[name]), 1e-300)
            assert is_off == (not difference <= 1e-14), name
        assert slug or not is_off
    for factors, result in products(page):
        assert math.isnan(result) or close(math.prod(factors), result), (factors, result)
    check_measurement(got, one, label, right, wrong)
    return got


def check_measurement(got: dict, one: Case, label: str, right: dict, wrong: dict) -> None:
    measured = central_difference(one.network, one.x, one.y, one.loss)
    level, array, place = next(found[1:] for found in parameters(one.network) if found[0] == label)
    central, gradient = getattr(measured[level - 1], array)[place], right[f"dJ/d{label}"]
    assert got[f"central dJ/d{label}"] == central
    if "digits" in got and central != gradient:
        off = abs(central - gradient) / max(abs(central), abs(gradient))
        assert 10 ** -(got["digits"] + 1) < off <= 10 ** -got["digits"]
    if "ratio" in got:
        assert close(got["ratio"], abs(wrong[f"dJ/d{label}"] / gradient))


# ------------------------------------------------------------------------------------------------- the numbers


@pytest.mark.parametrize("name", CASES)
def test_numbers_equal_the_library_in_random_states(name: str, page_with: Callable[..., Page]) -> None:
    """200 states in all, each opened by a link."""
    one, rng = CASES[name], np.random.default_rng(5)
    page = page_with(BackwardStepper(*one[:3], loss=one.loss))
    labels = [label for label, *_ in parameters(one.network)]
    for _ in range(200 // len(CASES)):
        state = {"weight": str(rng.choice(labels)), "mistake": str(rng.choice(possible(name)))}
        follow(page, link_to(state | {"step": 10**6}, "backward"))
        last = int(numbers(page)["step"])
        check_state(page, one, state)
        assert in_picture(page) == reached(one, state["weight"]), state
        state["step"] = int(rng.integers(last + 1))
        follow(page, link_to(state, "backward"))
        shown = check_state(page, one, state)
        assert shown["step"] == state["step"]
        assert in_picture(page) <= reached(one, state["weight"])
        for column in range(2):  # what stands in the table is a product or a sum, also with the mistake
            *parts, total = [row[column] for row in table(page)]
            is_sum = "+ through" in page.locator(".sum").inner_text()
            if state["step"] and not math.isnan(total):
                whole = sum(parts) if is_sum else math.prod(parts)
                assert close(whole, total, size=max(map(abs, parts)) if is_sum else 0), (state, parts, total)


@pytest.mark.parametrize("name", CASES)
def test_every_mistake_that_exists_is_in_the_menu_with_its_name_what_was_done_and_numbers(name: str, page_with) -> None:
    one = CASES[name]
    label = list(parameters(one.network))[1][0]
    page = page_with(BackwardStepper(*one[:3], loss=one.loss, weight=label, step=10**6))
    menu = page.get_by_label("Make a mistake")
    options = menu.locator("option").evaluate_all("options => options.map(one => [one.value, one.textContent])")
    assert options == [["", "none"], *([slug, MISCONCEPTIONS[slug].name] for slug in possible(name)[1:])]
    for slug in possible(name)[1:]:
        menu.select_option(slug)
        expect(page.get_by_text(MISCONCEPTIONS[slug].done)).to_be_visible()
        check_state(page, one, {"weight": label, "mistake": slug})


def test_published_figures_of_mazur(page_with: Callable[..., Page]) -> None:
    """As his post prints them, and dE/dw1 with each mistake; .000438567734 is right."""
    page = page_with(BackwardStepper(step=9))
    got = numbers(page)
    for name, printed in {
        "z^1_1": 0.3775,
        "a^1_1": 0.593269992,
        "z^2_1": 1.105905967,
        "a^2_1": 0.75136507,
        "a^2_2": 0.772928465,
        "E_1": 0.274811083,
        "E_2": 0.023560026,
        "J": 0.298371109,
        "delta^2_1": 0.138498562,
        "dJ/dw^1_11": 0.000438568,
    }.items():
        assert got[name] == pytest.approx(printed, abs=1e-9), name
    wrong = {
        "updated-weights": 0.000364722878,
        "hidden-derivative-missing": 0.001817515320,
        "output-derivative-missing": 0.002268350454,
        "derivative-at-activation": 0.000471425465,
        "output-form-at-net-input": -0.0000567424561,
        "transpose-missing": 0.000461550563,
        "downstream-sum-missing": 0.000668396021,
        "sign": -0.000438567734,
        "half-forgotten": 0.000877135469,
        "mean-over-outputs": 0.000219283867,
    }
    for slug, value in wrong.items():
        page.get_by_label("Make a mistake").select_option(slug)
        assert numbers(page)["wrong dJ/dw^1_11"] == pytest.approx(value, rel=1e-8, abs=0), slug
    follow(page, link_to({"weight": "w^2_11", "step": 3}, "backward"))
    assert numbers(page)["dJ/dw^2_11"] == pytest.approx(0.082167041, abs=1e-9)


def test_every_name_in_the_docstring_is_on_a_page(page_with: Callable[..., Page]) -> None:
    """That there are no others, check_state has seen."""
    seen: set[str] = set()
    for name in ("Mazur", "softmax with squared error"):
        page = page_with(BackwardStepper(*CASES[name][:3], mistake="error-shared-by-weights"))
        for label in ("w^1_11", "b^2_1"):
            follow(page, link_to({"weight": label, "step": 0}, "backward"))
            for step in range(int(page.get_by_label("Step", exact=True).get_attribute("max") or 0) + 1):
                page.get_by_label("Step", exact=True).fill(str(step))
                seen |= numbers(page).keys()
    for name, pattern in documented().items():
        assert any(pattern.fullmatch(number) for number in seen), name


# ------------------------------------------------------------------------------------------ driving the widget


def test_every_control_works_by_keyboard(page_with: Callable[..., Page]) -> None:
    page = page_with(BackwardStepper())

    def press(name: str, key: str, role: str = "button") -> dict[str, float]:
        control = page.get_by_role(role, name=name, exact=role == "button")
        control.focus()
        page.keyboard.press(key)
        expect(control).to_be_focused()
        return numbers(page)

    assert press("Next", "Enter")["step"] == 1
    assert press("Next", "Space")["step"] == 2
    assert press("Next", "ArrowRight")["step"] == 3
    assert press("Back", "Enter")["step"] == 2
    assert press("Back", "ArrowLeft")["step"] == 1
    assert "dJ/dw^1_11" in press("Step", "End", "slider")
    assert press("First", "Enter")["step"] == 0
    assert press("Next", "Enter")["step"] == 1
    assert press("Next", "Home")["step"] == 0
    assert "wrong dJ/dw^1_11" in press("Make a mistake", "ArrowDown", "combobox")
    assert "central dJ/dw^1_12" in press("Parameter", "ArrowDown", "combobox")
    assert press("All digits", "Space", "checkbox")["step"] == 0
    expect(page.get_by_text("0.000877135").first).to_be_visible()
    assert "central dJ/dw^1_11" in press("Reset", "Enter")
    expect(page.get_by_label("Make a mistake")).to_have_value("")
    expect(page.get_by_role("checkbox", name="All digits")).not_to_be_checked()


def test_a_click_in_the_picture_picks_a_weight_and_one_in_the_chain_goes_to_its_step(page_with) -> None:
    page = page_with(BackwardStepper(step=9))
    page.locator(".factor").nth(4).click()
    assert numbers(page)["step"] == 5
    page.get_by_text("w7 0.50").click()
    got = numbers(page)
    assert got["step"] == 0 and "central dJ/dw^2_21" in got
    expect(page.get_by_label("Parameter")).to_have_value("w^2_21")


@pytest.mark.parametrize("name", ["Mazur", "two hidden layers"])
def test_short_numbers_in_the_diagram_are_rounded_and_not_cut_off(name: str, page_with: Callable[..., Page]) -> None:
    """Of Mazur's the gradient of w4 is 0.0009954: with two figures that is 0.001."""
    one = CASES[name]
    page = page_with(BackwardStepper(*one[:3], loss=one.loss))
    plain = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    for label, *_ in parameters(one.network):
        follow(page, link_to({"weight": label, "step": 10**6}, "backward"))
        shown = page.locator(".plot output").evaluate_all("all => all.map(one => [one.textContent, one.dataset.value])")
        for text, value in shown:
            read = float(text.translate(plain).replace("×10", "e"))
            assert math.isclose(read, float(value), rel_tol=0.05, abs_tol=0), (label, text, value)


@pytest.mark.parametrize("name", ["Mazur", "two hidden layers", "softmax in the middle", "a chain, then a fork"])
def test_after_many_weights_it_shows_what_a_new_one_would(name: str, page_with: Callable[..., Page]) -> None:
    """Parts that two weights have in common stay on the page: nothing of an earlier weight may stay with them."""
    one, rng = CASES[name], np.random.default_rng(11)
    page = page_with(BackwardStepper(*one[:3], loss=one.loss))
    labels = [label for label, *_ in parameters(one.network)]

    def shown(page: Page) -> list[str]:
        parts = page.locator(".beside, .chain").evaluate_all("parts => parts.map(part => part.innerHTML)")
        return [part.replace(' class=""', "") for part in parts]

    states = [
        {"weight": str(rng.choice(labels)), "mistake": str(mistake), "step": int(step), "all_digits": bool(step % 2)}
        for mistake, step in zip(rng.choice(possible(name), size=8), rng.integers(12, size=8), strict=True)
    ]
    for slug in sorted(
        {"error-shared-by-weights", "indices-swapped"} & set(possible(name))
    ):  # these put other numbers between
        states += [{"weight": label, "mistake": slug, "step": 10**6} for label in labels[:6:2]]
    seen = []
    for state in states:
        follow(page, link_to(state, "backward"))
        seen.append((state, shown(page)))
    for state, after_others in seen:
        alone = page_with(BackwardStepper(*one[:3], loss=one.loss, **state))
        assert shown(alone) == after_others, state
        alone.close()


def test_play_goes_to_the_end_and_stops_for_any_other_control(page_with: Callable[..., Page]) -> None:
    page = page_with(BackwardStepper(weight="w^2_11"))
    page.clock.install(time=0)
    page.clock.pause_at(datetime(2030, 1, 1))
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(3100)
    assert numbers(page)["step"] == 1
    page.get_by_label("Make a mistake").select_option("sign")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.clock.run_for(9000)
    assert numbers(page)["step"] == 1
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(9000)
    assert numbers(page)["step"] == 3
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_code_is_the_library_s_and_its_line_is_marked(page_with: Callable[..., Page]) -> None:
    page = page_with(BackwardStepper())
    lines = page.locator(".bp-code span").evaluate_all("lines => lines.map(line => line.textContent)")
    in_library = [line.strip() for line in code_of(algorithm.backward)]
    assert len(lines) == 5 and [in_library[at] for at in sorted(map(in_library.index, lines))] == lines
    marked = []
    for step in range(10):
        page.get_by_label("Step", exact=True).fill(str(step))
        marked.append(page.locator(".bp-code .now").inner_text().strip())
    error, delta, below = (
        "error = loss.derivative(trace[-1].a, y) / N",
        "delta = layer.activation.delta(error, z, a)",
        "error = layer.W.T @ delta",
    )
    assert marked == [error, error, delta, below, error, delta, below, below, delta, "dW = delta @ x.T"]


@pytest.mark.parametrize(
    ("name", "label", "steps"),
    [
        ("Mazur", "w^2_11", 3),
        ("Mazur", "w^1_11", 3 + 3 + 3),
        ("two hidden layers", "w^1_11", 2 + 2 + 3 * (2 + 2) + 3 + 3),  # both outputs, three units, the unit of w1
        ("softmax with squared error", "w^2_11", 3 + 3 + 2),
        ("softmax with cross-entropy", "w^1_11", 2 + 2 + 2 + 3),
    ],
)
def test_nothing_is_done_twice(name: str, label: str, steps: int, page_with: Callable[..., Page]) -> None:
    """One step for each product and each sum; what is known already is used again."""
    page = page_with(BackwardStepper(*CASES[name][:3], loss=CASES[name].loss, weight=label))
    assert page.get_by_label("Step", exact=True).get_attribute("max") == str(steps)
    assert in_picture(page) == {"dJ/dJ"}
    for step in range(1, steps + 1):
        before = in_picture(page)
        page.get_by_role("button", name="Next").click()
        now = in_picture(page)
        assert before <= now and len(now - before) <= 1, step


def test_only_the_right_values_are_in_the_picture(page_with: Callable[..., Page]) -> None:
    page = page_with(BackwardStepper(mistake="sign", step=9))
    assert page.locator(".plot .wrong").count() == 0
    assert page.locator(".sum .wrong").count() == 2
    assert page.locator(".chain .wrong").count() == 6
    assert page.locator(".check .wrong").count() == 1


# ----------------------------------------------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"mistake": "transpose-missing"}, "1.05 times the right value."),
        ({"mistake": "updated-weights"}, "0.832 of the right value, 17\u2009% too small."),
        ({"mistake": "sign"}, "the size is right and the sign is not. Every update climbs."),
        ({"mistake": "output-form-at-net-input"}, "the sign is wrong, and the size is 0.129 times the right one."),
        ({"mistake": "transpose-missing", "weight": "w^2_11"}, "this mistake does not touch w5. It does touch w1."),
        ({"mistake": "bias-never-updated"}, "this mistake does not touch w1. It does touch b of h1."),
        ({"mistake": "bias-never-updated", "weight": "b^1_1"}, "nothing arrives, so descent would never change it."),
        ({"mistake": "updated-weights"}, "Here the learning rate is 0.5."),
        ({"step": 9}, "✓ They agree to 8 digits."),
        ({"step": 8}, "At the last step the chain rule has to give the same."),
        (
            {"step": 7},
            "h1 feeds both outputs. A change in it reaches E by both paths at once, so the contributions add.",
        ),
        ({"weight": "b^1_1", "step": 9}, "Arrive at the bias of h1. It is simply added, so the local slope is 1."),
    ],
)
def test_what_is_said(state: dict, words: str, page_with: Callable[..., Page]) -> None:
    page = page_with(BackwardStepper(**state))
    expect(page.get_by_text(words)).to_be_visible()


def test_what_is_said_about_paired_losses_softmax_and_small_slopes(page_with: Callable[..., Page]) -> None:
    one = CASES["softmax with cross-entropy"]
    page = page_with(BackwardStepper(*one[:3], loss=one.loss, step=1))
    expect(page.get_by_text("This loss belongs to softmax")).to_be_visible()
    one = CASES["softmax with squared error"]
    page = page_with(BackwardStepper(*one[:3], weight="w^2_11", step=4))
    expect(page.get_by_text("takes something away from out o2")).to_be_visible()
    one = CASES["a dead unit"]
    page = page_with(BackwardStepper(*one[:3], weight="w^1_21", step=99))
    expect(page.get_by_text("✓ They are equal.")).to_be_visible()
    kink = Network([Layer([[1.0]], [[0.0]], "relu"), Layer([[1.0]], [[0.0]], "identity")])
    page = page_with(BackwardStepper(kink, [[0.0]], [[1.0]], weight="b^1_1", step=99))
    expect(page.get_by_text("within the nudge E has a kink")).to_be_visible()
    flat = Network([Layer([[30.0]], [[0.0]], "sigmoid")])
    page = page_with(BackwardStepper(flat, [[1.0]], [[0.0]], step=99))
    expect(page.get_by_text("So small a slope is lost in the rounding of E.")).to_be_visible()


def test_a_mistake_that_gives_no_number_says_so(page_with: Callable[..., Page]) -> None:
    """The weights of o1 add up to 0, and this mistake divides by their sum."""
    output = Layer([[1.0, -1.0], [0.5, 0.5]], [[0.0], [0.0]], "sigmoid")
    network = Network([mazur()[0][0], output])
    page = page_with(BackwardStepper(network, mistake="error-shared-by-weights", step=9))
    expect(page.get_by_text("it gives no number here, because it divides by 0 or overflows.")).to_be_visible()
    assert math.isnan(numbers(page)["wrong dJ/dw^1_11"])


@pytest.mark.parametrize(
    ("nonsense", "words"),
    [
        ({"weight": "w^9_11"}, "There is no weight or bias “w^9_11” in this network; the last one is b^2_2."),
        ({"weight": 5}, "There is no weight or bias “5”"),
        ({"mistake": "<b>"}, "“<b>” is no mistake that can be made with this network."),
        ({"mistake": "softmax-jacobian-diagonal"}, "is no mistake that can be made with this network."),
        ({"mistake": None}, "“null” is no mistake"),
        ({"step": -1}, "step is -1; expected a whole number from 0 on."),
        ({"step": "last"}, 'step is "last"; expected a whole number from 0 on.'),
    ],
)
def test_nonsense_is_named_and_the_last_good_state_stays(nonsense: dict, words: str, page_with) -> None:
    page = page_with(BackwardStepper())
    page.get_by_role("button", name="Next").click()
    before = numbers(page)
    follow(page, link_to({"step": 1} | nonsense, "backward"))
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert numbers(page) == before
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    assert numbers(page)["step"] == 2


# ----------------------------------------------------------------------------------------------------- the page


def test_a_link_opens_the_widget_in_that_state_and_reset_goes_back(page_with, open_page) -> None:
    page = page_with(BackwardStepper(), BackwardStepper(weight="w^2_11", step=2))
    second = page.locator("[data-widget]").nth(1)
    second.get_by_role("button", name="Next").click()
    second.get_by_label("Make a mistake").select_option("sign")
    page.wait_for_function("location.hash.includes('sign')")
    again = open_page(page.url)
    expect(again.locator("[data-ready=true]")).to_have_count(2)
    assert [numbers(again, k) for k in range(2)] == [numbers(page, k) for k in range(2)]
    again.locator("[data-widget]").nth(1).get_by_role("button", name="Reset").click()
    got = numbers(again, 1)
    assert got["step"] == 2 and "wrong dJ/dw^2_11" not in got


def test_another_network_from_python(page_with: Callable[..., Page]) -> None:
    """The page follows what a kernel sends, and clears up after itself."""
    widget, one = BackwardStepper(weight="w^2_22", mistake="transpose-missing", step=3), CASES["one layer"]
    page = page_with(widget, wait=False)
    script = """async (state) => {
        const { module } = JSON.parse(document.querySelector("script[data-widget-code]").textContent);
        const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
        const listeners = new Set();
        window.model = {
            get: name => state[name],
            set: changes => Object.assign(state, changes),
            save_changes: () => listeners.forEach(listener => listener()),
            on: (_, listener) => listeners.add(listener),
            off: (_, listener) => listeners.delete(listener),
            listeners,
        };
        document.querySelector("main").replaceChildren();
        window.end = (await import(url)).default.render({ model, el: document.querySelector("main") });
    }"""
    page.evaluate(script, plain_state(widget))
    check_state(page, CASES["Mazur"], {"weight": "w^2_22", "mistake": "transpose-missing"})
    with widget.hold_trait_notifications():
        widget.network, widget.x, widget.y = one.network, one.x, one.y
    page.evaluate("state => { model.set(state); model.save_changes() }", plain_state(widget))
    check_state(page, one, {"weight": "w^1_11", "mistake": ""})
    expect(page.get_by_label("Parameter").locator("option")).to_have_count(8)
    page.evaluate("end()")
    assert page.locator("main > *").count() == page.evaluate("model.listeners.size") == 0


STRUCK = """code => [...code.querySelectorAll("del, ins")].map(line => [line.localName, line.textContent])"""


@pytest.mark.parametrize("name", ["Mazur", "softmax with cross-entropy"])
def test_the_line_of_a_mistake_is_struck_out_where_it_bites_and_nowhere_else(name: str, page_with) -> None:
    """It bites where the local slope is another one, or where something else is passed on than the slope so far."""
    one = CASES[name]
    widget = BackwardStepper(*one[:3], loss=one.loss)
    page = page_with(widget)
    for slug in possible(name)[1:]:
        struck_at = 0
        lines = widget.passes["mistakes"][slug]["lines"].values()
        label = {"bias-never-updated": "b^1_1", "bias-over-wrong-axis": "b^1_1"}.get(slug, "w^1_12")
        follow(page, link_to({"weight": label, "mistake": slug, "step": 0}, "backward"))
        for step in range(int(page.get_by_label("Step", exact=True).get_attribute("max") or 0) + 1):
            page.get_by_label("Step", exact=True).fill(str(step))
            struck = page.locator(".bp-code").evaluate(STRUCK)
            is_sum = page.locator(".sum th", has_text="+ through").count()
            if not is_sum and slug not in (
                "error-shared-by-weights",
                "indices-swapped",
            ):  # these pass on something else
                assert bool(struck) == bool(page.locator(".sum tr:nth-child(2):not(.total) .wrong").count())
            if struck:
                assert [kind for kind, _ in struck] == ["del", "ins"]
                assert struck[0][1].startswith("Meant: ") and struck[1][1].removeprefix("Done: ") in lines
                struck_at += 1
        assert struck_at, slug


def test_a_cross_stands_at_what_the_mistake_changes(page_with: Callable[..., Page]) -> None:
    page = page_with(BackwardStepper(mistake="transpose-missing", weight="b^1_1"))
    crossed = page.locator(".net-tag.crossed").evaluate_all("tags => tags.map(tag => tag.textContent.split(' ')[0])")
    assert sorted(crossed) == ["b", "b", "w1", "w2", "w3", "w4"]
    page.get_by_label("Make a mistake").select_option("")
    expect(page.locator(".net-tag.crossed")).to_have_count(0)


def plain_state(widget: BackwardStepper) -> dict:
    return {name: value for name, value in widget.get_state().items() if not name.startswith("_")}


def test_without_javascript_there_is_the_first_frame(page_with: Callable[..., Page]) -> None:
    page = page_with(BackwardStepper(), wait=False, java_script_enabled=False)
    picture = page.get_by_role("img")
    expect(picture).to_be_visible()
    assert "E is 0.2984; the way back to w1 is about to begin" in (picture.get_attribute("aria-label") or "")


STATES = {
    "start": BackwardStepper(),
    "last, with a mistake and all digits": BackwardStepper(step=9, mistake="output-form-at-net-input", all_digits=True),
    "sum": BackwardStepper(step=7, mistake="sign", all_digits=True),
    "two hidden layers": BackwardStepper(*CASES["two hidden layers"][:3], step=99, mistake="half-forgotten"),
    "softmax": BackwardStepper(
        *CASES["softmax with squared error"][:3], step=8, mistake="softmax-jacobian-diagonal", all_digits=True
    ),
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_axe_finds_nothing(state: BackwardStepper, page_with: Callable[..., Page]) -> None:
    page = page_with(state)
    assert barriers(page) == []


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_nothing_sticks_out(state: BackwardStepper, page_with: Callable[..., Page]) -> None:
    page = page_with(state)
    beyond = """root => [...root.querySelectorAll("*")]
        .filter(part => !part.closest("svg, .bp-hidden, .bp-net"))
        .filter(part => {
            const around = part.closest(".seen, .sum, .measured, [data-widget]");
            return part.getBoundingClientRect().right > around.getBoundingClientRect().right + 1;
        })
        .map(part => part.outerHTML.slice(0, 80))"""
    for width in (320, 360, 560, 680, 736, 900, 940, 1110, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("[data-widget]").evaluate(beyond) == [], width


MEET = """(root) => {
  const boxes = [...root.querySelectorAll(".step output, .product output, .product .lead, .product .sub")]
    .filter((part) => part.checkVisibility() && part.textContent)
    .map((part) => {
      const text = new Range(); // which may be longer than its box
      text.selectNodeContents(part);
      return [part.textContent, text.getBoundingClientRect()];
    });
  const over = (p, q) => p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 3 && q.top < p.bottom - 3;
  return boxes.flatMap(([text, box], i) =>
    boxes.slice(i + 1).flatMap(([other, there]) => (over(box, there) ? [`${text} and ${other}`] : [])));
}"""


@pytest.mark.parametrize("width", [1280, 992, 700, 390])
@pytest.mark.parametrize("mistake", ["", "updated-weights"])
def test_with_all_digits_no_number_lies_over_another_or_over_the_chain(mistake: str, width: int, page_with) -> None:
    page = page_with(BackwardStepper(all_digits=True), viewport={"width": width, "height": 900})
    in_book_faces(page)
    page.get_by_label("Make a mistake").select_option(mistake)
    root = page.locator("[data-widget]")
    for _ in range(9):
        page.get_by_role("button", name="Next").click()
        assert root.evaluate(MEET) == []


CROSSES = """(root) => [...root.querySelectorAll(".net-tag.crossed")].map((tag) => {
  const cross = getComputedStyle(tag, "::after");
  const number = tag.querySelector(".value output").getBoundingClientRect();
  const edge = tag.getBoundingClientRect();
  const start = edge.left + tag.clientLeft + parseFloat(cross.left) + parseFloat(cross.marginLeft);
  const top = edge.top + tag.clientTop + parseFloat(cross.top);
  return [start - number.right, top + parseFloat(cross.height) / 2 - (number.top + number.bottom) / 2];
})"""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_cross_stands_behind_its_number_and_covers_none_of_it(width: int, page_with: Callable[..., Page]) -> None:
    page = page_with(BackwardStepper(mistake="transpose-missing"), viewport={"width": width, "height": 900})
    in_book_faces(page)
    for step in (0, 9):
        follow(page, link_to({"step": step}, "backward"))
        found = page.locator("[data-widget]").evaluate(CROSSES)
        assert len(found) >= 4
        for gap, above in found:
            assert gap >= 3 and abs(above) < 3


def test_the_check_is_said_without_words_of_a_later_chapter(page_with: Callable[..., Page]) -> None:
    page = page_with(BackwardStepper(step=9))
    check = page.locator(".check")
    expect(check).to_contain_text("Nudge w1 by a few millionths (±6.055×10⁻⁶) and watch E. Measured slope 4.386×10⁻⁴")
    assert "central" not in check.inner_text().lower()
