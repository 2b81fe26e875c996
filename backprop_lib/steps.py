"""One pass through a network as a sequence of frames, one for each quantity, in the order in which it is computed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from . import labels
from .activations import softmax
from .boundary import backward, check_cost, descend, forward
from .checks import check_rate
from .elementwise import Array
from .layers import Layer, Network
from .losses import Loss
from .network import LayerGradient, LayerTrace, mean_loss


class Frame(NamedTuple):
    r"""One quantity at the moment when it is computed.

    label: its name, as in derivation.py: z^1_2 is the net input of unit 2 of layer 1. For gradients dJ/dw^1_21, for
    updated parameters "new w^1_21".
    phase: forward, error, backward or update.
    code: the line of network.py that computes it.
    equation: LaTeX, in the matrix notation of the book.
    numbers: the right side with values put in: of the first example, or of all where the quantity adds them up.
    uses: the labels of what it is computed from, to highlight.
    value: the quantity itself; (N,) for a value of each example, a number for what belongs to the whole batch.

    >>> Frame("J", "error", "losses.sum() / N", "J = E", "0.5", ("E_1",), 0.5).label
    'J'
    """

    label: str
    phase: str
    code: str
    equation: str
    numbers: str
    uses: tuple[str, ...]
    value: Any


def steps(network: Network, x: Any, y: Any, loss: Loss | str, learning_rate: float) -> tuple[Frame, ...]:
    """All frames of one step of training: forward, error, backward, update.

    x: (n_in, N); y: (n_out, N). The values are those that forward, backward and descend return.
    Raises TypeError or ValueError, in words, for arguments that do not fit.

    >>> from backprop_lib.data import mazur
    >>> frames = steps(*mazur(), "half_squared_error", learning_rate=0.5)
    >>> frames[0].label, frames[0].numbers, frames[0].value.round(4)
    ('z^1_1', '0.15 × 0.05 + 0.2 × 0.1 + 0.35', array([0.3775]))
    """
    network, x, y, the_loss = check_cost(network, x, y, loss)
    check_rate("learning_rate", learning_rate)
    trace = forward(network, x)
    gradients = backward(network, trace, y, the_loss)
    stepped = descend(network, gradients, learning_rate)
    return (
        *_forward(network, trace),
        *_error(trace, y, the_loss),
        *_backward(network, trace, gradients, y, the_loss),
        *_update(network, gradients, stepped, learning_rate),
    )


def _forward(network: Network, trace: tuple[LayerTrace, ...]) -> Iterator[Frame]:
    for level, ((W, b, activation), (x, z, a)) in enumerate(zip(network, trace, strict=True), 1):
        units, inputs = range(len(W)), range(W.shape[1])
        for j in units:
            terms = [(labels.w(level, j, k), labels.below(level, k), W[j, k], x[k, 0]) for k in inputs]
            written = " + ".join(f"{_tex(weight)} {_tex(value)}" for weight, value, _, _ in terms)
            yield Frame(
                labels.z(level, j),
                "forward",
                "z = W @ x + b",
                f"{_tex(labels.z(level, j))} = {written} + {_tex(labels.b(level, j))}",
                " + ".join([*(f"{_n(w)} × {_n(v)}" for _, _, w, v in terms), _n(b[j, 0])]),
                (*(label for term in terms for label in term[:2]), labels.b(level, j)),
                z[j],
            )
        for j in units:
            mixes = units if activation == softmax else [j]
            arguments = ", ".join(_tex(labels.z(level, i)) for i in mixes)
            index = f"_{{{j + 1}}}" if activation == softmax else ""
            yield Frame(
                labels.a(level, j),
                "forward",
                "a = activation.value(z)",
                rf"{_tex(labels.a(level, j))} = \mathrm{{{_words(activation.name)}}}{index}\left({arguments}\right)",
                f"{activation.name}({', '.join(_n(z[i, 0]) for i in mixes)})",
                tuple(labels.z(level, i) for i in mixes),
                a[j],
            )


def _error(trace: tuple[LayerTrace, ...], y: Array, loss: Loss) -> Iterator[Frame]:
    level, (_, z, a) = len(trace), trace[-1]
    losses = loss.from_z(z, y) if loss.from_z else loss.value(a, y)
    for j in range(len(y)):
        yield Frame(
            f"E_{j + 1}",
            "error",
            "losses = loss.from_z(z, y) if loss.from_z else loss.value(a, y)",
            rf"E_{{{j + 1}}} = \mathrm{{{_words(loss.name)}}}"
            rf"\left({_tex(labels.a(level, j))}, {_tex(labels.y(j))}\right)",
            f"{loss.name}({_n(a[j, 0])}, {_n(y[j, 0])})",
            (labels.a(level, j), labels.y(j)),
            losses[j],
        )
    N, terms = y.shape[1], " + ".join(f"E_{{{j + 1}}}" for j in range(len(y)))
    yield Frame(
        "J",
        "error",
        "return losses.sum() / y.shape[1]",
        f"J = {terms}" if N == 1 else rf"J = \frac{{1}}{{{N}}} \sum_{{n}} \left({terms}\right)",
        " + ".join(_n(value) for value in losses[:, 0]) if N == 1 else f"{_n(losses.sum())} / {N}",
        tuple(f"E_{j + 1}" for j in range(len(y))),
        mean_loss(trace, y, loss),
    )


def _backward(
    network: Network, trace: tuple[LayerTrace, ...], gradients: tuple[LayerGradient, ...], y: Array, loss: Loss
) -> Iterator[Frame]:
    top = len(network)
    for level in range(top, 0, -1):
        layer, seen, gradient = network[level - 1], trace[level - 1], gradients[level - 1]
        if level == top:
            yield from _output_errors(level, seen, gradient, y)
        else:
            yield from _hidden_errors(level, network[level], gradient, gradients[level])
        yield from _deltas(level, layer, seen, gradient, y, loss if level == top else None)
        yield from _parameter_gradients(level, seen, gradient)


def _output_errors(level: int, seen: LayerTrace, gradient: LayerGradient, y: Array) -> Iterator[Frame]:
    N = y.shape[1]
    for j in range(len(y)):
        mean = "" if N == 1 else rf"\frac{{1}}{{{N}}} "
        slope = rf"{mean}E'\left({_tex(labels.a(level, j))}, {_tex(labels.y(j))}\right)"
        yield Frame(
            labels.error(level, j),
            "backward",
            "error = loss.derivative(trace[-1].a, y) / N",
            rf"\frac{{\partial J}}{{\partial {_tex(labels.a(level, j))}}} = {slope}",
            f"loss'({_n(seen.a[j, 0])}, {_n(y[j, 0])})" + ("" if N == 1 else f" / {N}"),
            (labels.a(level, j), labels.y(j)),
            gradient.error[j],
        )


def _hidden_errors(level: int, above: Layer, gradient: LayerGradient, next_gradient: LayerGradient) -> Iterator[Frame]:
    for j in range(above.W.shape[1]):
        terms = [(labels.w(level + 1, k, j), labels.delta(level + 1, k)) for k in range(len(above.W))]
        written = " + ".join(f"{_tex(weight)} {_tex(delta)}" for weight, delta in terms)
        yield Frame(
            labels.error(level, j),
            "backward",
            "error = layer.W.T @ delta",
            rf"\frac{{\partial J}}{{\partial {_tex(labels.a(level, j))}}} = {written}",
            " + ".join(f"{_n(w)} × {_n(d)}" for w, d in zip(above.W[:, j], next_gradient.delta[:, 0], strict=True)),
            tuple(label for term in terms for label in term),
            gradient.error[j],
        )


def _deltas(
    level: int, layer: Layer, seen: LayerTrace, gradient: LayerGradient, y: Array, output_loss: Loss | None
) -> Iterator[Frame]:
    N, units = y.shape[1], range(len(layer.W))
    slopes = layer.activation.derivative(seen.z, seen.a)
    code = "delta = layer.activation.delta(error, z, a)"
    for j in units:
        a, z, error = _tex(labels.a(level, j)), _tex(labels.z(level, j)), _tex(labels.error(level, j))
        if output_loss and output_loss.paired:
            right = (
                f"{a} - {_tex(labels.y(j))}" if N == 1 else rf"\frac{{1}}{{{N}}} \left({a} - {_tex(labels.y(j))}\right)"
            )
            numbers = f"({_n(seen.a[j, 0])} − {_n(y[j, 0])})" + ("" if N == 1 else f" / {N}")
            uses: tuple[str, ...] = (labels.a(level, j), labels.y(j))
            code = "delta = (a - y) / N"
        elif np.ndim(slopes) == 3:
            jacobian = slopes[:, j, 0]
            right = " + ".join(
                rf"{_tex(labels.error(level, i))} \frac{{\partial {_tex(labels.a(level, i))}}}{{\partial {z}}}"
                for i in units
            )
            numbers = " + ".join(f"{_n(e)} × {_n(s)}" for e, s in zip(gradient.error[:, 0], jacobian, strict=True))
            uses = tuple(label for i in units for label in (labels.error(level, i), labels.a(level, i)))
        else:
            slope = np.broadcast_to(slopes, seen.z.shape)[j, 0]
            right = rf"{error} \, \mathrm{{{_words(layer.activation.name)}}}'\left({z}\right)"
            numbers = f"{_n(gradient.error[j, 0])} × {_n(slope)}"
            uses = (labels.error(level, j), labels.z(level, j))
        yield Frame(
            labels.delta(level, j),
            "backward",
            code,
            f"{_tex(labels.delta(level, j))} = {right}",
            numbers,
            uses,
            gradient.delta[j],
        )


def _parameter_gradients(level: int, seen: LayerTrace, gradient: LayerGradient) -> Iterator[Frame]:
    N = seen.x.shape[1]
    over = "" if N == 1 else r"\sum_{n} "
    for j, k in np.ndindex(gradient.W.shape):
        pairs = zip(gradient.delta[j], seen.x[k], strict=True)
        yield Frame(
            f"dJ/d{labels.w(level, j, k)}",
            "backward",
            "dW = delta @ x.T",
            rf"\frac{{\partial J}}{{\partial {_tex(labels.w(level, j, k))}}} = "
            rf"{over}{_tex(labels.delta(level, j))} {_tex(labels.below(level, k))}",
            " + ".join(f"{_n(d)} × {_n(value)}" for d, value in pairs),
            (labels.delta(level, j), labels.below(level, k)),
            gradient.W[j, k],
        )
    for j in range(len(gradient.b)):
        yield Frame(
            f"dJ/d{labels.b(level, j)}",
            "backward",
            "db = delta.sum(axis=1, keepdims=True)",
            rf"\frac{{\partial J}}{{\partial {_tex(labels.b(level, j))}}} = {over}{_tex(labels.delta(level, j))}",
            " + ".join(_n(d) for d in gradient.delta[j]),
            (labels.delta(level, j),),
            gradient.b[j, 0],
        )


def _update(
    network: Network, gradients: tuple[LayerGradient, ...], stepped: Network, learning_rate: float
) -> Iterator[Frame]:
    for level, (layer, gradient, new) in enumerate(zip(network, gradients, stepped, strict=True), 1):
        for which, label in (("W", lambda j, k: labels.w(level, j, k)), ("b", lambda j, k: labels.b(level, j))):  # noqa: B023
            old, slope, moved = getattr(layer, which), getattr(gradient, which), getattr(new, which)
            for j, k in np.ndindex(old.shape):
                name = label(j, k)
                yield Frame(
                    f"new {name}",
                    "update",
                    f"{which} = {which} - learning_rate * gradient.{which}",
                    rf"{_tex(name)} \leftarrow {_tex(name)} - \eta \, \frac{{\partial J}}{{\partial {_tex(name)}}}",
                    f"{_n(old[j, k])} − {_n(learning_rate)} × {_n(slope[j, k])}",
                    (name, f"dJ/d{name}"),
                    moved[j, k],
                )


def _tex(label: str) -> str:
    """A label as LaTeX: z^1_2 becomes z^{1}_{2}, dJ/dz^1_2 a fraction of differentials."""
    if label.startswith("dJ/d"):
        return rf"\frac{{\partial J}}{{\partial {_tex(label[4:])}}}"
    name, _, index = label.partition("_")
    letter, _, level = name.partition("^")
    letter = r"\delta" if letter == "delta" else letter
    return f"{letter}^{{{level}}}_{{{index}}}" if level else f"{letter}_{{{index}}}"


def _words(name: str) -> str:
    return name.replace("_", r"\ ")


def _n(value: float) -> str:
    """Six figures; a negative number in brackets, so that it can stand anywhere in a sum."""
    if hasattr(value, "free_symbols"):
        return str(value)
    text = f"{value:.6g}"
    return f"({text})".replace("-", "−") if value < 0 else text
