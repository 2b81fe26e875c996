"""All that the BackwardStepper plays: the right backward pass, one for each mistake, and what a nudge measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import floor, isfinite, log10
from typing import Any

import numpy as np

from backprop_lib import LayerTrace, Loss, Network, forward, labels, softmax
from backprop_lib.boundary import check_cost
from backprop_lib.checking import EPSILON, central_difference
from backprop_lib.elementwise import Array
from backprop_lib.misconceptions import (
    MISCONCEPTIONS,
    AtLayer,
    Case,
    Recipe,
    Rules,
    backward_by,
    learning_rate_known,
    right,
)
from backprop_lib.network import mean_loss

NUDGE = EPSILON ** (1 / 3)  # the h of central_difference

# For each rule the step back that it belongs to, by the name that the page has for it.
STEPS = {
    "output_error": "error",
    "paired_delta": "paired",
    **dict.fromkeys(("slope", "output_delta", "hidden_delta"), "delta"),
    "weight_gradient": "weight",
    "bias_gradient": "bias",
    **dict.fromkeys(("weights", "error_below"), "below"),
}


@np.errstate(all="ignore")  # what overflows is refused below, or is no number with a mistake
def passes(network: Network, x: Any, y: Any, loss: Loss | str, learning_rate: float) -> dict[str, Any]:
    """Everything about one example as lists, numbers and text.

    sizes, activations, loss, paired     the case; paired: the output's delta is a - y directly
    x, y, forward [{z, a}], E, J         the way forward
    parameters [{label, level, unit, source, value, central, digits}]; the source of a bias is null
    nudge, resolution                    the h of the central differences, and the slopes that rounding J can feign
    right [layer]                        see `layers`
    mistakes {slug: {name, done, lines {step: line}, layers}}: the lines are wrong ones of `backward`, and layers have
                                         only what differs from right

    Raises TypeError or ValueError, in words, for arguments that do not fit, or numbers that overflow.

    >>> from backprop_lib.data import mazur
    >>> found = passes(*mazur(), "half_squared_error", 0.5)
    >>> for layers in (found["right"], found["mistakes"]["sign"]["layers"]):
    ...     print([round(delta, 6) for delta in layers[1]["delta"]])
    [0.138499, -0.038098]
    [-0.138499, 0.038098]
    """
    network, x, y, the_loss = check_cost(network, x, y, loss)
    case = Case(network, x, y, the_loss, learning_rate)
    trace = forward(network, x)
    _, z, a = trace[-1]
    losses = the_loss.from_z(z, y) if the_loss.from_z else the_loss.value(a, y)
    J = float(mean_loss(trace, y, the_loss))
    right_layers = [*layers(right, case, trace)]
    if not isfinite(J) or not all(np.isfinite(part).all() for layer in right_layers for part in layer.values()):
        raise ValueError("The loss of this network, or its gradient, is not finite: the numbers overflowed.")
    return {
        "sizes": list(network.sizes),
        "activations": [layer.activation.name for layer in network],
        "loss": the_loss.name,
        "paired": the_loss.paired is not None,
        "x": x[:, 0].tolist(),
        "y": y[:, 0].tolist(),
        "forward": [{"z": seen.z[:, 0].tolist(), "a": seen.a[:, 0].tolist()} for seen in trace],
        "E": losses[:, 0].tolist(),
        "J": J,
        "nudge": NUDGE,
        "resolution": 20 * EPSILON * max(1.0, J) / NUDGE,
        "parameters": [*_parameters(case, right_layers)],
        "right": [{name: _plain(part) for name, part in layer.items()} for layer in right_layers],
        "mistakes": {
            slug: _mistake(slug, recipe, case, trace, right_layers) for slug, recipe in applicable(case).items()
        },
    }


def applicable(case: Case) -> dict[str, Recipe]:
    """Every mistake that can be made here: of each, the first recipe that this case has a use for."""
    recipes = {
        slug: next((recipe for recipe in misconception.recipes if recipe.needs.holds(case)), None)
        for slug, misconception in MISCONCEPTIONS.items()
    }
    return {slug: recipe for slug, recipe in recipes.items() if recipe}


def layers(rules: Rules, case: Case, trace: Sequence[LayerTrace]) -> Iterator[dict[str, Array]]:
    """For each layer the gradients that these rules give, and the two factors of each product they are made of.

    error_j (not at the output of a paired loss), delta_j, W_jk, b_j: the gradients
    slope                       what an error is multiplied by: slope_j; for softmax slope_ij, da_i/dz_j
    mixed_ij                    for softmax, error_i slope_ij; delta_j is their sum over i
    weights_kj, via_kj          above the first layer: via_kj = delta_k weights_kj, whose sum over k is error_j below
    back_k                      what is sent below in place of delta_k, if it is something else
    W_back_jk, W_local_jk       the factors of W_jk, if they are not delta_j and x_k
    b_local_j                   b_j = delta_j b_local_j, if it is not 1

    Where the rules are wrong, so are the factors: they are found by asking each rule, which is linear in what it
    passes on, for its answer to ones.
    """
    gradients = backward_by(rules, case.network, trace, case.y, case.loss, case.learning_rate)
    for level, (layer, seen, gradient) in enumerate(zip(case.network, trace, gradients, strict=True), 1):
        is_output, is_first = level == len(case.network), level == 1
        at = AtLayer(case.y, case.loss, case.learning_rate, is_output, layer.W, layer.activation, *seen)
        at.error, at.delta, at.weight_gradient = gradient.error, gradient.delta, gradient.W
        with np.errstate(all="ignore"):  # a wrong rule may well divide by 0 or overflow
            at.slope, at.weights = rules.slope(at), rules.weights(at)
            found = {
                "delta": at.delta[:, 0],
                **({} if is_output and case.loss.paired else _through_activation(rules, at)),
                **_to_parameters(rules, at, gradient.b),
                **({} if is_first else _to_layer_below(rules, at)),
            }
        usual = {"back": at.delta[:, 0], "b_local": np.ones(len(at.a))}
        usual |= {"W_back": np.broadcast_to(at.delta, at.W.shape), "W_local": np.broadcast_to(at.x.T, at.W.shape)}
        yield {name: part for name, part in found.items() if not _same(name, part, usual)}


def _same(name: str, part: Array, known: dict[str, Array]) -> bool:
    return name in known and np.array_equal(part, known[name])


def _through_activation(rules: Rules, at: AtLayer) -> dict[str, Array]:
    delta = rules.output_delta if at.is_output else rules.hidden_delta
    slope = np.array([delta(replace(at, error=one))[:, 0] for one in _units(len(at.a))])
    error = at.error[:, 0]
    if at.activation == softmax:
        return {"error": error, "slope": slope, "mixed": error[:, None] * slope}
    return {"error": error, "slope": slope.diagonal()}


def _to_parameters(rules: Rules, at: AtLayer, bias_gradient: Array) -> dict[str, Array]:
    ones = replace(at, delta=np.ones_like(at.delta))
    ones.weight_gradient = rules.weight_gradient(ones)
    return {
        "W": at.weight_gradient,
        "W_back": rules.weight_gradient(replace(at, x=np.ones_like(at.x))),
        "W_local": ones.weight_gradient,
        "b": bias_gradient[:, 0],
        "b_local": rules.bias_gradient(ones)[:, 0],
    }


def _to_layer_below(rules: Rules, at: AtLayer) -> dict[str, Array]:
    """Some mistakes pass the error on in place of the delta: then a delta that is no number does no harm."""
    sent = "delta" if np.isnan(rules.error_below(replace(at, delta=at.delta * np.nan))).any() else "error"
    back = getattr(at, sent)[:, 0]
    weights = np.array([rules.error_below(replace(at, **{sent: one}))[:, 0] for one in _units(len(back))])
    return {"back": back, "weights": weights, "via": back[:, None] * weights}


def _units(count: int) -> Array:
    return np.eye(count)[:, :, None]


def _mistake(
    slug: str, recipe: Recipe, case: Case, trace: Sequence[LayerTrace], right_layers: list[dict[str, Array]]
) -> dict[str, Any]:
    misconception = MISCONCEPTIONS[slug]
    rate = f" Here the learning rate is {case.learning_rate:g}." if recipe.needs is learning_rate_known else ""
    return {
        "name": misconception.name,
        "done": misconception.done + rate,
        "lines": {STEPS[rule]: line for rule, line in recipe.lines.items()},
        "layers": [
            {name: _plain(part) for name, part in wrong.items() if not _same(name, part, good)}
            for wrong, good in zip(layers(recipe.rules, case, trace), right_layers, strict=True)
        ],
    }


def _parameters(case: Case, right_layers: list[dict[str, Array]]) -> Iterator[dict[str, Any]]:
    """Every weight and bias, with the central difference and the number of digits on which backward agrees with it."""
    network, x, y, loss, _ = case
    measured = central_difference(network, x, y, loss, NUDGE)
    for level, (layer, found, slopes) in enumerate(zip(network, right_layers, measured, strict=True), 1):
        for j, k in np.ndindex(layer.W.shape):
            place = {"label": labels.w(level, j, k), "level": level, "unit": j, "source": k}
            yield {**place, **_measured(layer.W[j, k], slopes.W[j, k], found["W"][j, k])}
        for j in range(len(layer.b)):
            place = {"label": labels.b(level, j), "level": level, "unit": j, "source": None}
            yield {**place, **_measured(layer.b[j, 0], slopes.b[j, 0], found["b"][j])}


def _measured(value: Any, central: Any, gradient: Any) -> dict[str, Any]:
    return {"value": float(value), "central": float(central), "digits": agreeing_digits(central, gradient)}


def agreeing_digits(measured: float, exact: float) -> int:
    """On how many digits two numbers agree: 16 if they are equal, 0 if not even in size.

    >>> agreeing_digits(0.12345, 0.12346), agreeing_digits(2.0, 2.0), agreeing_digits(1e-12, 0.0)
    (4, 16, 0)
    """
    if measured == exact:
        return 16
    size = max(abs(measured), abs(exact))
    return min(15, max(0, floor(-log10(abs(measured - exact) / size))))


def _plain(values: Array) -> Any:
    """Lists of numbers; None stands for what is no number or too large, because JSON has no word for it."""
    if values.ndim:
        return [_plain(part) for part in values]
    return float(values) if isfinite(values) else None
