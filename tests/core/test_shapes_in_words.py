"""Whatever comes in for x, y, W, b or gradients: what was given, what is expected, and how to mend it."""

import ast
import itertools
import re
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
import sympy

from backprop_lib import Layer, Loss, Network, backward, cost, descend, forward, half_squared_error
from backprop_lib.checking import central_difference, largest_difference
from backprop_lib.data import mazur, moons
from backprop_lib.misconceptions import diagnose
from backprop_lib.training import train

network, x, y = mazur()
gradients = backward(network, forward(network, x), y, half_squared_error)
wide = Network.random((2, 3), "softmax", rng=0)
one = Network.random((1, 1), "sigmoid", rng=0)


class Frame:
    """A table of another library, as pandas has them."""

    def __init__(self, values):
        self.values = np.asarray(values)

    def __array__(self, dtype=None, copy=None):
        return self.values if dtype is None else self.values.astype(dtype)


def of_x(given):
    return lambda: forward(network, given)


def of_y(given, columns=4):
    return lambda: cost(wide, np.ones((2, columns)), given, "cross_entropy")


WORDS = {
    "examples in rows": (of_x(np.ones((4, 2))), "write x.T."),
    "examples in rows of a list": (of_x([[1, 2]] * 4), r"write np.array\(x\).T."),
    "examples in rows of a table": (of_x(Frame(np.ones((4, 2)))), r"write np.array\(x\).T."),
    "one example": (of_x(np.ones(2)), r"For a single example write x.reshape\(2, 1\)."),
    "one number each": (lambda: forward(one, np.ones(5)), r"write x.reshape\(1, -1\)."),
    "one number": (lambda: forward(one, 0.5), r"write \[\[x\]\]."),
    "pictures": (
        lambda: forward(Network.random((6, 1), "tanh"), np.ones((5, 2, 3))),
        r"x.reshape\(5, -1\).T",
    ),
    "empty": (of_x([]), r"x has shape \(0,\).*It is empty."),
    "no example": (of_x(np.zeros((2, 0))), r"x has shape \(2, 0\).*It is empty."),
    "targets of one output": (
        lambda: cost(one, np.ones((1, 4)), np.ones(4), half_squared_error),
        r"y.reshape\(1, -1\)",
    ),
    "targets in rows": (of_y(np.ones((4, 3)) / 3), "write y.T."),
    "class labels": (of_y(np.array([0, 2, 1, 2])), r"one-hot columns by np.eye\(3\)\[:, y\]."),
    "class labels from 1": (of_y(np.array([1, 3, 1, 2])), r"np.eye\(3\)\[:, y - 1\]."),
    "class labels in a row": (of_y(np.array([[0, 2, 1, 2]])), r"np.eye\(3\)\[:, y.ravel\(\)\]."),
    "class labels in a column": (of_y(np.array([[0], [2], [1], [2]])), r"np.eye\(3\)\[:, y.ravel\(\)\]."),
    "class labels in a list": (of_y([0, 2, 1, 2]), r"np.eye\(3\)\[:, np.array\(y\)\]."),
    "class labels as floats": (of_y(np.array([0.0, 2, 1, 2])), r"np.eye\(3\)\[:, y.astype\(int\)\]."),
    "three labels, three classes": (of_y(np.array([0, 2, 1]), 3), r"y.reshape\(3, 1\).*np.eye\(3\)\[:, y\]."),
    "labels that no class has": (of_y([0, 2, 5, 2]), r"of 3 classes run from 0 to 2, and these from 0 to 5; np.unique"),
    "labels below 0": (of_y([-1, 0, 1, 0]), "these from -1 to 1"),
    "labels as words": (of_y(["cat", "dog", "cow", "cat"]), r"classes, labels = np.unique\(y, return_inverse=True\)."),
    "targets of tanh": (of_y(2 * np.eye(3)[:, [0, 1, 2, 1]] - 1), r"Write \(y \+ 1\) / 2."),
    "one-hot for one output": (
        lambda: cost(one, np.ones((1, 2)), np.eye(2), half_squared_error),
        r"For one output write y\[1:\]",
    ),
    "parameters for gradients": (
        lambda: diagnose(network, x, y, "half_squared_error", network),
        "these are parameters",
    ),
    "complex gradients": (
        lambda: diagnose(network, x, y, "half_squared_error", [(g.W + 1j, g.b) for g in gradients]),
        "W of layer 1 holds complex numbers",
    ),
    "a complex step down": (lambda: descend(network, [(g.W + 1j, g.b) for g in gradients], 1), "its parameter is real"),
    "texts to descend": (lambda: descend(network, [(g.W.astype(str), g.b) for g in gradients], 1), "holds strings"),
    "masked gradients": (
        lambda: largest_difference([(np.ma.masked_less(g.W, 0), g.b) for g in gradients], gradients),
        "gradients has masked entries",
    ),
    "ragged gradients": (lambda: largest_difference([([[1], [1, 2]], [1])], gradients), "not rectangular"),
    "nothing to compare": (lambda: largest_difference([], []), "reference has no numbers"),
    "h a truth value": (lambda: central_difference(network, x, y, half_squared_error, h=True), "h is True"),
    "rate beyond all numbers": (lambda: descend(network, gradients, 10**400), "expected a positive, finite number"),
    "rate with a comma": (lambda: descend(network, gradients, "0,5"), "Write numbers with a point for the comma"),
    "strings": (of_x([["a"], ["b"]]), "x holds strings, such as 'a'; expected numbers.$"),
    "numbers in quotes": (of_x([["0.5"], ["1"]]), r"such as '0.5'; expected numbers. Write numbers without quotes"),
    "decimal commas": (of_x([["0,34"], ["1"]]), "with a point for the comma, and without quotes"),
    "mixed with texts": (of_x([[1.0], ["0,5"]]), "holds strings"),
    "bytes": (of_x([[b"a"], [b"b"]]), "x holds strings, such as b'a'"),
    "NaN": (of_x([[np.nan], [1]]), "x has nan in row 0"),
    "masked": (of_x(np.ma.masked_equal([[1], [2]], 2)), "fill them in"),
    "b in a row": (lambda: Layer(np.eye(2), np.zeros(2), "tanh"), r"write b.reshape\(2, 1\)."),
    "b lying": (lambda: Layer(np.eye(2), [[0, 0]], "tanh"), r"write np.array\(b\).reshape\(2, 1\)."),
    "W transposed": (lambda: Layer(np.ones((2, 3)), np.zeros((3, 1)), "tanh"), "Then write W.T."),
    "W of the second layer transposed": (
        lambda: Network(
            [Layer(np.ones((3, 2)), np.zeros((3, 1)), "tanh"), Layer(np.ones((3, 1)), np.ones((3, 1)), "tanh")]
        ),
        "Is W transposed. Then write W.T.",
    ),
    "W in a row": (lambda: Layer([1.0, 2.0], [[0.0]], "tanh"), r"For one unit write np.array\(W\).reshape\(1, -1\)"),
    "dW transposed": (
        lambda: diagnose(wide, np.ones((2, 1)), [[1], [0], [0]], "cross_entropy", [(np.ones((2, 3)), np.ones((3, 1)))]),
        r"has shape \(2, 3\); expected \(3, 2\).*\.T if it is transposed",
    ),
    "db in a row": (
        lambda: diagnose(wide, np.ones((2, 1)), [[1], [0], [0]], "cross_entropy", [(np.ones((3, 2)), np.ones((1, 3)))]),
        r"reshape\(3, 1\)",
    ),
    "gradients of one layer": (lambda: descend(one, gradients[0], 0.5), "that of a single layer.*write .gradients."),
    "no gradients": (lambda: descend(network, None, 0.5), "gradients is a NoneType; give what backward returned"),
    "gradients as numbers": (lambda: largest_difference(3.0, gradients), "gradients is a float; expected one pair"),
    "gradients one by one": (
        lambda: descend(network, (g for g in gradients), 0.5),
        "gradients is a generator; give what",
    ),
    "gradients in a set": (lambda: descend(network, frozenset(), 0.5), "0 gradients for 2 layers"),
    "gradients under names": (lambda: descend(network, {"W": 1, "b": 2}, 0.5), "gradients is a dict; give what"),
    "gradients as bytes": (lambda: descend(network, b"Wb", 0.5), "gradients is a bytes; give what"),
    "gradients with a third": (
        lambda: descend(one, [(1.0, 2.0, 3.0)], 0.5),
        r"The gradient of layer 1 is \(1.0, 2.0, 3.0\); give what backward returned; expected a pair",
    ),
    "a gradient of one part": (lambda: descend(one, [([[1.0]],)], 0.5), r"layer 1 is \(\[\[1.0\]\],\); give what"),
    "a gradient without b": (
        lambda: descend(one, [SimpleNamespace(W=[[1.0]])], 0.5),
        r"The gradient of layer 1 is namespace\(W=.*expected a pair",
    ),
    "a long gradient": (
        lambda: descend(network, [gradients[0], [[0.5] * 100]], 0.5),
        "of layer 2 is a list; give what",
    ),
    "a bias without axes": (lambda: descend(one, [([[1.0]], np.array(2.0))], 0.5), r"b of layer 1 has shape \(\)"),
    "no strings": (of_x(np.array([], str)), "x holds strings, such as ''; expected numbers.$"),
    "sizes a number": (lambda: Network.random(3, "tanh"), "sizes is 3; expected at least two positive whole numbers"),
    "sizes a text": (lambda: Network.random("231", "tanh"), "sizes is '231'; expected at least two"),
    "sizes with a truth value": (lambda: Network.random((2, True), "tanh"), "sizes is"),
    "activation a function": (lambda: Network.random((2, 1), np.tanh), "activation is <ufunc 'tanh'>; expected one of"),
    "seed a text": (lambda: Network.random((2, 1), "tanh", rng="one"), "rng is 'one'; expected a generator, or a non-"),
    "network a number": (lambda: Network(5), r"layers is an int; expected a list of layers: Network\(\[layer\]\)."),
    "network one layer": (lambda: Network(wide[0]), r"layers is a Layer; expected a list of layers"),
    "trace missing": (lambda: backward(network, None, y, half_squared_error), "trace does not come from this network"),
    "loss that adds up": (
        lambda: cost(network, x, y, Loss("sum", lambda a, y: ((a - y) ** 2).sum(), lambda a, y: a - y)),
        r"sum turns outputs of shape \(2, 1\) into \(\)",
    ),
    "slope of a loss that adds up": (
        lambda: cost(network, x, y, Loss("sum", lambda a, y: a - y, lambda a, y: (a - y).sum(0))),
        r"The derivative of sum turns outputs of shape \(2, 1\) into \(1,\)",
    ),
    "loss without functions": (lambda: Loss("own", 3, 4), "Loss got .*; it expects a name and two functions"),
    "loss with a text for its activation": (lambda: Loss("own", abs, abs, "sigmoid"), "paired of own is 'sigmoid'"),
    "noise a text": (lambda: moons(4, noise="low"), "noise is 'low'; expected a number from 0 up"),
    "noise endless": (lambda: moons(4, noise=np.inf), "noise is inf"),
    "seed of data": (lambda: moons(4, rng=-1), "rng is -1"),
    "seed of training": (lambda: train(network, x, y, half_squared_error, 0.5, 1, rng="one"), "rng is 'one'"),
    "h lost in rounding": (lambda: central_difference(network, x, y, half_squared_error, h=1e-17), "rounding swallows"),
    "h too large": (lambda: central_difference(network, x, y, half_squared_error, h=1e3), "leaves the neighbourhood"),
    "gradients of objects": (lambda: largest_difference([("a", "b")], [("a", "b")]), "made of numbers"),
}


