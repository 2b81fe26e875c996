"""Bad input gets one clear sentence: what was given, what is expected; nothing is silently broadcast."""

import itertools
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy

import backprop_lib as bp
from backprop_lib import (
    Activation,
    Layer,
    LayerTrace,
    Loss,
    Network,
    backward,
    binary_cross_entropy,
    cost,
    cross_entropy,
    descend,
    forward,
    half_squared_error,
    misconceptions,
    sigmoid,
    softmax,
)
from backprop_lib.checking import central_difference, complex_step, largest_difference
from backprop_lib.data import mazur, moons, spirals
from backprop_lib.steps import steps
from backprop_lib.training import train

network, x, y = mazur()
trace = forward(network, x)
gradients = backward(network, trace, y, half_squared_error)
single = Network([Layer([[1.0]], [[0.0]], sigmoid)])
probabilities = Network([Layer(np.eye(2), np.zeros((2, 1)), softmax)])

BAD = {
    # a wrong shape
    "x one-dimensional": (lambda: forward(network, [0.05, 0.10]), ValueError, r"x has shape \(2,\).*\(2, N\).*reshape"),
    "x as a row": (lambda: forward(network, [[0.05, 0.10]]), ValueError, r"x has shape \(1, 2\).*\(2, N\)"),
    "x with a row too many": (lambda: forward(network, np.ones((3, 1))), ValueError, r"x has shape \(3, 1\).*\(2, N\)"),
    "x three-dimensional": (lambda: forward(network, np.ones((2, 1, 1))), ValueError, r"x has shape \(2, 1, 1\)"),
    "x empty": (lambda: forward(network, np.zeros((2, 0))), ValueError, r"x has shape \(2, 0\)"),
    "x ragged": (lambda: forward(network, [[1.0], [2.0, 3.0]]), ValueError, "rows differ"),
    "x a number": (lambda: forward(network, 3.0), ValueError, r"x has shape \(\)"),
    "y transposed": (
        lambda: backward(network, trace, y.T, half_squared_error),
        ValueError,
        r"y has shape \(1, 2\).*\(2, N\)",
    ),
    "y one-dimensional": (
        lambda: cost(network, x, [0.01, 0.99], half_squared_error),
        ValueError,
        r"y has shape \(2,\)",
    ),
    "y for another batch": (
        lambda: cost(network, x, np.ones((2, 3)), half_squared_error),
        ValueError,
        "y has 3 columns and x has 1",
    ),
    "x for another batch": (
        lambda: cost(network, np.ones((2, 3)), y, half_squared_error),
        ValueError,
        "y has 1 columns and x has 3",
    ),
    "b one-dimensional": (lambda: Layer(np.eye(2), np.zeros(2), sigmoid), ValueError, r"b has shape \(2,\).*\(2, 1\)"),
    "b of another layer": (
        lambda: Layer(np.eye(2), np.zeros((3, 1)), sigmoid),
        ValueError,
        r"b has shape \(3, 1\).*\(2, 1\)",
    ),
    "b too short": (lambda: Layer(np.eye(2), [[0.0]], sigmoid), ValueError, r"b has shape \(1, 1\).*\(2, 1\)"),
    "b with two columns": (lambda: Layer(np.eye(2), np.zeros((2, 2)), sigmoid), ValueError, r"b has shape \(2, 2\)"),
    "W one-dimensional": (lambda: Layer([1.0, 2.0], [[0.0]], sigmoid), ValueError, r"W has shape \(2,\)"),
    "layer with too few inputs": (
        lambda: Network([network[0], Layer([[1.0]], [[0.0]], sigmoid)]),
        ValueError,
        "Layer 2 .*expects 1 inputs.*layer 1 gives 2",
    ),
    "layer on a wider one": (
        lambda: Network([Layer(np.ones((3, 2)), np.ones((3, 1)), sigmoid), Layer(np.ones((1, 4)), [[0.0]], sigmoid)]),
        ValueError,
        r"Layer 2 has W of shape \(1, 4\) and so expects 4 inputs, but layer 1 gives 3",
    ),
    "layer with too many inputs": (
        lambda: Network([network[0], network[1], Layer([[1.0, 2.0, 3.0]], [[0.0]], sigmoid)]),
        ValueError,
        r"Layer 3 has W of shape \(1, 3\) and so expects 3 inputs.*layer 2 gives 2",
    ),
    # values that are not finite numbers
    "x NaN": (lambda: forward(network, [[0.05], [np.nan]]), ValueError, "x has nan in row 1, column 0"),
    "x with two faults": (
        lambda: forward(network, [[1, np.nan], [np.inf, 1]]),
        ValueError,
        "x has nan in row 0, column 1",
    ),
    "x infinite": (lambda: forward(network, [[np.inf], [0.1]]), ValueError, "x has inf in row 0, column 0"),
    "y NaN": (lambda: cost(network, x, [[np.nan], [0.99]], half_squared_error), ValueError, "y has nan"),
    "W NaN": (lambda: Layer([[np.nan]], [[0.0]], sigmoid), ValueError, "W has nan in row 0"),
    "b infinite": (lambda: Layer([[1.0]], [[-np.inf]], sigmoid), ValueError, "b has -inf"),
    "x strings": (lambda: forward(network, [["a"], ["b"]]), TypeError, "x holds str"),
    "x masked": (lambda: forward(network, np.ma.masked_equal([[1], [2]], 2)), ValueError, "x has masked entries"),
    "x NaN among objects": (
        lambda: forward(network, np.array([[1], [np.nan]], dtype=object)),
        ValueError,
        "x has nan in row 1",
    ),
    "x durations": (lambda: forward(network, np.ones((2, 1), "timedelta64[s]")), TypeError, "x holds timedelta64"),
    "x dates": (lambda: forward(network, np.ones((2, 1), "datetime64[D]")), TypeError, "x holds datetime64"),
    "x None": (lambda: forward(network, None), TypeError, "x contains None"),
    "x objects": (lambda: forward(network, [[object()], [1]]), TypeError, "x contains <object"),
    "trace overflowed": (
        lambda: backward(network, [trace[0]._replace(z=trace[0].z * np.inf), trace[1]], y, half_squared_error),
        ValueError,
        "layer 1 is not finite: W, b and x give a net input that is too large",
    ),
    "trace at a pole": (
        lambda: backward(network, [trace[0]._replace(a=trace[0].a * np.inf), trace[1]], y, half_squared_error),
        ValueError,
        f"layer 1 is not finite: {network[0].activation.name} gives no finite number",
    ),
    "trace of lists": (
        lambda: backward(network, [LayerTrace(*(part.tolist() for part in one)) for one in trace], y, "log"),
        ValueError,
        "trace has entries that are no arrays",
    ),
    # things that are something else
    "network a list": (lambda: forward([network[0]], x), TypeError, "network is a list; expected a Network"),
    "network empty": (lambda: Network([]), ValueError, "network is empty; it needs at least one layer"),
    "layers not in a list": (lambda: Network(single[0], single[0]), TypeError, "Network takes one list: "),  # type: ignore
    "layer a tuple": (lambda: Network([([[1]], [[0]], sigmoid)]), TypeError, "Layer 1 is a tuple"),
    "activation unknown": (lambda: Layer([[1]], [[0]], "sigmiod"), ValueError, "'sigmiod'; expected one of identity"),
    "activation a function": (lambda: Layer([[1]], [[0]], np.tanh), TypeError, "activation is <ufunc"),
    "activation that adds up": (
        lambda: Layer(np.eye(2), np.zeros((2, 1)), Activation("total", lambda z: z.sum(axis=0), lambda z: z)),
        ValueError,
        r"total turns net inputs of shape \(2, 1\) into \(1,\)",
    ),
    "activation that grows": (
        lambda: Layer(np.eye(2), np.zeros((2, 1)), Activation("more", lambda z: np.vstack([z, z]), lambda z: z)),
        ValueError,
        r"more turns net inputs of shape \(2, 1\) into \(4, 1\)",
    ),
    "slope that adds up": (
        lambda: Layer(np.eye(3), np.zeros((3, 1)), Activation("f", lambda z: z, lambda z: z.sum(axis=0))),
        ValueError,
        r"derivative of f has shape \(1,\) for net inputs of shape \(3, 1\)",
    ),
    "from_z alone": (
        lambda: cost(single, [[1.0]], [[1.0]], half_squared_error._replace(from_z=lambda z, t: z)),
        ValueError,
        "from_z without paired",
    ),
    "complex target above 1": (
        lambda: cost(single, [[0.0]], [[2 + 0j]], binary_cross_entropy),
        ValueError,
        "between 0 and 1",
    ),
    "activation not callable": (lambda: Activation("f", 3, 4), TypeError, "expects a name and two functions"),
    "activation without a name": (lambda: Activation(3, np.sin, np.cos), TypeError, "expects a name and two functions"),
    "activation without a value": (lambda: Activation("f", 3, np.cos), TypeError, "expects a name and two functions"),
    "activation without a slope": (lambda: Activation("f", np.sin, 4), TypeError, "expects a name and two functions"),
    "derivative without z": (
        lambda: Activation("f", np.sin, lambda: 1),
        TypeError,
        "called neither with one argument, z, nor with two",
    ),
    "derivative of three": (
        lambda: Activation("f", np.sin, lambda z, a, n: 1),
        TypeError,
        "called neither with one argument",
    ),
    "loss unknown": (lambda: cost(network, x, y, "mse"), ValueError, "loss is 'mse'; expected one of half_squared"),
    "loss a function": (lambda: cost(network, x, y, abs), TypeError, "loss is <built-in function abs>"),
    "trace too short": (lambda: backward(network, trace[:1], y, half_squared_error), ValueError, "not come from this"),
    "trace too long": (
        lambda: backward(network, [*trace, trace[1]], y, half_squared_error),
        ValueError,
        "not come from",
    ),
    "trace of arrays": (lambda: backward(network, [x, x], y, half_squared_error), ValueError, "not come from this"),
    "trace of another network": (
        lambda: backward(network, [trace[0], trace[0]._replace(x=x.T)], y, half_squared_error),
        ValueError,
        r"trace of layer 2 has x \(1, 2\)",
    ),
    **{
        f"trace with {part} of {shape}": (
            lambda part=part, shape=shape: backward(
                network, [trace[0], trace[1]._replace(**{part: np.ones(shape)})], y, half_squared_error
            ),
            ValueError,
            r"trace of layer 2 has.*expects x \(2, 1\), z and a \(2, 1\)",
        )
        for part, shape in itertools.product("xza", [(1, 1), (3, 1), (2, 2), (2, 0)])
    },
    **{
        f"trace with z and a of {shape}": (
            lambda shape=shape: backward(
                network,
                [trace[0], trace[1]._replace(z=np.ones(shape), a=np.ones(shape))],
                y,
                half_squared_error,
            ),
            ValueError,
            "trace of layer 2 has x",
        )
        for shape in [(1, 1), (3, 1), (2, 2)]
    },
    "gradients too short": (lambda: descend(network, gradients[:1], 0.5), ValueError, "1 gradients for 2 layers"),
    "gradients too many": (lambda: descend(network, [*gradients, gradients[1]], 0.5), ValueError, "3 gradients for 2"),
    "gradients of another network": (
        lambda: descend(single, [gradients[0]], 0.5),
        ValueError,
        r"W of layer 1 has shape \(2, 2\)",
    ),
    **{
        f"gradient with {part} of {shape}": (
            lambda part=part, shape=shape: descend(
                network, [gradients[0], gradients[1]._replace(**{part: np.ones(shape)})], 0.5
            ),
            ValueError,
            "of layer 2 has shape .*; its parameter has shape",
        )
        for part, shape in [("W", (1, 2)), ("W", (3, 2)), ("W", (2, 1)), ("b", (1, 1)), ("b", (3, 1)), ("b", (2, 2))]
    },
    "gradients without W": (lambda: descend(network, [3, 4], 0.5), TypeError, "gradient of layer 1 is 3; give what"),
    "gradient NaN": (
        lambda: descend(network, [gradients[0], gradients[1]._replace(b=np.full((2, 1), np.nan))], 0.5),
        ValueError,
        "b of layer 2 has nan",
    ),
    "rate True": (lambda: descend(network, gradients, True), TypeError, "learning_rate is True"),
    "rate negative": (lambda: descend(network, gradients, -0.5), ValueError, "learning_rate is -0.5; expected a pos"),
    "rate zero": (lambda: descend(network, gradients, 0), ValueError, "learning_rate is 0"),
    "rate infinite": (lambda: descend(network, gradients, np.inf), ValueError, "learning_rate is inf"),
    "rate NaN": (lambda: descend(network, gradients, float("nan")), ValueError, "learning_rate is nan"),
    "rate a string": (lambda: descend(network, gradients, "0.5"), TypeError, "learning_rate is '0.5'"),
    # log losses
    "cross-entropy after sigmoid": (lambda: cost(network, x, y, cross_entropy), ValueError, "belongs to.*softmax"),
    "cross-entropy after tanh and sigmoid": (
        lambda: cost(Network.random((2, 2, 2), ["tanh", "sigmoid"]), x, [[0], [1]], cross_entropy),
        ValueError,
        "this one has sigmoid",
    ),
    "binary cross-entropy after softmax": (
        lambda: cost(probabilities, x, y, binary_cross_entropy),
        ValueError,
        "belongs to.*sigmoid.*has softmax",
    ),
    "binary target above 1": (
        lambda: cost(single, [[0.0]], [[2.0]], binary_cross_entropy),
        ValueError,
        "between 0 and",
    ),
    "binary target below 0": (
        lambda: cost(single, [[0.0]], [[-1.0]], binary_cross_entropy),
        ValueError,
        "between 0 and",
    ),
    "targets of a renamed loss not adding up": (
        lambda: cost(probabilities, x, y * 0.5, cross_entropy._replace(name="own", paired=softmax._replace())),
        ValueError,
        "does not add up to 1",
    ),
    "targets not adding up": (
        lambda: cost(probabilities, x, y * 0.5, cross_entropy),
        ValueError,
        "does not add up to 1",
    ),
    # sizes, training, checking, data
    "sizes too short": (lambda: Network.random((3,), sigmoid), ValueError, "sizes is .3,.; expected at least two"),
    "sizes negative": (lambda: Network.random((3, -1), sigmoid), ValueError, "positive whole numbers"),
    "sizes zero": (lambda: Network.random((3, 0), sigmoid), ValueError, "positive whole numbers"),
    "sizes fractions": (lambda: Network.random((3, 1.5), sigmoid), ValueError, "positive whole numbers"),
    "activations too few": (lambda: Network.random((2, 2, 1), [sigmoid]), ValueError, "1 activations for 2 layers"),
    "activations too many": (lambda: Network.random((2, 1), [sigmoid] * 2), ValueError, "2 activations for 1 layers"),
    "epochs zero": (lambda: train(network, x, y, half_squared_error, 0.5, 0), ValueError, "epochs is 0"),
    "epochs negative": (lambda: train(network, x, y, half_squared_error, 0.5, -1), ValueError, "epochs is -1"),
    "epochs a fraction": (lambda: train(network, x, y, half_squared_error, 0.5, 1.5), ValueError, "epochs is 1.5"),
    "epochs True": (lambda: train(network, x, y, half_squared_error, 0.5, True), ValueError, "epochs is True"),
    "momentum 1": (lambda: train(network, x, y, half_squared_error, 0.5, 1, momentum=1), ValueError, "momentum is 1"),
    "momentum 1.5": (
        lambda: train(network, x, y, half_squared_error, 0.5, 1, momentum=1.5),
        ValueError,
        "momentum is 1.5",
    ),
    "momentum below 0": (
        lambda: train(network, x, y, half_squared_error, 0.5, 1, momentum=-0.1),
        ValueError,
        "momentum is -0.1",
    ),
    "batch too large": (
        lambda: train(network, x, y, half_squared_error, 0.5, 1, batch_size=2),
        ValueError,
        "batch_size is 2; expected a whole number from 1 to the 1 examples",
    ),
    "batch zero": (
        lambda: train(network, x, y, half_squared_error, 0.5, 1, batch_size=0),
        ValueError,
        "batch_size is 0",
    ),
    "training rate": (lambda: train(network, x, y, half_squared_error, -1, 1), ValueError, "learning_rate is -1"),
    "h a string": (lambda: central_difference(network, x, y, half_squared_error, h="a"), ValueError, "h is 'a'"),
    "momentum a string": (
        lambda: train(network, x, y, half_squared_error, 0.5, 1, momentum="0.9"),
        ValueError,
        "momentum is '0.9'",
    ),
    "seed negative": (lambda: train(network, x, y, half_squared_error, 0.5, 1, rng=-1), ValueError, "non-negative"),
    "complex step of complex biases": (
        lambda: complex_step(Network([Layer([[1.0]], [[1j]], sigmoid)]), [[1.0]], [[1.0]], half_squared_error),
        TypeError,
        "complex_step needs real numbers",
    ),
    "complex step of a complex network": (
        lambda: complex_step(Network([Layer([[1j]], [[0.0]], sigmoid)]), [[1.0]], [[1.0]], half_squared_error),
        TypeError,
        "complex_step needs real numbers",
    ),
    "h zero": (lambda: central_difference(network, x, y, half_squared_error, h=0), ValueError, "h is 0; expected"),
    "h infinite": (lambda: central_difference(network, x, y, half_squared_error, h=np.inf), ValueError, "h is inf"),
    "h negative": (lambda: central_difference(network, x, y, half_squared_error, h=-1e-6), ValueError, "h is -1e-06"),
    "complex step x": (lambda: complex_step(network, [1, 2], y, half_squared_error), ValueError, "x has shape"),
    "gradients of different shapes": (
        lambda: largest_difference(gradients, gradients[:1]),
        ValueError,
        "different shapes",
    ),
    "gradients of larger shapes": (
        lambda: largest_difference(gradients[:1], gradients),
        ValueError,
        "different shapes",
    ),
    "odd moons": (lambda: moons(3), ValueError, "N is 3; expected an even number"),
    "no spirals": (lambda: spirals(0), ValueError, "N is 0"),
    "negative noise": (lambda: moons(4, noise=-1), ValueError, "noise is -1"),
}


