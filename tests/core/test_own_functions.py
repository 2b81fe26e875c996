"""A caller's own function may work in place, keep its arrays, return what it was given: nothing is silently wrong."""

from functools import partial

import numpy as np
import pytest

import backprop_lib as bp
from backprop_exercises import ask, check
from backprop_lib import Activation, Layer, Loss, Network
from backprop_lib.checking import central_difference
from backprop_lib.data import mazur
from backprop_lib.derivation import prove
from backprop_lib.figures import canvas, curve, surface
from backprop_lib.steps import steps
from backprop_lib.training import train

_, X, Y = mazur()


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def in_place(function):
    """The same function, computed in the array that it is given."""

    def wrapped(z, *others):
        result = function(z, *others)
        z[...] = result
        return z

    return wrapped


def out_of_place(function):
    """The same, through `out=`, as NumPy's own functions work in place."""

    def wrapped(z, *others):
        result = function(z, *others)
        return np.add(result, 0, out=z)

    return wrapped


def with_a_buffer(function):
    """The same function, which returns one array of its own again and again, and changes it at the next call."""
    kept = {}

    def wrapped(z, *others):
        result = np.asarray(function(z, *others), dtype=float)
        buffer = kept.setdefault(result.shape, np.empty_like(result))
        buffer[...] = result
        return buffer

    return wrapped


def that_keeps_its_arguments(function):
    """The same function, which at each call writes into the arrays that it was given before, if it can."""
    kept = []

    def wrapped(*arguments):
        for array in kept:
            if isinstance(array, np.ndarray) and array.flags.writeable:
                array[...] = 7.0
        kept.extend(arguments)
        return np.array(function(*arguments))

    return wrapped


WORKING_IN_PLACE = [in_place, out_of_place]
HARMLESS = [with_a_buffer, that_keeps_its_arguments]

# Every place where the library calls a function of the caller's: (what is made of it, its honest form).
PLACES = {
    "value of an activation": (lambda f: run(Activation("own", f, lambda z, a: a * (1 - a))), sigmoid),
    "derivative of z": (
        lambda f: run(Activation("own", sigmoid, lambda z: f(z))),
        lambda z: sigmoid(z) * (1 - sigmoid(z)),
    ),
    "derivative of z and a": (lambda f: run(Activation("own", sigmoid, partial(twice, f))), lambda a: a * (1 - a)),
    "value of a loss": (
        lambda f: run("sigmoid", Loss("own", f, lambda a, y: a - y)),
        lambda a, y: (a - y) ** 2 / 2,
    ),
    "derivative of a loss": (
        lambda f: run("sigmoid", Loss("own", lambda a, y: (a - y) ** 2 / 2, f)),
        lambda a, y: a - y,
    ),
    "from_z of a loss": (
        lambda f: run("sigmoid", bp.binary_cross_entropy._replace(name="own", from_z=f)),
        lambda z, y: np.logaddexp(0, z) - y * z,
    ),
    "replaced value of an activation": (lambda f: run(bp.sigmoid._replace(name="own", value=f)), sigmoid),
    "cost that is drawn": (lambda f: drawn(curve, f, -1.0, 1.0), lambda x: x**2),
    "surface that is drawn": (lambda f: drawn(surface, f, (-1.0, 1.0, -1.0, 1.0)), lambda x, y: x**2 + y),
}


def twice(f, z, a):
    return f(a)


def run(activation, loss="half_squared_error"):
    """All numbers that come of a network with this activation and this loss."""
    network, x, y = mazur()
    network = Network([Layer(W, b, activation) for W, b, _ in network])
    if not isinstance(loss, str) and loss.paired:
        network = Network([Layer(W, b, loss.paired) for W, b, _ in network])
    trace = bp.forward(network, x)
    first = bp.backward(network, trace, y, loss)
    second = bp.backward(network, trace, y, loss)
    step = list(train(network, x, y, loss, 0.5, 3))[-1]
    frames = steps(network, x, y, loss, 0.5)
    measured = central_difference(network, x, y, loss)
    parts = [*(a for layer in (*trace, *step.trace) for a in layer), bp.cost(network, x, y, loss)]
    parts += [part for layer in (*first, *second, *step.gradients) for part in layer]
    parts += [frame.value for frame in frames]
    assert np.array_equal(x, X) and np.array_equal(y, Y)
    parts += [np.round(part, 6) for layer in measured for part in layer]
    return np.concatenate([np.ravel(part) for part in parts])


def drawn(draw, f, *arguments):
    _, axis = canvas()
    draw(axis, f, *arguments)
    return np.concatenate([np.ravel(line.get_xydata()) for line in axis.lines] or [np.zeros(1)])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("style", HARMLESS)
def test_a_function_may_keep_what_it_gets_and_gives(place, style):
    use, function = PLACES[place]
    np.testing.assert_array_equal(use(style(function)), use(function))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("style", WORKING_IN_PLACE)
def test_a_function_that_works_in_place_is_refused_in_words(place, style):
    use, function = PLACES[place]
    with pytest.raises(
        ValueError, match=r"changes the array that it is given; let it work on a copy: z = z.copy\(\)\."
    ):
        use(style(function))


def test_it_is_refused_when_the_layer_is_made():
    with pytest.raises(ValueError, match=r"^ip changes the array"):
        Layer([[1.0]], [[0.0]], Activation("ip", in_place(sigmoid), lambda z: z))
    with pytest.raises(ValueError, match=r"^The derivative of ip changes the array"):
        Layer([[1.0]], [[0.0]], Activation("ip", sigmoid, in_place(sigmoid)))


def test_a_result_that_is_a_view_of_the_argument_is_a_copy():
    z = np.ones((2, 1))
    own = Activation("same", lambda z: z[:], lambda z: z[:])
    for result in (own.value(z), own.derivative(z), own(z)):
        assert not np.shares_memory(result, z)


def test_a_proof_gives_read_only_traces():
    def spoiling(network, trace, y, loss):
        trace[0].x[...] = 0
        return bp.backward(network, trace, y, loss)

    with pytest.raises(ValueError, match="read-only"):
        prove((1, 1), backward=spoiling)


def test_a_learners_function_cannot_change_its_cases():
    question = ask("write-output-delta")

    def spoiling(z, y):
        delta = (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z)) / y.shape[1]
        z[...] = y[...] = 0
        return delta

    assert check(question, spoiling).correct and check(question, spoiling).correct
    given = ask("whole-gradient").given
    question = ask("whole-gradient")
    question.given["x"][...] = 0
    question.answer[0].W[...] = 0
    assert np.array_equal(question.given["x"], given["x"]) and check(question, question.answer).correct


def test_names_and_equality_survive_the_guard():
    own = Activation("own", sigmoid, in_place)
    assert own == own._replace() == Activation("own", sigmoid, in_place) and hash(own)
    assert bp.sigmoid._replace() == bp.sigmoid and bp.half_squared_error._replace() == bp.half_squared_error
    assert repr(own.value) == repr(sigmoid)
    with pytest.raises(ValueError, match=r"^other problem$"):
        Activation("own", other_problem, sigmoid).value(np.ones(1))


def other_problem(z):
    raise ValueError("other problem")