@pytest.mark.parametrize("case", WORDS)
def test_a_refusal_says_how_to_mend_it(case):
    act, words = WORDS[case]
    with pytest.raises((TypeError, ValueError), match=words) as refusal:
        act()
    assert "\n" not in str(refusal.value) and len(str(refusal.value)) < 260


@pytest.mark.parametrize(
    "given",
    [[[1], [0]], ((1, 0), (0, 1)), Frame([[0.5], [1]]), np.array([[True], [False]]), np.ma.array([[1.0], [2.0]]),
     np.ones((2, 1), np.float16), np.ones((2, 1), np.uint8), np.ones((2, 1), object)],
)  # fmt: skip
def test_what_converts_without_loss_is_taken(given):
    assert forward(network, given)[-1].a.dtype == float


def test_complex_numbers_and_symbols_of_any_name_are_taken_from_objects():
    assert forward(network, np.array([[1j], [1]], object))[0].x.dtype == complex
    for letters in ("ab", "xyz"):
        symbols = np.array([[sympy.Symbol(letters)], [1]], object)
        assert forward(network, symbols)[0].x.tolist() == symbols.tolist()


def advised(act, **given):
    """What each piece of code in a refusal makes of the array that it names."""
    with pytest.raises((TypeError, ValueError)) as refusal:
        act()
    text, (name,) = str(refusal.value), given
    made = {}
    starts = rf"\bnp\.\w|\b{name}\.\w|\b{name}\[|\[\[{name}\b|(?<=[Ww]rite )\(?{name}\b"
    while begins := re.search(starts, text):
        text = text[begins.start() :]
        code = next(text[:end] for end in range(len(text), 0, -1) if text[end - 1] not in " ,." and is_code(text[:end]))
        made[code] = eval(code, {"np": np, **given})
        text = text.removeprefix(code)
    return made