@pytest.mark.parametrize("case", BAD, ids=str)
def test_bad_input_is_named(case):
    act, error, sentence = BAD[case]
    with pytest.raises(error, match=sentence) as raised:
        act()
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 260


def test_only_the_right_numbers_in_the_wrong_shape_are_offered_a_reshape():
    with pytest.raises(ValueError, match=r"x has shape \(1,\).*per example\.$"):
        forward(network, [0.05])
    with pytest.raises(ValueError, match=r"x has shape \(3,\).*per example\.$"):
        forward(network, [0.05, 0.1, 0.2])


def test_what_converts_without_loss_is_accepted():
    as_lists = forward(network, [[0.05], [0.10]])
    assert np.array_equal(as_lists[-1].a, trace[-1].a)
    whole = Layer([[1, 2]], [[0]], "relu")
    assert whole.W.dtype == float
    single_precision = forward(network, x.astype(np.float32))[-1].a
    assert single_precision.dtype == float
    assert cost(network, x, y, "half_squared_error") == cost(network, x, y, half_squared_error)
    symbols = np.array([[sympy.Symbol("p")], [sympy.Integer(1)]], dtype=object)
    assert forward(network, symbols)[-1].a.dtype == object


def test_an_own_loss_can_be_paired_with_an_own_activation():
    """Its targets are its own affair: only those of the library's log losses have to be probabilities."""
    twin = Activation("twin", lambda z: z, lambda z: 1 + 0 * z)
    gauss = Loss("gauss", lambda a, t: (a - t) ** 2 / 2, lambda a, t: a - t, paired=twin)
    for target in (0.3, 1.0):
        network = Network([Layer([[2.0]], [[0.0]], twin._replace(name="zeta"))])
        own = gauss._replace(paired=network[0].activation)
        assert cost(network, [[1.0]], [[target]], own) == pytest.approx((2 - target) ** 2 / 2)


