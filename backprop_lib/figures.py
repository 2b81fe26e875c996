"""Drawings for the book: each function puts values that were computed elsewhere onto a Matplotlib axis."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.resources import files
from itertools import cycle
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from .boundary import forward
from .elementwise import Array
from .guarded import Guarded
from .layers import Network
from .network import LayerGradient, LayerTrace

# The palette by role, as on the pages: the book replaces each by the colour of the reader's theme.
PAGE, INK, MUTED, LINE, RULE = "#ffffff", "#222832", "#56606d", "#7d8794", "#d3d8de"
FORWARD, GRADIENT, PARAMETER, TARGET = "#0b63ce", "#a84600", "#1f7658", "#4a2f72"
FORWARD_SOFT, WRONG = "#e9f1fc", "#a3122b"

# Formulas are plain text: Matplotlib would take its time, and space the letters for a font that readers do not have.
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
WIDTH = 4.8  # inches: on a phone a figure is about as wide, so that its words can be read there
HALF = 0.66  # of a unit's width in the network diagram


Places = Sequence[tuple[float, float]]


def canvas(columns: int = 1, height: float = 2.9) -> tuple[Figure, Any]:
    """An empty figure in the look of the book, with one axis or a row of them. Matplotlib keeps the look."""
    plt.style.use(str(files(__package__).joinpath("bp.mplstyle")))
    if notebook := getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)():
        notebook.run_line_magic("config", "InlineBackend.figure_formats = ['svg']")  # a drawing can follow the theme
    figure, axes = plt.subplots(1, columns, figsize=(WIDTH, height), layout="constrained")
    if "inline" in plt.get_backend():
        plt.uninstall_repl_displayhook()  # the notebook draws what a cell made; the hook would draw all of it before
    return figure, axes


def curve(
    axis: Axes, f: Callable[[Array], Array], low: float, high: float, path: Sequence[float] = (), name: str = "J"
) -> None:
    """A cost over one parameter, and the points that a descent visited, joined by its steps."""
    x, f = np.linspace(low, high, 400), Guarded("f", f)
    axis.plot(x, f(x), color=FORWARD)
    if len(path):
        points = np.asarray(path, dtype=float)
        axis.plot(points, f(points), color=PARAMETER, linewidth=1, zorder=3)
        axis.plot(points, f(points), "o", markerfacecolor=PAGE, markeredgecolor=PARAMETER, zorder=4)
        axis.plot(points[-1], f(points[-1]), "o", color=PARAMETER, zorder=5)
    # Plain letters: a formula of Matplotlib's takes a tenth of a second, and is spaced for a font that readers lack.
    axis.set_xlabel("parameter θ")
    axis.set_ylabel(f"cost {name}")
    axis.set_xlim(low, high)


def surface(
    axis: Axes,
    f: Callable[[Array, Array], Array],
    reach: tuple[float, float, float, float],
    path: Any = (),
    levels: Any = 12,
) -> None:
    """A cost over two parameters as level lines, and the path of a descent over it. reach: x from, to, y from, to."""
    x, y = np.meshgrid(np.linspace(*reach[:2], 161), np.linspace(*reach[2:], 121))
    f = Guarded("f", f)
    axis.contour(x, y, f(x, y), levels=levels, colors=FORWARD, linewidths=0.75)
    if len(path):
        points = np.asarray(path, dtype=float)
        axis.plot(*points.T, color=PARAMETER, linewidth=1)
        axis.plot(*points.T, "o", markersize=4, markerfacecolor=PAGE, markeredgecolor=PARAMETER)
        axis.plot(*points[-1], "o", color=PARAMETER)
    axis.set_xlim(*reach[:2])
    axis.set_ylim(*reach[2:])


def cost_curve(axis: Axes, costs: dict[str, Sequence[float]], log: bool = False) -> None:
    """Cost against step, one named line for each run, labelled at its end."""
    styles = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 2, 1, 2)))
    for (name, values), style in zip(costs.items(), cycle(styles), strict=False):
        axis.plot(range(1, len(values) + 1), values, color=FORWARD, linestyle=style)
        axis.annotate(
            name,
            (len(values), values[-1]),
            (5, 0),
            textcoords="offset points",
            color=FORWARD,
            va="center",
            fontsize=9.5,
        )
    axis.set_xlabel("step")
    axis.set_ylabel("cost J")
    if log:
        axis.set_yscale("log")
        powers_of_ten(axis)
    else:
        axis.set_ylim(bottom=0)


def powers_of_ten(axis: Axes) -> None:
    """Writes 10⁻³ at the ticks of the axes that are logarithmic.

    >>> figure, axis = canvas()
    >>> axis.set_xscale("log")
    >>> powers_of_ten(axis)
    >>> axis.xaxis.get_major_formatter()(0.001)
    '10⁻³'
    >>> plt.close(figure)
    """
    for line in (axis.xaxis, axis.yaxis):
        if line.get_scale() == "log":
            line.set_major_formatter(lambda tick, _: "10" + f"{np.log10(tick):.0f}".translate(RAISED))


def decision_boundary(axis: Axes, network: Network, x: Array, y: Array, margin: float = 0.25) -> None:
    """What a network with two inputs and one output says over the plane, and the examples it was trained on."""
    (left, bottom), (right, top) = x.min(axis=1) - margin, x.max(axis=1) + margin
    u, v = np.meshgrid(np.linspace(left, right, 121), np.linspace(bottom, top, 121))
    out = forward(network, np.vstack([u.ravel(), v.ravel()]))[-1].a.reshape(u.shape)
    axis.contourf(u, v, out, levels=[0.5, np.inf], colors=[FORWARD_SOFT])
    axis.contour(u, v, out, levels=[0.5], colors=[FORWARD], linewidths=1.25)
    for value, marker, fill in ((0, "s", PAGE), (1, "o", TARGET)):
        chosen = x[:, (y[0] > 0.5) == bool(value)]
        axis.plot(*chosen, marker, color=TARGET, markerfacecolor=fill, markersize=6.5)
        if chosen.size:
            corner = tuple(chosen[:, 0])
            axis.annotate(
                f"target {value}", corner, (0, 7), textcoords="offset points", color=TARGET, fontsize=9.5, ha="center"
            )
    axis.set_xlabel("x₁")
    axis.set_ylabel("x₂")
    axis.set_aspect("equal")


def network_diagram(
    axis: Axes,
    network: Network,
    trace: Sequence[LayerTrace] = (),
    gradients: Sequence[LayerGradient] = (),
    y: Array | None = None,
    *,
    x: Array | None = None,
    named: bool = False,
) -> None:
    """A small network: its weights on the edges, in each unit net input and output, under them their gradients.

    Values are those of the first example. Blue: forward values; orange: gradients; green: parameters.
    x: the input where there is no trace; named: each weight is called w_1, w_2, ... before its value.
    """
    sizes = network.sizes
    heights = [[0.0] if count == 1 else np.linspace(1, -1, count).tolist() for count in sizes]
    place = [[(2.6 * column, row) for row in rows] for column, rows in enumerate(heights)]
    before = 0
    for number, layer in enumerate(network):
        names = [f"w{before + n} ".translate(LOWERED) if named else "" for n in range(1, layer.W.size + 1)]
        before += layer.W.size
        _edges(axis, place[number], place[number + 1], layer.W, names)
    inputs = trace[0].x[:, 0] if trace else [None] * sizes[0] if x is None else x[:, 0]
    for k, ((left, height), value) in enumerate(zip(place[0], inputs, strict=True), 1):
        axis.plot(left, height, "o", markersize=30, markerfacecolor=PAGE, markeredgecolor=LINE, markeredgewidth=1)
        axis.text(left, height, f"i{k}" if value is None else _short(value), ha="center", va="center", color=FORWARD)
        _on_page(axis, left, height + 0.43, f"i{k}", "center", INK)
    for number, layer in enumerate(network):
        output = number == len(network) - 1
        for j, (left, height) in enumerate(place[number + 1]):
            step = trace[number] if trace else None
            back = gradients[number] if gradients else None
            _unit(axis, left, height, step, back, j)
            _on_page(axis, left + HALF, height + 0.43, f"{'o' if output else 'h'}{j + 1}", "right", INK)
            _on_page(axis, left - HALF, height + 0.43, f"b {_short(layer.b[j, 0])}", "left")
            if output and y is not None:
                axis.text(left + HALF + 0.13, height, f"t {_short(y[j, 0])}", va="center", color=TARGET)
    axis.set_xlim(-0.4, 2.6 * (len(sizes) - 1) + (1.45 if y is not None else 0.8))
    axis.set_ylim(-1.45, 1.55)
    axis.axis("off")


def _edges(axis: Axes, below: Places, above: Places, W: Array, names: Sequence[str]) -> None:
    for j, (right, end) in enumerate(above):
        for k, (left, start) in enumerate(below):
            left_end, right_end = left + (HALF if left else 0), right - HALF  # an input is a point, a unit a box
            axis.plot([left_end, right_end], [start, end], color=LINE, linewidth=0.9, zorder=0)
            along = 0.52 if start == end else 0.28
            middle = (left_end + along * (right_end - left_end), start + along * (end - start))
            _on_page(axis, *middle, names[j * len(below) + k] + _short(W[j, k]), "center")


def _on_page(axis: Axes, x: float, y: float, text: str, align: str, colour: str = PARAMETER) -> None:
    """A parameter's value or a name, on a patch of page so that no edge runs through it."""
    patch = {"facecolor": PAGE, "edgecolor": "none", "pad": 1.6}
    axis.text(x, y, text, color=colour, fontsize=8, ha=align, va="center", bbox=patch, zorder=1)