def is_code(text):
    try:
        return not isinstance(ast.parse(text, mode="eval").body, ast.Tuple)  # and no comma of the sentence
    except SyntaxError:
        return False


@pytest.mark.parametrize("shape", [s for n in range(4) for s in itertools.product((1, 2, 3), repeat=n)], ids=str)
@pytest.mark.parametrize("rows", [1, 2, 3, 6])
def test_a_batch_in_another_shape_is_told_a_way_into_the_right_one_if_there_is_a_natural_one(rows, shape):
    """One that needs no numbers but these, and keeps those of an example together."""
    x, network = np.arange(np.prod(shape, dtype=int)).reshape(shape) * 1.0, Network.random((rows, 1), "tanh", rng=0)
    if len(shape) == 2 and shape[0] == rows:
        assert forward(network, x)[0].x.shape == shape
        return
    natural = {
        0: [lambda: np.array([[x]])],
        1: [lambda: x[None, :], lambda: x[:, None]],
        2: [lambda: x.T],
        3: [lambda: np.stack([example.ravel() for example in x], axis=1)],
    }
    right = next((made() for made in natural[x.ndim] if len(made()) == rows), None)
    found = list(advised(lambda: forward(network, x), x=x).values())
    assert len(found) == (right is not None)
    for one in found:
        np.testing.assert_array_equal(one, right)
    as_lists = advised(lambda: forward(network, x.tolist()), x=x.tolist()).values()
    assert [np.asarray(one).tolist() for one in as_lists] == [np.asarray(one).tolist() for one in found]


