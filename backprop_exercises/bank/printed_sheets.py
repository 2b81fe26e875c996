"""The exercises of the printed worksheets: one whole pass through a network of 2, 2 and 2 units, by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..kinds import Exercise
from ..kinds.by_hand import ByHand

ETA = 2.0  # so large that what a step changes shows in four decimals
UNITS = ("h1", "h2", "o1", "o2")
WEIGHTS = {
    f"w{n}": way
    for n, way in enumerate(
        [
            ("i1", "h1"),
            ("i2", "h1"),
            ("i1", "h2"),
            ("i2", "h2"),
            ("h1", "o1"),
            ("h2", "o1"),
            ("h1", "o2"),
            ("h2", "o2"),
        ],
        1,
    )
}  # each weight with the unit that it leads from and the unit that it leads to


def _between(below: str, above: str) -> str:
    """The weight from one unit to another."""
    return next(name for name, way in WEIGHTS.items() if way == (below, above))


def _sent(unit: str) -> str:
    """What a unit hands on: an input is handed on as it is."""
    return unit if unit.startswith("i") else f"o_{unit}"


def _net(unit: str, bias: str) -> str:
    terms = " + ".join(f"{name} * {_sent(below)}" for name, (below, above) in WEIGHTS.items() if above == unit)
    return f"net_{unit} = {terms}{bias}"


def _deltas_out(delta: str) -> list[str]:
    """The deltas of the output units, for a rule in which o, t and net stand for those of the unit."""
    return [
        f"delta_{unit} = " + delta.format(o=f"o_{unit}", net=f"net_{unit}", t=f"t{unit[1]}") for unit in ("o1", "o2")
    ]


def _deltas_hidden(back: str, slope: str = "{o} * (1 - {o})", above: Iterable[str] = ("o1", "o2")) -> list[str]:
    """The deltas of the hidden units: what comes `back` from each unit above, added up, times the slope."""
    lines = []
    for unit in ("h1", "h2"):
        other = {"h1": "h2", "h2": "h1"}[unit]
        terms = [
            back.format(
                w=_between(unit, k),
                w_other=_between(other, k),
                w_across=_between(f"h{k[1]}", f"o{unit[1]}"),
                delta=f"delta_{k}",
                error=f"(o_{k} - t{k[1]})",
                o=f"o_{unit}",
            )
            for k in above
        ]
        lines.append(f"delta_{unit} = ({' + '.join(terms)}) * " + slope.format(o=f"o_{unit}", net=f"net_{unit}"))
    return lines


def _gradients(swapped: bool = False) -> list[str]:
    """The gradient of each weight; swapped: the delta of the unit's number below, the output of that above."""
    lines = []
    for name, (below, above) in WEIGHTS.items():
        if swapped:
            below, above = below[0] + above[1], above[0] + below[1]
        lines.append(f"dE_d{name} = delta_{above} * {_sent(below)}")
    return lines


PARAMETERS = (*WEIGHTS, *(f"b_{unit}" for unit in UNITS))
RIGHT = "{delta} * {w}"
BY_OUTPUT = "({o} - {t}) * {o} * (1 - {o})"
BIASES = [f"dE_db_{unit} = delta_{unit}" for unit in UNITS]
PROGRAM = "\n".join(
    [
        *(_net(unit, f" + b_{unit}") for unit in ("h1", "h2")),
        *(f"o_{unit} = sigmoid(net_{unit})" for unit in ("h1", "h2")),
        *(_net(unit, f" + b_{unit}") for unit in ("o1", "o2")),
        *(f"o_{unit} = sigmoid(net_{unit})" for unit in ("o1", "o2")),
        "E = ((o_o1 - t1) ** 2 + (o_o2 - t2) ** 2) / 2",
        *_deltas_out(BY_OUTPUT),
        *_deltas_hidden(RIGHT),
        *_gradients(),
        *BIASES,
        *(f"new_{name} = {name} - eta * dE_d{name}" for name in PARAMETERS),
    ]
)