def test_train_checks_when_called_not_when_first_used():
    with pytest.raises(ValueError, match="x has shape"):
        train(network, [1.0, 2.0], y, half_squared_error, 0.5, 1)


# Cases whose numbers end somewhere: what gives slopes for them would give NaN, or a large number that means nothing.
BIG = Network([Layer([[1e200]], [[0.0]], "identity"), Layer([[1e200]], [[0.0]], "identity")])
POLE = Network([Layer([[1.0]], [[0.0]], bp.Activation("inv", lambda z: 1 / z, lambda z, a: -(a**2)))])
RELU = Network([Layer([[1.0]], [[0.0]], "relu")])
LOG = bp.Loss("log", lambda a, y: -y * np.log(a), lambda a, y: -y / a)
ENDLESS = {
    "an overflow": (BIG, [[1.0]], [[0.0]], "half_squared_error"),
    "an overflow of the loss": (BIG[:1], [[1.0]], [[0.0]], "half_squared_error"),
    "a pole": (POLE, [[0.0]], [[1.0]], "half_squared_error"),
    "an infinite loss": (RELU, [[-1.0]], [[1.0]], LOG),
}
SLOPES = {
    "central_difference": central_difference,
    "complex_step": complex_step,
    "diagnose": lambda network, *case: misconceptions.diagnose(network, *case, [(W, b) for W, b, _ in network]),
    "wrong_gradients": lambda *case: misconceptions.wrong_gradients("sign", *case),
}