@pytest.mark.parametrize("shape", [(1,), (2,), (3,), (1, 2), (1, 3), (3, 1), (2, 2), (2, 1, 1), ()], ids=str)
def test_biases_in_another_shape_are_told_to_stand_in_a_column_if_there_is_one_for_each_unit(shape):
    b = np.arange(np.prod(shape, dtype=int)).reshape(shape) * 1.0
    found = advised(lambda: Layer(np.ones((2, 4)), b, "tanh"), b=b)
    assert [a.tolist() for a in found.values()] == [[[0.0], [1.0]]] * (b.size == 2)


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (2, 2), (3, 1), (1, 2), (2,), (6,)], ids=str)
def test_a_gradient_is_told_to_be_turned_if_that_gives_the_shape_of_its_parameter(shape):
    given = np.arange(np.prod(shape)).reshape(shape) * 1.0
    network = Network.random((2, 3), "tanh", rng=0)
    found = advised(lambda: descend(network, [(given, np.ones((3, 1)))], 0.5), it=given)
    assert [a.tolist() for a in found.values()] == [given.T.tolist()] * (shape == (2, 3))


TURNED = "s W transposed? Then write W.T."


def refusal(act):
    with pytest.raises((TypeError, ValueError)) as refused:
        act()
    return str(refused.value)


@pytest.mark.parametrize("n_out, n_in", [(2, 3), (3, 2), (3, 3), (1, 2), (2, 1), (1, 1)])
def test_w_is_asked_to_be_turned_only_if_that_makes_it_fit(n_out, n_in):
    W = np.ones((n_out, n_in))
    for rows in {1, 2, 3, 4} - {n_out}:
        for b in (np.zeros((rows, 1)), np.zeros((rows, 1)).tolist()):
            assert (TURNED in refusal(lambda b=b: Layer(W, b, "tanh"))) == (rows == n_in), b
        below = Layer(np.ones((rows, 2)), np.zeros((rows, 1)), "tanh")
        if rows != n_in:
            said = refusal(lambda below=below: Network([below, Layer(W, np.zeros((n_out, 1)), "tanh")]))
            assert TURNED not in said
    for b in (0.0, [], np.zeros(n_out), np.zeros((n_out, 2))):
        said = refusal(lambda b=b: Layer(W, b, "tanh"))
        assert TURNED not in said and said.startswith("b has shape ")
    if n_out != n_in:
        below = Layer(np.ones((n_out, 2)), np.zeros((n_out, 1)), "tanh")
        assert TURNED in refusal(lambda: Network([below, Layer(W, np.zeros((n_out, 1)), "tanh")]))


