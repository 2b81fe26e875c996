"""What simulated students hand in: right answers, named mistakes, half of it, a broken cell, nothing; and its points.

The points and words are written down here by hand, so that the hub, nbgrader and the grading are held to them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nbformat import NotebookNode

ASSIGNMENT = "forward-pass"
OUT_OF = 36
EVERYTHING = re.compile("")  # of the exercises
NOTHING = re.compile("(?!)")
BY_HAND = re.compile("net-input|unit-output|count-parameters")


class Profile(NamedTuple):
    """Exercises that are answered right, answers of one's own, and what comes of it: points, and words of feedback."""

    name: str
    right: re.Pattern[str]
    own: dict[str, str]
    points: float
    says: tuple[str, ...]
    hands_in: bool = True


SLIPS = {
    # 0 of 2
    "net-input": 'g = net_input.given\nnet_j = g["w_1j"] * g["o_1"] + g["w_2j"] * g["o_2"]',
    # 1 of 2: the net input is right
    "unit-output": "import numpy as np\n\ng = unit_output.given\n"
    'net_j = g["w_1j"] * g["o_1"] + g["w_2j"] * g["o_2"] + g["b_j"]\no_j = 1 / (1 + np.exp(net_j))',
    # 1.33 of 2: the weights are right, and the total follows
    "count-parameters": "n_0, n_1, n_2 = count_parameters.given.values()\n"
    "weights = n_0 * n_1 + n_1 * n_2\nbiases = n_0 + n_1 + n_2\ntotal = weights + biases",
    # 2 of 4: the outputs follow
    "layer-at-once": "import numpy as np\n\nW, x, b = (layer_at_once.given[name] for name in 'Wxb')\n"
    "z = W.T @ x + b\na = np.maximum(z, 0)",
    # 2.67 of 4: all but the outputs of the hidden units
    "two-layers": "import numpy as np\n\ng = two_layers.given\n"
    'net_h1 = o_h1 = g["w_1"] * g["i_1"] + g["w_2"] * g["i_2"] + g["b_h1"]\n'
    'net_h2 = o_h2 = g["w_3"] * g["i_1"] + g["w_4"] * g["i_2"] + g["b_h2"]\n'
    'net_o1 = g["w_5"] * o_h1 + g["w_6"] * o_h2 + g["b_o1"]\no_o1 = 1 / (1 + np.exp(-net_o1))',
    # 0 of 6
    "any-depth": "import numpy as np\n\n\ndef predict(layers, x):\n"
    "    for W, b in layers:\n        x = np.tanh(W @ x + b)\n    return x",
}
NAMED = (
    "The bias is missing",
    "The exponent is minus the net input",
    "An input has no bias",
    "Row j of W holds the weights into unit j",
    "The hidden units hand on their net inputs",
    "The last layer has no curve in this exercise",
)
PROFILES = (
    Profile("right", EVERYTHING, {}, 36, ("Right.",)),
    Profile("slips", EVERYTHING, SLIPS, 23, NAMED),
    Profile("half", BY_HAND, {}, 6, ("Right.", "Not answered yet")),
    Profile("broken", EVERYTHING, {"net-input": "net_j = (1"}, 34, ("cannot be read", "was never closed")),
    Profile("untouched", NOTHING, {}, 0, ("Not answered yet",)),
    Profile("late", EVERYTHING, {}, 0, (), hands_in=False),
)


def class_of(size: int) -> dict[str, Profile]:
    """The students by name, each kind as often as the others.

    >>> [profile.name for profile in class_of(2).values()], list(class_of(2))
    (['right', 'slips'], ['student-001', 'student-002'])
    """
    return {f"student-{number + 1:03}": PROFILES[number % len(PROFILES)] for number in range(size)}


def solutions(source: NotebookNode) -> dict[str, str]:
    """The right answers of an assignment, by exercise, from the teacher's notebook."""
    between = re.compile(r"### BEGIN SOLUTION\n(.*)\n### END SOLUTION", re.S)
    found = {exercise_of(cell): between.search(cell.source) for cell in source.cells}
    return {slug: match[1] for slug, match in found.items() if match}


def exercise_of(cell: NotebookNode) -> str:
    """The exercise whose answer stands in this cell; "" for any other cell."""
    name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return name.removesuffix("-answer") if name.endswith("-answer") else ""


def work(released: NotebookNode, student: str, profile: Profile, right: dict[str, str]) -> None:
    """Write into a notebook, in place, what this student answers."""
    for cell in released.cells:
        slug = exercise_of(cell)
        if slug in profile.own:
            cell.source = profile.own[slug]
        elif slug and profile.right.match(slug):
            cell.source = right[slug]
        cell.source = re.sub("^student = 0", f"student = {student!r}", cell.source, flags=re.M)