def _unit(axis: Axes, left: float, height: float, step: LayerTrace | None, back: LayerGradient | None, j: int) -> None:
    """A unit as a 2 x 2 cell: net input and output above, dJ/dz and dJ/da below."""
    box = FancyBboxPatch(
        (left - HALF, height - 0.27),
        2 * HALF,
        0.54,
        boxstyle="round,pad=0,rounding_size=0.06",
        facecolor=PAGE,
        edgecolor=LINE,
    )
    axis.add_patch(box)
    axis.plot([left, left], [height - 0.27, height + 0.27], color=RULE, linewidth=0.75)
    rows = [(0.13 if back else 0.0, FORWARD, (step.z[j, 0], step.a[j, 0]))] if step else []
    if back:
        rows.append((-0.13, GRADIENT, (back.delta[j, 0], back.error[j, 0])))
    for offset, colour, (inner, outer) in rows:
        for shift, value in ((-HALF / 2, inner), (HALF / 2, outer)):
            axis.text(left + shift, height + offset, _short(value), color=colour, ha="center", va="center", fontsize=8)


def _short(value: float) -> str:
    """Four figures, with a real minus; exact short decimals as they are."""
    text = f"{value:.2f}" if round(value, 2) == value else f"{value:.4g}"
    return text.replace("-", "\N{MINUS SIGN}")
