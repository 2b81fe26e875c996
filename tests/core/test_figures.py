"""The drawings show the values they were given, and only those."""

import matplotlib.pyplot as plt
import pytest

from backprop_lib import Layer, Network, backward, forward, half_squared_error, sigmoid
from backprop_lib import figures as draw
from backprop_lib.data import mazur, xor


@pytest.fixture
def axis():
    figure, axis = draw.canvas()
    yield axis
    plt.close(figure)


def words(axis):
    return [text.get_text() for text in axis.texts]


def test_the_diagram_shows_every_parameter_and_every_value(axis):
    network, x, y = mazur()
    trace = forward(network, x)
    gradients = backward(network, trace, y, half_squared_error)
    draw.network_diagram(axis, network, trace, gradients, y)
    shown = words(axis)
    for value in ("0.15", "0.20", "0.25", "0.30", "0.40", "0.45", "0.50", "0.55"):
        assert shown.count(value) == 1, value
    assert shown.count("b 0.35") == 2 and shown.count("b 0.60") == 2
    assert {"0.05", "0.10", "t 0.01", "t 0.99"} <= set(shown)
    for value in ("0.3775", "0.5933", "0.7514", "0.1385", "0.7414", "0.008771", "0.03635", "−0.0381", "−0.2171"):
        assert shown.count(value) == 1, value
    assert {"i1", "i2", "h1", "h2", "o1", "o2"} <= set(shown)


def test_the_diagram_without_a_pass_shows_parameters_only(axis):
    draw.network_diagram(axis, mazur()[0])
    shown = words(axis)
    assert "0.15" in shown and "0.3775" not in shown and "t 0.01" not in shown


def test_a_single_unit_can_be_drawn(axis):
    network = Network([Layer([[2.0]], [[0.5]], sigmoid)])
    draw.network_diagram(axis, network, forward(network, [[1.0]]))
    assert {"2.00", "2.50", "0.9241"} <= set(words(axis))


def test_the_curve_marks_the_path(axis):
    draw.curve(axis, lambda t: t**2, -2, 2, path=[1.5, 0.5])
    curve, path, points, last = axis.lines
    assert curve.get_xdata()[[0, -1]].tolist() == [-2, 2]
    assert path.get_ydata().tolist() == points.get_ydata().tolist() == [2.25, 0.25]
    assert (last.get_xdata()[0], last.get_ydata()[0]) == (0.5, 0.25)


def test_the_surface_marks_the_path(axis):
    draw.surface(axis, lambda x, y: x**2 + y**2, (-1, 1, -2, 2), path=[(0.9, 0.8), (0.5, 0.4)], levels=[0.5, 1.0])
    (levels,) = axis.collections
    assert levels.levels.tolist() == [0.5, 1.0]
    for path, level in zip(levels.get_paths(), (0.5, 1.0), strict=True):
        assert (path.vertices**2).sum(axis=1) == pytest.approx(level, rel=0.01, abs=0)
    assert axis.lines[0].get_xydata().tolist() == [[0.9, 0.8], [0.5, 0.4]]
    assert axis.get_xlim() == (-1, 1) and axis.get_ylim() == (-2, 2)


def test_cost_curves_are_labelled_at_their_end(axis):
    draw.cost_curve(axis, {"plain": [3, 2, 1], "momentum": [3, 0.5]}, log=True)
    assert words(axis) == ["plain", "momentum"] and axis.get_yscale() == "log"
    assert axis.texts[0].xy == (3, 1) and axis.texts[1].xy == (2, 0.5)
    assert axis.lines[0].get_linestyle() != axis.lines[1].get_linestyle()


def test_every_run_gets_its_curve(axis):
    draw.cost_curve(axis, {str(number): [3, 2, 1] for number in range(6)})
    assert len(axis.lines) == 6 and words(axis) == list("012345")


def test_the_boundary_is_where_the_network_says_one_half(axis):
    network = Network([Layer([[4.0, 2.0]], [[-3.0]], sigmoid)])
    x, y = xor()
    draw.decision_boundary(axis, network, x, y)
    line = axis.collections[-1].get_paths()[0].vertices
    assert line @ [4.0, 2.0] - 3.0 == pytest.approx(0, abs=1e-6)
    zeros, ones = axis.lines
    assert zeros.get_xydata().tolist() == [[0, 0], [1, 1]] and ones.get_xydata().tolist() == [[0, 1], [1, 0]]
    assert zeros.get_marker() != ones.get_marker()
