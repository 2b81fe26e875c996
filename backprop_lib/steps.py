"""One pass through a network as a sequence of frames, one for each quantity, in the order in which it is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from . import labels
from . import network as algorithm
from .activations import Activation, softmax
from .boundary import backward, check_cost, descend, forward
from .checks import check_rate
from .elementwise import Array
from .labels import tex
from .layers import Network
from .losses import Loss
from .network import LayerGradient, LayerTrace
from .source import line_of

# The lines of network.py that compute the quantities, as they stand there.
Z, A = line_of(algorithm.forward, "z"), line_of(algorithm.forward, "a")
LOSS, COST = line_of(algorithm.mean_loss, "losses"), line_of(algorithm.mean_loss, "return")
OUTPUT_ERROR, ERROR_BELOW = (line_of(algorithm.backward, "error", number) for number in (1, 2))
PAIRED_DELTA, DELTA = (line_of(algorithm.backward, "delta", number) for number in (1, 2))
DW, DB = line_of(algorithm.backward, "dW"), line_of(algorithm.backward, "db")
NEW_W, NEW_B = line_of(algorithm.descend, "W"), line_of(algorithm.descend, "b")


class Frame(NamedTuple):
    """One quantity at the moment when it is computed.

    label: its name, as labels.py makes it: z^1_2 is the net input of unit 2 of layer 1. For gradients dJ/dw^1_21, for
    updated parameters "new w^1_21".
    phase: forward, error, backward or update.
    code: the line of network.py that computes it.
    equation: LaTeX, in the matrix notation of the book.
    numbers: the right side with values put in: of the first example, or of all where the quantity adds them up.
    uses: the labels of what it is computed from, to highlight.
    value: the quantity itself; (N,) for a value of each example, a number for what belongs to the whole batch.
    """

    label: str
    phase: str
    code: str
    equation: str
    numbers: str
    uses: tuple[str, ...]
    value: Any


Values = Mapping[str, Any]  # by label: (N,) for what each example has of its own, else a number
Right = tuple[str, str, Sequence[str]]  # the right side of an equation in LaTeX and in numbers, and what it uses
Row = tuple[str, str, Right]  # the label, the line of code, the right side


def steps(network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str, learning_rate: float) -> tuple[Frame, ...]:
    """All frames of one step of training: forward, error, backward, update.

    x: (n_in, N); y: (n_out, N). The values are those that forward, backward and descend return.
    Raises TypeError or ValueError, in words, for arguments that do not fit.

    >>> from backprop_lib.data import mazur
    >>> frames = steps(*mazur(), "half_squared_error", learning_rate=0.5)
    >>> frames[0].label, frames[0].numbers, frames[0].value.round(4)
    ('z^1_1', '0.15 × 0.05 + 0.2 × 0.1 + 0.35', array([0.3775]))
    """
    network, x, y, the_loss = check_cost(network, x, y, loss)
    learning_rate = check_rate("learning_rate", learning_rate)
    trace = forward(network, x)
    gradients = backward(network, trace, y, the_loss)
    values = _values(network, trace, gradients, descend(network, gradients, learning_rate), y, the_loss)
    N = y.shape[1]
    phases = {
        "forward": _forward(network, values),
        "error": _error(network, the_loss, N, values),
        "backward": _backward(network, trace, the_loss, N, values),
        "update": _update(network, learning_rate, values),
    }
    return tuple(
        Frame(label, phase, code, f"{_left(label)} {right}", numbers, tuple(uses), values[label])
        for phase, rows in phases.items()
        for label, code, (right, numbers, uses) in rows
    )


def _left(label: str) -> str:
    return rf"{tex(label.removeprefix('new '))} \leftarrow" if label.startswith("new ") else f"{tex(label)} ="


def _values(
    network: Network,
    trace: tuple[LayerTrace, ...],
    gradients: tuple[LayerGradient, ...],
    stepped: Network,
    y: Array,
    loss: Loss,
) -> Values:
    _, z, a = trace[-1]
    values = {"J": algorithm.mean_loss(trace, y, loss)}
    values |= {labels.x(k): row for k, row in enumerate(trace[0].x)} | {labels.y(j): row for j, row in enumerate(y)}
    values |= {labels.loss(j): row for j, row in enumerate(loss.from_z(z, y) if loss.from_z else loss.value(a, y))}
    for level, (layer, seen, gradient, new) in enumerate(zip(network, trace, gradients, stepped, strict=True), 1):
        for j in range(len(layer.b)):
            values |= {labels.z(level, j): seen.z[j], labels.a(level, j): seen.a[j]}
            values |= {labels.error(level, j): gradient.error[j], labels.delta(level, j): gradient.delta[j]}
        for label, part, at in _parameters(network, level):
            values[label], values[f"new {label}"] = getattr(layer, part)[at], getattr(new, part)[at]
            values[labels.gradient(label)] = getattr(gradient, part)[at]
    return values


def _parameters(network: Network, level: int) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """The label of each weight and bias of a layer, and where it stands: in W or b, at which index."""
    for j, k in np.ndindex(network[level - 1].W.shape):
        yield labels.w(level, j, k), "W", (j, k)
    for j in range(len(network[level - 1].b)):
        yield labels.b(level, j), "b", (j, 0)


# ------------------------------------------------------------------------------------------------- the four phases


def _forward(network: Network, values: Values) -> Iterator[Row]:
    for level, (W, _, activation) in enumerate(network, 1):
        units, inputs = range(len(W)), range(W.shape[1])
        for j in units:
            terms = [(labels.w(level, j, k), labels.below(level, k)) for k in inputs]
            yield labels.z(level, j), Z, _sum(values, [*terms, (labels.b(level, j),)])
        for j in units:
            index, mixes = (f"_{{{j + 1}}}", units) if activation == softmax else ("", [j])
            name = (_roman(activation.name) + index, activation.name)
            yield labels.a(level, j), A, _call(values, name, [labels.z(level, i) for i in mixes])


def _error(network: Network, loss: Loss, N: int, values: Values) -> Iterator[Row]:
    units = range(network.sizes[-1])
    for j in units:
        arguments = [labels.a(len(network), j), labels.y(j)]
        yield labels.loss(j), LOSS, _call(values, (_roman(loss.name), loss.name), arguments)
    right, numbers, uses = _sum(values, [(labels.loss(j),) for j in units])
    if N > 1:
        right = rf"\frac{{1}}{{{N}}} \sum_{{n}} \left({right}\right)"
        numbers = f"{_n(sum(values[label].sum() for label in uses))} / {N}"
    yield "J", COST, (right, numbers, uses)


def _backward(network: Network, trace: tuple[LayerTrace, ...], loss: Loss, N: int, values: Values) -> Iterator[Row]:
    for level in range(len(network), 0, -1):
        is_output, units = level == len(network), range(network.sizes[level])
        for j in units:
            if is_output:
                right = _call(values, ("E'", "loss'"), [labels.a(level, j), labels.y(j)])
                yield labels.error(level, j), OUTPUT_ERROR, _mean(right, N)
            else:
                above = range(network.sizes[level + 1])
                terms = [(labels.w(level + 1, k, j), labels.delta(level + 1, k)) for k in above]
                yield labels.error(level, j), ERROR_BELOW, _sum(values, terms)
        if is_output and loss.paired:
            for j in units:
                yield labels.delta(level, j), PAIRED_DELTA, _mean(_difference(values, level, j, N), N)
        else:
            _, z, a = trace[level - 1]
            activation = network[level - 1].activation
            slopes = activation.derivative(z, a)
            for j in units:
                if np.ndim(slopes) == 3:
                    right = _through_jacobian(values, level, j, slopes[:, j, 0])
                else:
                    right = _times_slope(values, level, j, activation, np.broadcast_to(slopes, z.shape)[j, 0])
                yield labels.delta(level, j), DELTA, right
        for label, part, (j, k) in _parameters(network, level):
            factors = [labels.delta(level, j), labels.below(level, k)] if part == "W" else [labels.delta(level, j)]
            yield labels.gradient(label), DW if part == "W" else DB, _over_examples(values, factors, N)


def _update(network: Network, learning_rate: float, values: Values) -> Iterator[Row]:
    for level in range(1, len(network) + 1):
        for label, part, _ in _parameters(network, level):
            slope = labels.gradient(label)
            right = rf"{tex(label)} - \eta \, {tex(slope)}"
            numbers = f"{_n(values[label])} − {_n(learning_rate)} × {_n(values[slope])}"
            yield f"new {label}", NEW_W if part == "W" else NEW_B, (right, numbers, [label, slope])


# ------------------------------------------------------------------------ right sides, in LaTeX and with numbers


def _sum(values: Values, products: Sequence[Sequence[str]], n: int = 0) -> Right:
    """A sum of products of quantities, with the numbers of example n."""
    return (
        " + ".join(" ".join(map(tex, factors)) for factors in products),
        " + ".join(" × ".join(_n(values[label], n) for label in factors) for factors in products),
        [label for factors in products for label in factors],
    )


def _over_examples(values: Values, factors: Sequence[str], N: int) -> Right:
    right, _, uses = _sum(values, [factors])
    numbers = " + ".join(_sum(values, [factors], n)[1] for n in range(N))
    return (right if N == 1 else rf"\sum_{{n}} {right}"), numbers, uses


def _call(values: Values, function: tuple[str, str], arguments: Sequence[str]) -> Right:
    """A function, named in LaTeX and in text, of quantities."""
    return (
        rf"{function[0]}\left({', '.join(map(tex, arguments))}\right)",
        f"{function[1]}({', '.join(_n(values[label]) for label in arguments)})",
        arguments,
    )


def _difference(values: Values, level: int, j: int, N: int) -> Right:
    a, y = labels.a(level, j), labels.y(j)
    right = f"{tex(a)} - {tex(y)}"
    return (right if N == 1 else rf"\left({right}\right)"), f"({_n(values[a])} − {_n(values[y])})", [a, y]


def _mean(right: Right, N: int) -> Right:
    written, numbers, uses = right
    return right if N == 1 else (rf"\frac{{1}}{{{N}}} {written}", f"{numbers} / {N}", uses)


def _times_slope(values: Values, level: int, j: int, activation: Activation, slope: Any) -> Right:
    error, z = labels.error(level, j), labels.z(level, j)
    right = rf"{tex(error)} \, {_roman(activation.name)}'\left({tex(z)}\right)"
    return right, f"{_n(values[error])} × {_n(slope)}", [error, z]


def _through_jacobian(values: Values, level: int, j: int, slopes: Array) -> Right:
    pairs = [(labels.error(level, i), labels.a(level, i)) for i in range(len(slopes))]
    z = tex(labels.z(level, j))
    right = " + ".join(rf"{tex(error)} \frac{{\partial {tex(a)}}}{{\partial {z}}}" for error, a in pairs)
    numbers = " + ".join(f"{_n(values[error])} × {_n(slope)}" for (error, _), slope in zip(pairs, slopes, strict=True))
    return right, numbers, [label for pair in pairs for label in pair]


def _roman(name: str) -> str:
    return rf"\mathrm{{{name}}}".replace("_", r"\ ")


def _n(value: Any, n: int = 0) -> str:
    """Six figures, of example n; a negative number in brackets, so that it can stand anywhere in a sum."""
    value = value[n] if np.ndim(value) else value
    if hasattr(value, "free_symbols"):
        return str(value)
    text = f"{value:.6g}"
    return f"({text})".replace("-", "−") if value < 0 else text
