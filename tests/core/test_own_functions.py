"""A caller's own function may work in place, keep its arrays, return what it was given: nothing is silently wrong."""

import math
from functools import partial

import numpy as np
import pytest
import sympy

import backprop_lib as bp
from backprop_exercises import ask, check
from backprop_lib import Activation, Layer, Loss, Network
from backprop_lib.checking import central_difference, complex_step, largest_difference
from backprop_lib.data import mazur
from backprop_lib.derivation import arbitrary, prove
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


def square(times, paired):
    return Loss("square", lambda a, y: times * (a - y) ** 2 / 2, lambda a, y: times * (a - y), paired=paired)


LOGISTIC_SLOPE = lambda a, y: (a - y) / (a * (1 - a))
MISPAIRED = {
    "twice the slope": lambda: square(2, bp.identity),
    "an activation with a slope of its own": lambda: square(1, bp.sigmoid),
    "one that is flat on one side": lambda: square(1, bp.relu),
    "one that is flat on the other": lambda: square(1, Activation("low", lambda z: np.minimum(z, 0), lambda z: z < 0)),
    "half a log loss": lambda: Loss("half", lambda a, y: -y * np.log(a), lambda a, y: -y / a, paired=bp.sigmoid),
    "a log loss of classes with a unit of two": lambda: bp.cross_entropy._replace(name="own", paired=bp.sigmoid),
    "a log loss of two classes with softmax": lambda: bp.binary_cross_entropy._replace(name="own", paired=bp.softmax),
    "weighted classes": lambda: Loss(
        "weighted",
        lambda a, y: -np.array([[1.0], [2.0]]) * y * np.log(a),
        lambda a, y: -np.array([[1.0], [2.0]]) * y / a,
        paired=bp.softmax,
    ),
}
PAIRED = {
    "half the square": lambda: square(1, bp.identity),
    "logistic": lambda: Loss("own", lambda a, y: -np.log(1 - a + y * (2 * a - 1)), LOGISTIC_SLOPE, paired=bp.sigmoid),
    "classes": lambda: Loss("own", lambda a, y: -y * np.log(a), lambda a, y: -y / a, paired=bp.softmax),
    "counts": lambda: Loss(
        "poisson", lambda a, y: a - y * np.log(a), lambda a, y: 1 - y / a, Activation("exp", np.exp, lambda z, a: a)
    ),
    "in single precision": lambda: Loss(
        "own", np.subtract, lambda a, y: LOGISTIC_SLOPE(a.astype(np.float32), y), paired=bp.sigmoid
    ),
    "for positive numbers alone": lambda: Loss(
        "own", np.subtract, lambda a, y: 2 * a * (a - y), Activation("root", np.sqrt, lambda z, a: 1 / (2 * a))
    ),
    "its functions know symbols alone": lambda: square(1, arbitrary),
}


@pytest.mark.parametrize("name", MISPAIRED)
def test_a_paired_activation_that_does_not_belong_to_the_slope_is_refused(name):
    """`backward` takes a - y for the delta of a paired loss, and would never ask its slope."""
    with pytest.raises(
        ValueError, match=r"^The derivative of \w+ times the slope of \w+ is .* is a - y, .*mend the derivative"
    ):
        MISPAIRED[name]()


@pytest.mark.parametrize("name", PAIRED)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_paired_activation_that_belongs_to_the_slope_is_taken(name):
    assert PAIRED[name]().paired


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


def test_of_symbols_too_a_function_may_keep_what_it_gives():
    z, kept = np.array([[sympy.Symbol("p")]], dtype=object), []

    def keeping(z):
        kept.append(3 * z)
        return kept[-1]

    a = Activation("keeping", keeping, lambda z: 3 + 0 * z).value(z)
    kept[-1][...] = 0
    assert a.tolist() == [[3 * z.item()]]


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


def test_what_a_function_makes_of_symbols_stays_exact():
    thirds = Activation("thirds", lambda z: z / 3, lambda z: 0 * z + sympy.Rational(1, 3))
    p = sympy.Symbol("p")
    z = np.array([[p], [sympy.Integer(1)]], dtype=object)
    assert thirds.value(z).tolist() == [[p / 3], [sympy.Rational(1, 3)]]
    assert thirds.derivative(z).tolist() == [[sympy.Rational(1, 3)]] * 2


