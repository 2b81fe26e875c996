"""A line is found by what it computes, wherever it stands in a function, and a name that is not there is refused."""

import pytest

from backprop_lib import network
from backprop_lib.source import line_of
from backprop_lib.training import _steps


def test_a_line_is_found_by_the_name_it_gives():
    assert line_of(network.forward, "z") == "z = W @ x + b"
    assert line_of(network.mean_loss, "return") == "return losses.sum() / y.shape[1]"
    assert line_of(network.backward, "gradients") == "gradients: list[LayerGradient] = []"


def crossed(x):
    if x:
        y = 1
    y = 2
    return y


def test_lines_of_one_name_are_numbered_as_they_stand_and_not_by_depth():
    assert [line_of(crossed, "y", number) for number in (1, 2)] == ["y = 1", "y = 2"]
    assert line_of(network.backward, "error") == "error = loss.derivative(trace[-1].a, y) / N"
    assert line_of(network.backward, "error", 2) == "error = layer.W.T @ delta"


def test_several_names_at_once_and_sums_are_assignments_too():
    whole = "before, network = network, descend(network, direction, learning_rate)"
    assert line_of(_steps, "before") == line_of(_steps, "network") == whole
    assert line_of(_steps, "number", 2) == "number += 1"


@pytest.mark.parametrize("name, number, count", [("nothing", 1, 0), ("x", 2, 1), ("x", 0, 1)])
def test_what_is_not_there_is_refused_in_a_sentence(name, number, count):
    words = f"forward has {count} statements that give '{name}'; number {number} was asked for."
    with pytest.raises(ValueError, match=words):
        line_of(network.forward, name, number)