@pytest.mark.parametrize("use", SLOPES)
@pytest.mark.parametrize("name", ENDLESS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_where_the_cost_is_infinite_there_are_no_slopes(name, use):
    network, *case = ENDLESS[name]
    with pytest.raises(ValueError, match=r"^The cost of this case is (inf|nan): it has no slopes\."):
        SLOPES[use](Network(network), *case)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_case_whose_gradients_overflow_is_not_diagnosed():
    network = Network([Layer([[1e-200]], [[0.0]], "identity"), Layer([[1e200]], [[0.0]], "identity")])
    with pytest.raises(ValueError, match="The gradient of layer 1 is not finite"):
        SLOPES["diagnose"](network, [[1e150]], [[0.0]], "half_squared_error")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_step_that_overflows_is_refused():
    with pytest.raises(ValueError, match=r"^Layer 1 is not finite after this step: its gradient times the rate"):
        bp.descend(RELU, [([[1e308]], [[0.0]])], 1e10)


def test_a_central_difference_of_complex_numbers_is_refused():
    for network, x, y in (
        (RELU, [[1j]], [[1.0]]),
        (RELU, [[1.0]], [[1j]]),
        (RELU[0]._replace(W=[[1j]]), [[1.0]], [[1.0]]),
    ):
        network = network if isinstance(network, Network) else Network([network])
        with pytest.raises(TypeError, match=r"^central_difference needs real numbers everywhere"):
            central_difference(network, x, y, "half_squared_error")


class Guarded:
    """As a tensor that NumPy may not read."""

    def __array__(self, *_, **__):
        raise RuntimeError("call detach() first")


UNREADABLE = {
    "a whole number too large": ([[10**400], [1]], ValueError, "x contains a number that is too large for double"),
    "SymPy's nan": ([[sympy.nan], [1]], ValueError, "x contains nan; every value must be finite."),
    "SymPy's infinity": ([[sympy.oo], [1]], ValueError, "x contains oo; every value must be finite."),
    "what NumPy cannot read": (Guarded(), TypeError, "x cannot be read as an array of NumPy: call detach() first"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said(name):
    given, error, sentence = UNREADABLE[name]
    with pytest.raises(error, match=re.escape(sentence)):
        bp.forward(bp.Network.random((2, 1), "tanh", rng=0), given)


@pytest.mark.parametrize("rate", [Fraction(1, 2), Decimal("0.5"), np.longdouble(0.5), np.float32(0.5), np.array(0.5)])
def test_a_rate_of_any_kind_trains_in_double_precision(rate):
    network = bp.Network.random((2, 1), "tanh", rng=0)
    given = network, [[1.0], [2.0]], [[1.0]], "half_squared_error"
    (step,) = train(*given, learning_rate=rate, epochs=1)
    (half,) = train(*given, learning_rate=0.5, epochs=1)
    assert step.network[0].W.dtype == float and (step.network[0].W == half.network[0].W).all()
    first, last = steps(*given, learning_rate=rate), steps(*given, learning_rate=0.5)
    assert [(frame.numbers, frame.value) for frame in first] == [(frame.numbers, frame.value) for frame in last]


@pytest.mark.parametrize("half", [Fraction(1, 2), Decimal("0.5"), np.longdouble(0.5), np.float32(0.5)])
def test_momentum_and_noise_of_any_kind_are_in_double_precision(half):
    network = bp.Network.random((2, 1), "tanh", rng=0)
    given = network, [[1.0], [2.0]], [[1.0]], "half_squared_error"
    for step, same in zip(train(*given, 0.5, 2, momentum=half), train(*given, 0.5, 2, momentum=0.5), strict=True):
        assert step.network[0].W.dtype == float and (step.network[0].W == same.network[0].W).all()
    for made in (moons, spirals):
        (points, _), (expected, _) = made(10, half), made(10, 0.5)
        assert points.dtype == float and (points == expected).all()


@pytest.mark.parametrize("wrong", [np.complex128(0.5), 0.5j, "0.5", None, np.nan, -1, np.inf, 10**400, [0.5]])
def test_momentum_and_noise_that_are_no_such_numbers_are_refused(wrong):
    network = bp.Network.random((2, 1), "tanh", rng=0)
    with pytest.raises(ValueError, match=r"^momentum is .*; expected a number from 0 up to, but not including, 1"):
        train(network, [[1.0], [2.0]], [[1.0]], "half_squared_error", 0.5, 1, momentum=wrong)
    for made in (moons, spirals):
        with pytest.raises(ValueError, match=r"^noise is .*; expected a number from 0 up"):
            made(10, noise=wrong)