@pytest.mark.parametrize("change", [np.ravel, np.transpose, lambda z: z[:1], lambda z: np.vstack([z, z]), np.sum])
def test_nan_in_another_shape_is_not_told_of_single_numbers(change):
    root = Activation("root", lambda z: np.nan * change(z), lambda z: z)
    with pytest.raises(ValueError, match=r"^root gives nan for some of what it is given; expected a number"):
        root.value(np.ones((2, 3)))


# What a learner's function may return, and what is said of it; "" if it will do.
RETURNED = {
    "a list": (lambda a: a.tolist(), ""),
    "numbers as objects": (lambda a: a.astype(object), ""),
    "complex numbers without imaginary part": (lambda a: a + 0j, ""),
    "a masked array without mask": (np.ma.array, ""),
    "a memory view": (memoryview, ""),
    "a matrix": (np.asmatrix, ""),
    "numbers in single precision": (lambda a: a.astype(np.float32), None),
    "masked entries": (lambda a: np.ma.masked_greater(a, 0.2), "returns masked entries"),
    "complex numbers": (lambda a: a + 1j, "returns complex numbers for real ones"),
    "NaN": (lambda a: a * np.nan, "gives nan for "),
    "nothing": (lambda a: None, "returns None.*Does it lack a return"),
    "texts": (lambda a: a.astype(str), "returns an array of <U.*; expected an array of numbers"),
    "dates": (lambda a: a.astype("datetime64[s]"), "expected an array of numbers"),
    "a generator": (lambda a: (row for row in a), "returns a generator; expected an array of numbers"),
    "a dict": (lambda a: {"a": a}, "returns a dict; expected an array of numbers"),
    "it transposed": (lambda a: a.T, "of shape"),
    "it squeezed": (np.squeeze, "of shape"),
    "a row of it": (lambda a: a[:1], "of shape"),
    "with what it remembers": (lambda a: (a, a), "returns 2 things in a tuple; expected one array"),
}
USES = {
    "activation": (lambda f: run(Activation("own", lambda z: f(sigmoid(z)), lambda z, a: a * (1 - a)))),
    "slope": (lambda f: run(Activation("own", sigmoid, lambda z, a: f(a * (1 - a))))),
    "loss": (lambda f: run("sigmoid", Loss("own", lambda a, y: f((a - y) ** 2 / 2), lambda a, y: a - y))),
    "slope of a loss": (lambda f: run("sigmoid", Loss("own", lambda a, y: (a - y) ** 2 / 2, lambda a, y: f(a - y)))),
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("form", RETURNED)
@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_what_a_function_returns_is_numbers_or_refused_in_words(form, use):
    change, words = RETURNED[form]
    if words is None and "slope" not in use:
        words = "computes in single precision"
    if words:
        with pytest.raises((TypeError, ValueError), match=words):
            USES[use](change)
    else:
        np.testing.assert_allclose(USES[use](change), USES[use](lambda a: a), atol=1e-5)


def own(value, slope=lambda z, a: a * (1 - a)):
    return Activation("own", value, slope), "half_squared_error"


def own_loss(value, slope=lambda a, y: a - y):
    return "sigmoid", Loss("own", value, slope)


def root_that_stops(z):
    with np.errstate(invalid="raise"):
        return np.sqrt(z - 0.2)


def softmax_in(kind):
    def value(z):
        e = np.exp(z.astype(kind))
        return e / e.sum(axis=0)

    return value


COARSE, BY_CHANCE, FLAT = (
    "jumps.*computes in single precision, or in steps",
    "another value each time",
    "imaginary part",
)

# Own functions: what the central difference and the complex step say of them, "" where they measure the slope.
MEASURED = {
    "double precision": (own(sigmoid), "", ""),
    "longer than double": (own(lambda z: sigmoid(z.astype(np.longdouble))), "", FLAT),
    "single precision": (own(lambda z: sigmoid(z.astype(np.float32))), COARSE, FLAT),
    "single precision, converted back": (own(lambda z: sigmoid(z).astype(np.float32).astype(float)), COARSE, FLAT),
    "single precision in a factor": (own(lambda z: z * sigmoid(z.astype(np.float32))), COARSE, FLAT),
    "single precision in a term": (own(lambda z: z / 2 + sigmoid(z.astype(np.float32))), COARSE, FLAT),
    "half precision": (own(lambda z: sigmoid(z).astype(np.float16)), COARSE, FLAT),
    "rounded": (own(lambda z: np.round(sigmoid(z), 4)), COARSE, FLAT),
    "softmax": (own(softmax_in("D"), bp.softmax.derivative), "", ""),
    "softmax in single precision": (own(softmax_in("f"), bp.softmax.derivative), COARSE, FLAT),
    "by chance": (own(lambda z: sigmoid(z) * np.random.default_rng().random(z.shape)), BY_CHANCE, BY_CHANCE),
    "the real part": (own(lambda z: sigmoid(z.real)), "", FLAT),
    "abs": (own(np.abs, lambda z: np.sign(z)), "", FLAT),
    "ReLU": (own(lambda z: np.where(z.real > 0.4, z, 0), lambda z: z > 0.4), "", ""),
    "a constant": (own(lambda z: 0 * z + 3, lambda z: 0 * z), "", ""),
    "one step": (own(lambda z: np.where(z.real > 0.38, 1, 0), lambda z: 0 * z), "", ""),
    "a hill": (own(lambda z: np.cos(z), lambda z: -np.sin(z)), "", ""),
    "fast waves": (own(lambda z: np.sin(3000 * z), lambda z: 3000 * np.cos(3000 * z)), None, ""),
    "the real part in a factor": (own(lambda z: z * sigmoid(z.real), lambda z: 0 * z), None, FLAT),
    "a logarithm": (own(lambda z: np.log(3 + z), lambda z: 1 / (3 + z)), "", ""),
    "one that ends nearby": (own(lambda z: np.sqrt(z - 0.2), lambda z, a: 1 / (2 * a)), "", ""),
    "one that stops nearby": (own(root_that_stops, lambda z, a: 1 / (2 * a)), "", ""),
    "a loss": (own_loss(lambda a, y: (a - y) ** 2 / 2), "", ""),
    "a loss in single precision": (own_loss(lambda a, y: ((a - y) ** 2 / 2).astype(np.float32)), COARSE, FLAT),
    "a loss with abs": (own_loss(lambda a, y: abs(a - y), lambda a, y: np.sign(a - y)), "", FLAT),
    "a log loss": (own_loss(lambda a, y: -y * np.log(a), lambda a, y: -y / a), "", ""),
}


@pytest.mark.parametrize("measure", [central_difference, complex_step])
@pytest.mark.parametrize("name", MEASURED)
@pytest.mark.filterwarnings("ignore:Casting complex values to real")
def test_a_slope_that_cannot_be_measured_is_refused_and_any_other_is_right(name, measure):
    (activation, loss), *expected = MEASURED[name]
    words = expected[measure is complex_step]
    network, x, y = mazur()
    first, last = network
    activation = Layer(last.W, last.b, activation).activation
    network = Network([Layer(first.W, first.b, activation), Layer(last.W + 0.3, last.b, activation)])
    the_loss = bp.half_squared_error if isinstance(loss, str) else loss
    if words:
        with pytest.raises(ValueError, match=f"^own .*{words}"):
            measure(network, x, y, the_loss)
    elif words == "":
        gradients = bp.backward(network, bp.forward(network, x), y, the_loss)
        assert largest_difference(measure(network, x, y, the_loss), gradients) < 1e-8


@pytest.mark.parametrize(
    "function", [np.vectorize(math.erf), np.cbrt, np.vectorize(float), lambda z: np.maximum(z, np.floor(z))]
)
@pytest.mark.filterwarnings("ignore:Casting complex values to real")
def test_a_function_that_takes_no_complex_numbers_is_told_so_by_the_complex_step(function):
    words = r"^own cannot take complex numbers \(.*\), whose imaginary part .*; use central_difference\.$"
    case = [[0.5]], [[1.0]]
    for network, loss in (
        (Network([Layer([[1.0]], [[0.1]], own(function)[0])]), bp.half_squared_error),
        (Network([Layer([[1.0]], [[0.1]], "sigmoid")]), own_loss(lambda a, y: function(a - y))[1]),
    ):
        with pytest.raises(TypeError, match=words):
            complex_step(network, *case, loss)
        assert np.isfinite(central_difference(network, *case, loss)[0].W).all()


def test_measuring_works_at_zero_and_looks_at_from_z():
    network = Network([Layer([[0.0]], [[0.0]], own(lambda z: sigmoid(z.astype(np.float32)))[0])])
    with pytest.raises(ValueError, match=COARSE):
        central_difference(network, [[0.0]], [[1.0]], "half_squared_error")
    from_z = bp.binary_cross_entropy._replace(name="own", from_z=lambda z, y: np.logaddexp(0, z).astype("f") - y * z)
    with pytest.raises(ValueError, match=f"^from_z of own .*{COARSE}"):
        central_difference(Network([Layer([[1.0]], [[0.0]], "sigmoid")]), [[0.5]], [[1.0]], from_z)


def refusal_of(measure, z, activation="identity", loss="half_squared_error", y=1.0):
    """What a gradient check says of a network of one unit whose net input is z."""
    try:
        measure(Network([Layer([[1.0]], [[0.0]], activation)]), [[z]], [[y]], loss)
    except ValueError as refusal:
        return str(refusal)
    return ""


MEASURES = {central_difference: "computes in single precision", complex_step: "loses the imaginary part"}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.filterwarnings("ignore:Casting complex values to real", "ignore:invalid value")
def test_a_function_is_only_tried_between_what_it_gets_and_where_that_would_go(measure):
    """Both here give no number outside; so one that is tried there would pass for unknown, whatever it does inside."""
    from_0_to_1 = own(lambda z: np.arcsin(np.sqrt(z)).astype(np.float32))[0]
    assert MEASURES[measure] in refusal_of(measure, 1.0, from_0_to_1)
    _, from_output_to_target = own_loss(lambda a, y: np.arccos((8 * a - 5) / 3).astype(np.float32))
    assert MEASURES[measure] in refusal_of(measure, 0.25, loss=from_output_to_target, y=1.0)
    from_z = bp.binary_cross_entropy._replace(from_z=lambda z, y: np.arcsin(np.sqrt(z)).astype(np.float32))
    assert MEASURES[measure] in refusal_of(measure, 1.0, "sigmoid", from_z)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("z", [3.0, -3.0])
@pytest.mark.filterwarnings("ignore:Casting complex values to real")
def test_a_function_is_tried_near_the_numbers_that_it_gets(measure, z):
    coarse_far_out = own(lambda z: np.where(abs(z.real) > 1.1, sigmoid(z.astype(np.float32)), sigmoid(z)))[0]
    assert MEASURES[measure] in refusal_of(measure, z, coarse_far_out)
    assert refusal_of(measure, z / 3, coarse_far_out) == ""


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.filterwarnings("ignore:Casting complex values to real")
def test_a_loss_is_tried_on_what_the_last_layer_gives(measure):
    def coarse_far_out(u, y):
        return np.where(u.real > 1.1, np.exp(-u.astype(np.float32)), np.exp(-u))

    _, of_a = own_loss(coarse_far_out)
    of_z = bp.binary_cross_entropy._replace(from_z=coarse_far_out)
    for last, loss in (("identity", of_a), ("sigmoid", of_z)):
        network = Network([Layer([[1.0]], [[0.0]], "identity"), Layer([[30.0]], [[0.0]], last)])
        with pytest.raises(ValueError, match=MEASURES[measure]):
            measure(network, [[0.1]], [[1.0]], loss)
        measure(network, [[0.01]], [[1.0]], loss)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("way", [1, -1])
def test_on_a_hill_and_in_a_valley_there_is_no_slope_to_be_lost(measure, way):
    """It lies at 5/8 of the way from 0 to 1, where a nudge of a little moves the value by the square of that."""
    parabola = own(lambda z: 3 - way * (z - 0.625) ** 2)[0]
    assert refusal_of(measure, 1.0, parabola) == ""


@pytest.mark.parametrize("measure", MEASURES)
def test_few_digits_beside_a_large_number_are_not_called_single_precision(measure):
    assert refusal_of(measure, 0.4, own(lambda z: 1e6 + z)[0]) == ""


# Slopes that are infinite, and what they are multiplied by on the way back: 0 times infinity would be NaN.
STEEP = {
    "root": (lambda z: np.sqrt(abs(z)), lambda z, a: 1 / (2 * a), 0.0, "inf for 0.0"),
    "cube root": (np.cbrt, lambda z, a: 1 / (3 * a**2), 0.0, "inf for 0.0"),
    "falling": (lambda z: -np.sqrt(abs(z)), lambda z, a: 1 / (2 * a), -0.0, "-inf for "),
    "arc sine": (lambda z: np.arcsin(np.clip(z, -1, 1)), lambda z: 1 / np.sqrt(1 - z * z), 1.0, "inf for 1.0"),
}


@pytest.mark.parametrize("name", STEEP)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_an_infinite_slope_is_refused_wherever_it_is_used(name):
    value, slope, z, words = STEEP[name]
    network = Network([Layer([[1.0]], [[0.0]], Activation("steep", value, slope)), Layer([[0.0]], [[0.0]], "tanh")])
    case = [[z]], [[1.0]], bp.half_squared_error
    zeros = [(np.zeros((1, 1)), np.zeros((1, 1)))] * 2
    for use in (
        lambda: bp.backward(network, bp.forward(network, case[0]), *case[1:]),
        lambda: list(train(network, *case, 0.1, 1)),
        lambda: steps(network, *case, 0.1),
        lambda: bp.misconceptions.diagnose(network, *case, zeros),
    ):
        with pytest.raises(ValueError, match=f"The derivative of steep gives {words}.*expected a finite slope"):
            use()


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_an_infinite_slope_of_a_loss_is_refused_unless_it_is_paired():
    log = Loss("log", lambda a, y: -y * np.log(a), lambda a, y: -y / a)
    network = Network([Layer([[1.0]], [[0.0]], "relu")])
    with pytest.raises(ValueError, match=r"The derivative of log gives -inf for 0\.0 and 1\.0"):
        bp.backward(network, bp.forward(network, [[-1.0]]), [[1.0]], log)
    paired = bp.binary_cross_entropy._replace(name="own", derivative=lambda a, y: (a - y) / (a * (1 - a)))
    network = Network([Layer([[1.0]], [[0.0]], "sigmoid")])
    (gradient,) = bp.backward(network, bp.forward(network, [[-800.0]]), [[1.0]], paired)
    assert gradient.delta == -1 and np.isinf(gradient.error)


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_gradients_that_overflow_are_refused():
    network = Network([Layer([[1e-200]], [[0.0]], "identity"), Layer([[1e200]], [[0.0]], "identity")])
    with pytest.raises(ValueError, match=r"^The gradient of layer 1 is not finite: the numbers overflowed on the way"):
        bp.backward(network, bp.forward(network, [[1e150]]), [[0.0]], "half_squared_error")
    # That of W alone, since the input is large; that of b alone, which is a sum over the examples.
    for W, x in ((1.0, [[1e200]]), (5e154, [[0.1, 0.1]])):
        network = Network([Layer([[1.0]], [[0.0]], "identity"), Layer([[W]], [[0.0]], "identity")])
        with pytest.raises(ValueError, match=r"^The gradient of layer 1 is not finite"):
            bp.backward(network, bp.forward(network, x), np.zeros_like(x), "half_squared_error")


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_the_first_of_several_faults_is_named():
    own = Activation("own", np.sqrt, lambda z: 1 / z)
    with pytest.raises(ValueError, match=r"^own gives nan for -2\.0; "):
        own.value(np.array([[4.0, -2.0, -3.0]]))
    with pytest.raises(ValueError, match=r"^The derivative of own gives -inf for -0\.0 "):
        own.derivative(np.array([[4.0, -0.0, 0.0]]), np.ones((1, 3)))


NOT_FOR_ARRAYS = {
    "math": (lambda z: 1 / (1 + math.exp(-z)), "write np.exp in place of math.exp"),
    "if": (lambda z: z if z > 0 else 0, r"write np.where\(z > 0, ..., ...\) in place of if"),
    "max": (lambda z: max(0, z), "np.maximum in place of max"),
    "resize": (lambda z: z.resize(1), r"work on a copy: z = z.copy\(\)"),
    "sum over the batch": (lambda z: np.exp(z) / np.exp(z).sum(), "mixes the examples.*axis=0"),
    "the largest of the batch": (lambda z: z / z.max(), "mixes the examples.*axis=0"),
    "no argument": (lambda: 1, "own cannot be called with one argument; expected a function of z"),
    "two arguments": (lambda z, a: z, "own cannot be called with one argument"),
}


@pytest.mark.parametrize("name", NOT_FOR_ARRAYS)
def test_a_function_that_does_not_work_on_arrays_is_told_how(name):
    function, words = NOT_FOR_ARRAYS[name]
    with pytest.raises((TypeError, ValueError), match=words):
        Layer(np.eye(2), np.zeros((2, 1)), Activation("own", function, lambda z: z))


@pytest.mark.parametrize("dropped", [0.5, 0.9, 0.1, 0.01, 0.001])
def test_an_activation_with_chance_in_it_makes_a_layer_whatever_it_draws(dropped):
    rng = np.random.default_rng(0)
    one_by_one = Activation("drop", lambda z: z * (rng.random(z.shape) > dropped), lambda z: 1 + 0 * z)
    all_or_none = Activation("path", lambda z: z * (rng.random() > max(dropped, 0.1)), lambda z: 1 + 0 * z)
    for units in (1, 2, 3):
        for activation in (one_by_one, all_or_none):
            for _ in range(100):
                Layer(np.eye(units), np.zeros((units, 1)), activation)


@pytest.mark.parametrize("change", [np.transpose, np.squeeze, np.ravel, np.sum, lambda z: z[:, :1]])
def test_in_a_layer_of_one_unit_too_a_function_keeps_the_shape(change):
    value, slope = Activation("own", change, np.ones_like), Activation("own", np.tanh, change)
    for activation, words in ((value, "^own turns net inputs"), (slope, "^The derivative of own has shape")):
        if change is not np.sum or activation is value:  # one slope for all is a slope
            with pytest.raises(ValueError, match=words):
                Layer([[1.0]], [[0.0]], activation)


def test_a_function_of_numpy_is_known_by_how_many_arguments_it_takes():
    distance = Loss("distance", np.subtract, lambda a, y: np.ones_like(a))
    assert bp.cost(Network([Layer([[1.0]], [[0.0]], "identity")]), [[5.0]], [[3.0]], distance) == 2
    with pytest.raises(TypeError, match="own cannot be called with one argument"):
        Activation("own", np.subtract, np.ones_like)
    with pytest.raises(TypeError, match=r"^value of own cannot be called with two arguments"):
        Loss("own", np.negative, np.subtract)


def test_one_slope_for_all_net_inputs_will_do():
    network = Network([Layer(np.eye(2), np.zeros((2, 1)), Activation("triple", lambda z: 3 * z, lambda z: 3.0))])
    gradients = bp.backward(network, bp.forward(network, X), Y, "half_squared_error")
    assert largest_difference(gradients, complex_step(network, X, Y, "half_squared_error")) < 1e-12


def test_a_function_without_a_signature_or_with_any_will_do():
    for slope in (np.exp, np.vectorize(np.exp), lambda *everything: np.exp(everything[0]), lambda z, **more: np.exp(z)):
        assert Activation("exp", np.exp, slope).derivative(0.0) == 1
    with pytest.raises(TypeError, match=r"^derivative of own cannot be called with two arguments"):
        Loss("own", np.subtract, abs)
    with pytest.raises(TypeError, match=r"^Loss got 'own', .*, 7; it expects a name and two functions"):
        Loss("own", np.subtract, np.subtract, None, 7)


def test_nan_is_refused_where_it_arises_and_the_settings_of_numpy_stay():
    def strict(z):
        np.seterr(all="raise")
        return np.log(np.maximum(z, 0.1))

    before = np.geterr()
    network = Network([Layer([[1.0]], [[0.0]], Activation("log", strict, lambda z: 1 / z))])
    assert bp.forward(network, [[1.0]])[-1].a == 0 and np.geterr() == before
    network = Network([Layer([[1.0]], [[0.0]], Activation("root", np.sqrt, lambda z, a: 0.5 / a))])
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=r"root gives nan for -1\.0; expected a number"):
        bp.forward(network, [[-1.0]])


def test_an_opened_copy_or_its_base_changes_nothing():
    def sly(z):
        z.setflags(write=True)
        a = sigmoid(z)
        z[...] = 9
        return a

    np.testing.assert_allclose(run(Activation("own", sly, lambda z, a: a * (1 - a))), run("sigmoid"), rtol=1e-12)