@pytest.mark.parametrize("low", [-2, -1, 0, 1])
@pytest.mark.parametrize("high", [2, 3, 99, 100])
def test_targets_between_other_bounds_are_told_the_way_to_0_and_1_if_it_is_plain(low, high):
    if low == -1:
        high -= 1
    y = np.array([[low, high, low]])
    found = advised(lambda: cost(one, np.ones((1, 3)), y, "binary_cross_entropy"), y=y)
    plain = (low, high) in ((-1, 1), (1, 2), (0, 100))
    assert [a.tolist() for a in found.values()] == [[[0, 1, 0]]] * plain


def test_probabilities_may_be_off_by_rounding():
    tenths = Network.random((1, 10), "softmax", rng=0)
    assert cost(tenths, [[1.0]], np.full((10, 1), 0.1), "cross_entropy") > 0  # ten tenths are no 1 in binary
    for wrong in (0.0999, 0.1001):
        with pytest.raises(ValueError, match="does not add up to 1"):
            cost(tenths, [[1.0]], np.full((10, 1), wrong), "cross_entropy")


def test_a_number_may_move_by_a_symbol_and_a_symbol_by_a_complex_number():
    p = sympy.Symbol("p")
    (number,) = descend(Network([Layer([[1.0]], [[0.0]], "identity")]), [([[p]], [[0.0]])], 1)
    (symbol,) = descend(Network([Layer([[p]], [[0.0]], "identity")]), [([[1j]], [[0.0]])], 1)
    assert number.W.item() == 1.0 - p and symbol.W.item() == p - 1j


def test_gradients_are_as_real_as_their_parameters():
    for W, b in itertools.product(([[1j]], [[1.0]]), repeat=2):
        layered = Network([Layer(W, b, "identity")])
        after = descend(layered, [(np.array([[2 + 0j]]), np.array([[4 + 0j]]))], 0.5)[0]
        assert (after.W, after.b) == (layered[0].W - 1, layered[0].b - 2)
        assert (after.W.dtype, after.b.dtype) == (layered[0].W.dtype, layered[0].b.dtype)
        for part in range(2):
            gradient = [[[0.0]], [[0.0]]]
            gradient[part] = [[1j]]
            if (W, b)[part] == [[1j]]:
                assert descend(layered, [gradient], 1.0)[0][part] == 0
            else:
                with pytest.raises(TypeError, match="is complex, and its parameter is real"):
                    descend(layered, [gradient], 1.0)


def test_weights_in_a_row_are_told_both_ways_to_stand():
    W = [1.0, 2.0]
    found = advised(lambda: Layer(W, [[0.0]], "tanh"), W=W)
    assert [a.tolist() for a in found.values()] == [[[1.0, 2.0]], [[1.0], [2.0]]]
    for other in (1.0, [[[1.0]]]):
        assert not advised(lambda other=other: Layer(other, [[0.0]], "tanh"), W=other)