# Each as `misconceptions` has it, written out for this network. Slips of words: what goes wrong with a calculator.
MISTAKES = {
    "The bias is missing: it is added to the weighted sum.": [_net(unit, "") for unit in UNITS],
    "The exponent has the wrong sign: the logistic function is 1/(1 + exp(-net)).": [
        f"o_{unit} = sigmoid(-net_{unit})" for unit in UNITS
    ],
    "half-forgotten": ["E = (o_o1 - t1) ** 2 + (o_o2 - t2) ** 2", *_deltas_out(f"2 * {BY_OUTPUT}")],
    "mean-over-outputs": [
        "E = ((o_o1 - t1) ** 2 + (o_o2 - t2) ** 2) / 4",
        *_deltas_out(f"{BY_OUTPUT} / 2"),
    ],
    "sign": _deltas_out("({t} - {o}) * {o} * (1 - {o})"),
    "output-derivative-missing": _deltas_out("{o} - {t}"),
    "derivative-at-activation": [
        *_deltas_out("({o} - {t}) * sigmoid({o}) * (1 - sigmoid({o}))"),
        *_deltas_hidden(RIGHT, "sigmoid({o}) * (1 - sigmoid({o}))"),
    ],
    "output-form-at-net-input": [
        *_deltas_out("({o} - {t}) * {net} * (1 - {net})"),
        *_deltas_hidden(RIGHT, "{net} * (1 - {net})"),
    ],
    "hidden-derivative-missing": _deltas_hidden(RIGHT, "1"),
    "updated-weights": _deltas_hidden("{delta} * ({w} - eta * {delta} * {o})"),
    "transpose-missing": _deltas_hidden("{delta} * {w_across}"),
    "downstream-sum-missing": _deltas_hidden(RIGHT, above=["o1"]),
    "assign-instead-of-add": _deltas_hidden(RIGHT, above=["o2"]),
    "error-shared-by-weights": _deltas_hidden("{error} * {w} / ({w} + {w_other})"),
    "indices-swapped": _gradients(swapped=True),
    "bias-never-updated": [f"dE_db_{unit} = 0 * delta_{unit}" for unit in UNITS],
    "The step goes uphill: the gradient is subtracted, not added.": [
        f"new_{name} = {name} + eta * dE_d{name}" for name in PARAMETERS
    ],
}


def _network(rng: np.random.Generator) -> dict[str, Any]:
    """Numbers with one decimal, so that they are quickly typed; the weights of a layer differ in size."""
    sizes = np.concatenate([rng.choice(np.arange(1, 10), 4, replace=False) for _ in range(2)])
    weights, biases = sizes * rng.choice((-1, 1), 8), rng.integers(1, 10, 4) * rng.choice((-1, 1), 4)
    numbers = {
        **dict(zip(("i1", "i2"), rng.choice(np.arange(3, 11), 2, replace=False), strict=True)),
        **dict(zip(WEIGHTS, weights, strict=True)),
        **dict(zip((f"b_{unit}" for unit in UNITS), biases, strict=True)),
        **dict(zip(("t1", "t2"), rng.permutation([1, 9]), strict=True)),
    }
    return {name: float(tenth) / 10 for name, tenth in numbers.items()} | {"eta": ETA}


FORWARD = tuple(f"{part}_{unit}" for unit in UNITS for part in ("net", "o"))

full_pass = ByHand(
    "full-pass",
    2,
    60,
    _network,
    PROGRAM,
    (
        *(*FORWARD, "E", *(f"delta_{unit}" for unit in ("o1", "o2", "h1", "h2"))),
        *(f"dE_dw{n}" for n in (5, 6, 7, 8, 1, 2, 3, 4)),  # as they stand on the sheet
        *(f"dE_db_{unit}" for unit in UNITS),
        *("new_w1", "new_w6", "new_b_h1", "new_b_o2"),
    ),
    {mistake: tuple(lines) for mistake, lines in MISTAKES.items()},
    decimals=4,
)

# No bias is asked for here, and of the weights that lead to o1 and o2 only w6 is updated.
two_weights = ByHand(
    "two-weights",
    1,
    20,
    _network,
    PROGRAM,
    (*FORWARD, "E", "delta_o1", "delta_o2", "dE_dw6", "new_w6", "delta_h1", "dE_dw2", "new_w2"),
    {
        mistake: tuple(lines)
        for mistake, lines in MISTAKES.items()
        if mistake not in ("bias-never-updated", "updated-weights")
    },
    decimals=4,
)

EXERCISES: tuple[Exercise, ...] = (full_pass, two_weights)