FORMS = {
    "a list": list,
    "an array": np.array,
    "floats": lambda labels: np.array(labels, float),
    "a row": lambda labels: np.array([labels]),
    "a column": lambda labels: np.array(labels)[:, None],
    "a table": lambda labels: Frame(labels),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("classes", [2, 3, 4])
def test_class_labels_become_one_hot_by_what_is_advised(classes, form):
    network = Network.random((2, classes), "softmax", rng=0)
    for low, high in itertools.combinations_with_replacement(range(-1, 6), 2):
        labels = [low, low, high, high, low]  # five, which is no number of classes
        y = FORMS[form](labels)
        (found,) = advised(lambda y=y: cost(network, np.ones((2, 5)), y, "cross_entropy"), y=y).values()
        first = next((k for k in (0, 1) if low >= k and high < k + classes), None)
        if first is None:
            assert found.ravel().tolist() == [int(label > low) for label in labels]
            said = f"from 0 to {classes - 1}, and these from {low} to {high}; "
            with pytest.raises(ValueError, match=said):
                cost(network, np.ones((2, 5)), y, "cross_entropy")
        else:
            assert found.shape == (classes, 5) and (found.sum(axis=0) == found.max(axis=0)).all()
            assert found.argmax(axis=0).tolist() == [label - first for label in labels]


@pytest.mark.parametrize(
    "y",
    [
        [0.5, 0.25, 1, 0, 0],
        [sympy.Symbol("p"), 0, 1, 0, 1],
        np.ones((5, 1, 1)),
        [[0, 1, 2, 1], [1, 2, 0, 2]],
        2.0,
        np.array([0, 1j, 0, 1, 1]),
        [],
    ],
    ids=str,
)
def test_what_are_no_class_labels_is_not_called_so(y):
    for act in (of_y(y, 5), lambda: cost(one, np.ones((1, 5)), y, half_squared_error)):
        with pytest.raises(ValueError, match=r"^y has shape") as refusal:
            act()
        assert not re.search("lass labels|np.unique", str(refusal.value))
    with pytest.raises(ValueError, match=r"^x has shape") as refusal:
        forward(wide, np.array([0, 1, 1, 0, 1]))
    assert not re.search("lass labels|np.unique", str(refusal.value))


@pytest.mark.parametrize("y", [[0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [0, 1, 1, 0, 1], [0, 2, 1, 5, 3]], ids=str)
def test_for_one_output_whole_numbers_are_targets_and_no_class_labels(y):
    for given in (np.array(y), np.array(y)[:, None]):
        found = advised(lambda given=given: cost(one, np.ones((1, 5)), given, half_squared_error), y=given)
        assert [a.tolist() for a in found.values()] == [[y]]


@pytest.mark.parametrize("rows", [2, 3, 4])
def test_of_one_hot_targets_one_output_takes_the_second_row(rows):
    y = np.eye(rows)[:, [0, 1, 1, 0, 1]]
    found = advised(lambda: cost(one, np.ones((1, 5)), y, half_squared_error), y=y)
    assert [a.tolist() for a in found.values()] == [[[0, 1, 1, 0, 1]]] * (rows == 2)
    six = Network.random((1, 6), "softmax", rng=0)
    assert not advised(lambda: cost(six, np.ones((1, 5)), y, half_squared_error), y=y)


def test_one_form_of_gradients_is_taken_everywhere():
    records = gradients
    pairs = [(g.W, g.b) for g in gradients]
    lists = [[g.W, g.b] for g in gradients]
    layers = [Layer(g.W, g.b, "identity") for g in gradients]
    for form in (records, pairs, lists, layers, tuple(pairs)):
        assert largest_difference(form, records) == largest_difference(records, form) == 0
        assert descend(network, form, 0.5) == descend(network, records, 0.5)
        assert diagnose(network, x, y, half_squared_error, form).correct


def test_a_difference_to_nothing_is_not_called_relative():
    nothing = [(np.zeros((1, 1)), np.zeros((1, 1)))]
    assert largest_difference([(np.array([[1e-12]]), np.zeros((1, 1)))], nothing) == np.inf
    assert largest_difference(nothing, nothing) == 0


def test_a_bias_may_be_flat():
    flat = [(g.W, g.b.ravel()) for g in gradients]
    assert diagnose(network, x, y, "half_squared_error", flat).correct and largest_difference(flat, gradients) == 0
    assert descend(network, flat, 0.5) == descend(network, gradients, 0.5)


def test_a_rate_may_be_any_number_and_a_nudge_in_single_precision():
    for rate in (Fraction(1, 2), Decimal("0.5"), np.array(0.5), np.float32(0.5)):
        assert descend(network, gradients, rate) == descend(network, gradients, 0.5)
    measured = central_difference(network, x, y, half_squared_error, h=np.float32(1e-5))
    assert largest_difference(measured, gradients) < 1e-6


@pytest.mark.parametrize("rate", [0.5, None])
def test_parameters_and_steps_are_not_taken_for_gradients(rate):
    case = (network, x, y, "half_squared_error")
    after = descend(network, gradients, 0.5)
    said = str(diagnose(*case, [(W, b) for W, b, _ in after], rate))
    assert said == "These are the parameters after a step with learning rate 0.5, and not their gradients."
    said = str(diagnose(*case, [(W, b) for W, b, _ in network], rate))
    assert said == "These are the parameters as they are, and not their gradients."
    zeros = [(0 * g.W, 0 * g.b) for g in gradients]
    assert str(diagnose(*case, zeros, rate)) == "All of these gradients are 0, and the right ones are not."
    steps = str(diagnose(*case, [(-0.5 * g.W, -0.5 * g.b) for g in gradients], rate))
    assert ("-learning_rate" in steps) is bool(rate)
