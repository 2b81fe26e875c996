"""The algorithm: `forward` returns a trace, `backward` takes it and returns gradients, `descend` returns a new network.

Read from top to bottom, this file is the book. Nothing here changes its arguments and nothing is remembered
between calls: whatever a function needs, it is given.

Shapes: a batch of N examples is a matrix with one column per example. A layer that turns n_in values into
n_out has W of shape (n_out, n_in) and b of shape (n_out, 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import signature, unwrap
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import numpy as np

from . import elementwise as ew
from .elementwise import Array, is_symbolic

# ---------------------------------------------------------------------------------------------- activations


def _as_floats(z: Any) -> Array:
    """Whole numbers, single precision and truth values as float64; complex numbers and symbols as they are."""
    z = np.asarray(z)
    return z.astype(float) if z.dtype.kind in "biuf" else z


class _ActivationFields(NamedTuple):
    name: str
    value: Callable[[Any], Any]
    slope: Callable[[Any, Any], Any]


class Activation(_ActivationFields):
    """What a unit does with its net input: a = value(z), with slope da/dz = derivative(z, a).

    The function given as `derivative` takes z, or z and a, so that it can use whichever is cheaper. For an
    elementwise activation it returns an array shaped like z. For softmax, where each output depends on every
    net input of its layer, it returns one Jacobian per example: an array (n, n, N) with da_j/dz_k in row j,
    column k.

    An activation can be called: sigmoid(z) is sigmoid.value(z) for anything that converts to an array.

    Raises TypeError if the name is not a string, a function cannot be called, or takes other arguments.

    >>> cube = Activation("cube", lambda z: z**3, lambda z: 3 * z**2)
    >>> float(cube(2.0)), float(cube.derivative(2.0))
    (8.0, 12.0)
    """

    __slots__ = ()

    def __new__(cls, name: str, value: Callable, derivative: Callable) -> Activation:
        if not isinstance(name, str) or not callable(value) or not callable(derivative):
            raise TypeError(
                f"Activation got ({name!r}, {value!r}, {derivative!r}); it expects a name and two functions: "
                'Activation("cube", lambda z: z**3, lambda z: 3 * z**2).'
            )
        needed = [
            p for p in signature(derivative).parameters.values() if p.default is p.empty and p.kind < p.VAR_POSITIONAL
        ]
        if len(needed) not in (1, 2):
            raise TypeError(
                f"The derivative of {name} takes {len(needed)} arguments; expected one, z, or two, z and a."
            )
        slope = derivative if len(needed) == 2 else lambda z, a: derivative(z)
        return super().__new__(cls, name, value, slope)

    def __call__(self, z: Any) -> Any:
        return np.asarray(self.value(_as_floats(z)))[()]

    def __reduce__(self) -> Any:  # so that networks can be pickled although lambdas cannot
        return self.name if ACTIVATIONS.get(self.name) is self else (Activation, tuple(self))

    def derivative(self, z: Any, a: Any = None) -> Any:
        """da/dz at net input z. Give a = value(z) if you have it: the activation is then not computed twice."""
        z = _as_floats(z)
        return self.slope(z, self.value(z) if a is None else a)

    def delta(self, error: Array, z: Array, a: Array) -> Array:
        """dJ/dz from error = dJ/da: multiply by the slopes, or by the transposed Jacobian for softmax.

        error, z, a and the result: (n, N).

        >>> sigmoid.delta(np.array([[2.0]]), np.array([[0.0]]), np.array([[0.5]]))
        array([[0.5]])
        """
        slope = self.slope(z, a)
        return (error[:, None] * slope).sum(axis=0) if np.ndim(slope) == 3 else error * slope


def _softmax(z: Array) -> Array:
    e = ew.exp(z - ew.peak(z))
    return e / e.sum(axis=0)


def _softmax_jacobian(z: Array, a: Array) -> Array:
    same_unit = np.eye(len(a), dtype=int)[:, :, None]
    return a[:, None] * (same_unit - a[None, :])


# What a unit may do with its net input z, and the slope of that, from z or from the output a:
#   identity    z                       1
#   sigmoid     1 / (1 + e^-z)          a (1 - a)         (the logistic function)
#   tanh        tanh z                  1 - a^2
#   relu        z if z > 0, else 0      1 if z > 0, else 0: at the kink z = 0 the slope is taken to be 0
#   leaky_relu  z if z > 0, else z/100  1 if z > 0, else 1/100           (Maas, Hannun & Ng, ICML workshop, 2013)
#   softplus    log(1 + e^z)            the logistic function of z       (Dugas et al., NIPS, 2000)
#   softmax     e^z_j / sum_k e^z_k     da_j/dz_k = a_j ([j = k] - a_k)      (Bridle, NIPS, 1989)
identity = Activation("identity", lambda z: z, lambda z, a: z * 0 + 1)
sigmoid = Activation("sigmoid", ew.logistic, lambda z, a: a * (1 - a))
tanh = Activation("tanh", ew.tanh, lambda z, a: 1 - a**2)
relu = Activation("relu", lambda z: ew.choose(z, z, 0), lambda z, a: ew.choose(z, 1, 0))
leaky_relu = Activation("leaky_relu", lambda z: ew.choose(z, z, z / 100), lambda z, a: ew.choose(z, 100, 1) / 100)
softplus = Activation("softplus", ew.softplus, lambda z, a: ew.logistic(z))
softmax = Activation("softmax", _softmax, _softmax_jacobian)

ACTIVATIONS = {f.name: f for f in (identity, sigmoid, tanh, relu, leaky_relu, softplus, softmax)}

# --------------------------------------------------------------------------------------------------- losses


class Loss(NamedTuple):
    """How wrong an output a is for a target y: value(a, y), with slope dE/da = derivative(a, y).

    Both return one number per output unit and example; `cost` adds them up.

    `paired` names the output activation that a log loss belongs to; then delta = (a - y)/N directly, which stays
    finite where the chain taken literally would multiply 0 by infinity. `from_z(z, y)` is the same loss as a
    function of the net input, exact even where a has been rounded to 0 or 1.

    >>> float(half_squared_error.value(0.75, 0.25)), float(half_squared_error.derivative(0.75, 0.25))
    (0.125, 0.5)
    """

    name: str
    value: Callable[[Any, Any], Any]
    derivative: Callable[[Any, Any], Any]
    paired: Activation | None = None
    from_z: Callable[[Any, Any], Any] | None = None


def _log_sum_exp(z: Array) -> Array:
    return ew.log(ew.exp(z - ew.peak(z)).sum(axis=0, keepdims=True)) + ew.peak(z)


# E per output unit, and dE/da:
#   half_squared_error    (a - y)^2 / 2                        a - y
#   binary_cross_entropy  -y log a - (1 - y) log(1 - a)        (1 - y)/(1 - a) - y/a
#   cross_entropy         -y log a                             -y/a
# At a = 0 or 1 the log losses have their limits: 0 log 0 = 0 and log 0 = -infinity.
half_squared_error = Loss("half_squared_error", lambda a, y: (a - y) ** 2 / 2, lambda a, y: a - y)
binary_cross_entropy = Loss(
    "binary_cross_entropy",
    lambda a, y: -ew.x_log_y(y, a) - ew.x_log_y(1 - y, 1 - a),
    lambda a, y: ew.x_over_y(1 - y, 1 - a) - ew.x_over_y(y, a),
    paired=sigmoid,
    from_z=lambda z, y: ew.softplus(z) - y * z,
)
cross_entropy = Loss(
    "cross_entropy",
    lambda a, y: -ew.x_log_y(y, a),
    lambda a, y: -ew.x_over_y(y, a),
    paired=softmax,
    from_z=lambda z, y: y * (_log_sum_exp(z) - z),
)

LOSSES = {loss.name: loss for loss in (half_squared_error, binary_cross_entropy, cross_entropy)}

# ------------------------------------------------------------------------------------- layers and networks


class _LayerFields(NamedTuple):
    W: Array
    b: Array
    activation: Activation


class Layer(_LayerFields):
    """One layer: weights W (n_out, n_in), biases b (n_out, 1) and an activation (or its name). Read-only.

    W[j, i] is the weight from unit i of the layer below to unit j of this one. The arrays are copied, and the
    copies cannot be written.

    Raises TypeError or ValueError, in words, for anything that is not such a layer.

    >>> Layer([[0.15, 0.20], [0.25, 0.30]], [[0.35], [0.35]], "sigmoid").W.shape
    (2, 2)
    """

    __slots__ = ()

    def __new__(cls, W: Any, b: Any, activation: Activation | str) -> Layer:
        W = as_matrix("W", W, "expected (n_out, n_in), one row per unit of the layer")
        b = as_matrix("b", b, f"expected ({len(W)}, 1), one bias per unit of the layer")
        if b.shape != (len(W), 1):
            raise ValueError(
                f"b has shape {b.shape}; a layer whose W has shape {W.shape} expects b of shape ({len(W)}, 1), "
                f"one bias per unit. If b has the right numbers, write b.reshape({len(W)}, 1)."
            )
        activation = named("activation", activation, Activation, ACTIVATIONS)
        check_activation(activation, units=len(W))
        return cls.of(W, b, activation)

    @classmethod
    def of(cls, W: Array, b: Array, activation: Activation) -> Layer:
        """A layer that takes over the arrays it is given, without a check and without a copy, and locks them."""
        W.setflags(write=False)
        b.setflags(write=False)
        return tuple.__new__(cls, (W, b, activation))

    @classmethod
    def _make(cls, iterable: Iterable) -> Layer:  # type: ignore[override]
        """So that _replace checks and locks too."""
        return cls(*iterable)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Layer)
            and self.activation == other.activation
            and np.array_equal(self.W, other.W)
            and np.array_equal(self.b, other.b)
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]


class Network(tuple[Layer, ...]):
    """An immutable sequence of layers, each taking what the one before gives.

    Raises TypeError or ValueError, in words, if it is empty or the layers do not fit.

    >>> network = Network([Layer([[1.0, 2.0]], [[0.0]], "tanh"), Layer([[3.0]], [[1.0]], "sigmoid")])
    >>> network.sizes
    (2, 1, 1)
    """

    __slots__ = ()

    def __new__(cls, layers: Iterable[Layer]) -> Network:
        self = cls.of(layers)
        if not self:
            raise ValueError("The network is empty; it needs at least one layer: Network([Layer(W, b, sigmoid)]).")
        for number, layer in enumerate(self, 1):
            if not isinstance(layer, Layer):
                raise TypeError(f"Layer {number} is a {type(layer).__name__}; expected a Layer(W, b, activation).")
        for number, (below, above) in enumerate(pairwise(self), 2):
            if above.W.shape[1] != below.W.shape[0]:
                raise ValueError(
                    f"Layer {number} has W of shape {above.W.shape} and so expects {above.W.shape[1]} inputs, but "
                    f"layer {number - 1} gives {below.W.shape[0]}; the columns of W must match the layer below."
                )
        return self

    @classmethod
    def of(cls, layers: Iterable[Layer]) -> Network:
        """A network of layers that are known to fit, without a check."""
        return super().__new__(cls, layers)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of units: (inputs, first layer, ..., outputs)."""
        return (self[0].W.shape[1], *(len(layer.W) for layer in self))

    @classmethod
    def random(
        cls,
        sizes: Sequence[int],
        activation: Activation | str | Sequence[Activation | str],
        rng: np.random.Generator | int | None = None,
    ) -> Network:
        """A network with normal weights of variance 1/n_in and biases 0; rng is a generator or a seed.

        activation: one for all layers, or one per layer. With variance 1/n_in a net input has about the size
        of the layer's inputs, however wide the layer is (LeCun et al., Efficient BackProp, 1998).

        >>> Network.random((2, 3, 1), ["tanh", "sigmoid"], rng=0).sizes
        (2, 3, 1)
        """
        sizes = tuple(sizes)
        if len(sizes) < 2 or not all(isinstance(n, int | np.integer) and n > 0 for n in sizes):
            raise ValueError(f"sizes is {sizes}; expected at least two positive whole numbers, such as (2, 3, 1).")
        if isinstance(activation, Activation | str):
            activations = [activation] * (len(sizes) - 1)
        else:
            activations = list(activation)
        if len(activations) != len(sizes) - 1:
            raise ValueError(
                f"{len(activations)} activations for {len(sizes) - 1} layers; give one for each, or one for all."
            )
        rng = np.random.default_rng(rng)
        return cls(
            Layer(rng.normal(size=(n_out, n_in)) / np.sqrt(n_in), np.zeros((n_out, 1)), f)
            for n_in, n_out, f in zip(sizes[:-1], sizes[1:], activations, strict=True)
        )


class LayerTrace(NamedTuple):
    """What one layer saw on the way forward: input x (n_in, N), net input z (n_out, N), output a (n_out, N).

    >>> LayerTrace(x=1.0, z=0.0, a=0.5).a
    0.5
    """

    x: Array
    z: Array
    a: Array


class LayerGradient(NamedTuple):
    """What one layer gets on the way back: error = dJ/da, delta = dJ/dz (n_out, N); dJ/dW and dJ/db as W and b.

    >>> LayerGradient(error=2.0, delta=0.5, W=0.05, b=0.5).W
    0.05
    """

    error: Array
    delta: Array
    W: Array
    b: Array


# ------------------------------------------------------------------------ what may come in, checked in words

Name = TypeVar("Name", Activation, Loss)


def named(what: str, given: Any, kind: type[Name], known: dict[str, Name]) -> Name:
    """An activation or loss, given itself or by name; TypeError or ValueError, with the names that exist, if neither.

    >>> named("loss", "half_squared_error", Loss, LOSSES) is half_squared_error
    True
    """
    if isinstance(given, kind):
        return given
    if isinstance(given, str) and given in known:
        return known[given]
    error = ValueError if isinstance(given, str) else TypeError
    raise error(f"{what} is {given!r}; expected one of {', '.join(known)}, or your own {kind.__name__}.")


def as_matrix(name: str, given: Any, expected: str, rows: int | None = None) -> Array:
    """A fresh float64 (or complex, or symbolic) copy of a finite matrix with that many rows.

    Raises TypeError for what is not numbers or symbols, ValueError for a wrong shape, NaN or infinity.

    >>> as_matrix("x", [[1, 2]], "expected (1, 2)")
    array([[1., 2.]])
    """
    if np.ma.is_masked(given):
        raise ValueError(f"{name} has masked entries; fill them in, or leave those examples out.")
    try:
        array = np.array(given)
    except ValueError as problem:
        raise ValueError(f"{name} is not a rectangular array: its rows differ in length.") from problem
    if array.dtype.kind in "biuf":
        array = array.astype(float)
    elif array.dtype.kind == "O":
        for value in array.flat:
            if not (isinstance(value, int | float | complex | np.number) or hasattr(value, "free_symbols")):
                raise TypeError(f"{name} contains {value!r}; expected numbers or SymPy expressions.")
        if not any(hasattr(value, "free_symbols") for value in array.flat):
            array = array.astype(complex if any(map(np.iscomplexobj, array.flat)) else float)
    elif array.dtype.kind != "c":
        raise TypeError(f"{name} holds {array.dtype.name} values; expected numbers.")
    if array.ndim != 2 or 0 in array.shape or (rows is not None and len(array) != rows):
        mend = f" For a single example write {name}.reshape({rows}, 1)." if rows and array.shape == (rows,) else ""
        raise ValueError(f"{name} has shape {array.shape}; {expected}.{mend}")
    if array.dtype.kind != "O" and not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise ValueError(f"{name} has {array[row, column]} in row {row}, column {column}; every value must be finite.")
    return array


def as_batch(name: str, given: Any, rows: int) -> Array:
    """A batch (rows, N), one column per example; raises as as_matrix does.

    >>> as_batch("x", [[1], [2]], rows=2).shape
    (2, 1)
    """
    return as_matrix(name, given, f"this network expects ({rows}, N), one column per example", rows)


def check_activation(activation: Activation, units: int) -> None:
    """Try an activation out on two examples; ValueError if it or its slope gives another shape than it must.

    >>> check_activation(sigmoid, units=3)
    """
    z = np.full((units, 2), 0.5)
    a = activation.value(z)
    if np.shape(a) != z.shape:
        raise ValueError(
            f"{activation.name} turns net inputs of shape {z.shape} into {np.shape(a)}; an activation keeps the shape."
        )
    slope = np.shape(activation.slope(z, a))
    if slope not in (z.shape, (), (units, units, 2)):
        raise ValueError(
            f"The derivative of {activation.name} has shape {slope} for net inputs of shape {z.shape}; expected the "
            f"same shape, or one Jacobian for each example, {(units, units, 2)}."
        )


def checked(check: Callable[..., tuple]) -> Callable[[Callable], Callable]:
    """Put a boundary before a function: check() takes the same arguments and returns them converted, or raises.

    `train` checks once and then calls the functions without this boundary (inspect.unwrap).

    >>> half = checked(lambda n: (float(n),))(lambda n: n / 2)
    >>> half("3")
    1.5
    """

    def with_boundary(function: Callable) -> Callable:
        @wraps(function)
        def outer(*args: Any, **kwargs: Any) -> Any:
            return function(*check(*args, **kwargs))

        return outer

    return with_boundary


def check_network(network: Any) -> Network:
    """The network, or a TypeError that says what was given instead.

    >>> check_network([])
    Traceback (most recent call last):
    TypeError: network is a list; expected a Network, such as Network([Layer(W, b, sigmoid)]).
    """
    if not isinstance(network, Network):
        raise TypeError(
            f"network is a {type(network).__name__}; expected a Network, such as Network([Layer(W, b, sigmoid)])."
        )
    return network


def check_forward(network: Network, x: Any) -> tuple:
    """The arguments of `forward`, with x as a batch (n_in, N); TypeError or ValueError if they do not fit.

    >>> check_forward(Network([Layer([[2]], [[0]], identity)]), [[3]])[1]
    array([[3.]])
    """
    return check_network(network), as_batch("x", x, network.sizes[0])


def check_targets(network: Network, y: Any, loss: Loss | str, N: int) -> tuple[Array, Loss]:
    """Targets (n_out, N) and the loss; ValueError if y, the loss and the output layer do not fit together.

    >>> check_targets(Network([Layer([[2]], [[0]], identity)]), [[1]], "half_squared_error", N=1)[0]
    array([[1.]])
    """
    y = as_batch("y", y, network.sizes[-1])
    loss = named("loss", loss, Loss, LOSSES)
    if y.shape[1] != N:
        raise ValueError(f"y has {y.shape[1]} columns and x has {N}; expected one target for each example.")
    if loss.paired is None:
        if loss.from_z:
            raise ValueError(f"{loss.name} has from_z without paired; name the activation whose net input it takes.")
        return y, loss
    if network[-1].activation != loss.paired:
        raise ValueError(
            f"{loss.name} belongs to an output layer with {loss.paired.name}; this one has "
            f"{network[-1].activation.name}. Change the activation of the last layer, or use half_squared_error."
        )
    if not is_symbolic(y):
        probabilities = np.real(y)
        if probabilities.min() < 0 or probabilities.max() > 1:
            raise ValueError(f"y runs from {y.min()} to {y.max()}; targets of {loss.name} lie between 0 and 1.")
        if loss.paired == softmax and np.abs(probabilities.sum(axis=0) - 1).max() > 1e-9:
            raise ValueError("A column of y does not add up to 1; targets of cross_entropy are probabilities.")
    return y, loss


def check_cost(network: Network, x: Any, y: Any, loss: Loss | str) -> tuple:
    """The arguments of `cost`, converted; TypeError or ValueError if they do not fit.

    >>> check_cost(Network([Layer([[2]], [[0]], identity)]), [[3]], [[1]], "half_squared_error")[2]
    array([[1.]])
    """
    network, x = check_forward(network, x)
    return network, x, *check_targets(network, y, loss, x.shape[1])


def check_backward(network: Network, trace: Sequence[LayerTrace], y: Any, loss: Loss | str) -> tuple:
    """The arguments of `backward`; ValueError if the trace cannot come from this network or is not finite.

    >>> network = Network([Layer([[2]], [[0]], identity)])
    >>> check_backward(network, forward(network, [[3]]), [[1]], "half_squared_error")[2]
    array([[1.]])
    """
    check_network(network)
    if not all(isinstance(layer, LayerTrace) for layer in trace) or len(trace) != len(network):
        raise ValueError("trace does not come from this network; give what forward(network, x) returned.")
    N = trace[0].x.shape[-1]
    for number, (layer, (x, z, a)) in enumerate(zip(network, trace, strict=True), 1):
        n_out, n_in = layer.W.shape
        if not (x.shape == (n_in, N) and z.shape == a.shape == (n_out, N)):
            raise ValueError(
                f"trace of layer {number} has x {x.shape}, z {z.shape}, a {a.shape}; this network expects "
                f"x ({n_in}, {N}), z and a ({n_out}, {N}). Give what forward(network, x) returned."
            )
        if not is_symbolic(z) and not (np.isfinite(z).all() and np.isfinite(a).all()):
            raise ValueError(f"trace of layer {number} is not finite: the numbers overflowed on the way forward.")
    return network, trace, *check_targets(network, y, loss, N)


def check_descend(network: Network, gradients: Sequence[LayerGradient], learning_rate: Any) -> tuple:
    """The arguments of `descend`; TypeError or ValueError if a gradient does not fit its parameters, or is not finite.

    >>> network = Network([Layer([[2]], [[0]], identity)])
    >>> check_descend(network, network, 0.5)[2]
    0.5
    """
    check_network(network)
    if len(gradients) != len(network):
        raise ValueError(f"{len(gradients)} gradients for {len(network)} layers; give what backward returned.")
    for number, (layer, gradient) in enumerate(zip(network, gradients, strict=True), 1):
        if not all(isinstance(getattr(gradient, part, None), np.ndarray) for part in ("W", "b")):
            raise TypeError(f"The gradient of layer {number} is {gradient!r}; give what backward returned.")
        if layer.W.shape != gradient.W.shape or layer.b.shape != gradient.b.shape:
            raise ValueError(
                f"The gradient of layer {number} has W {gradient.W.shape} and b {gradient.b.shape}; its parameters "
                f"have W {layer.W.shape} and b {layer.b.shape}. Give what backward returned for this network."
            )
        if not is_symbolic(gradient.W) and not (np.isfinite(gradient.W).all() and np.isfinite(gradient.b).all()):
            raise ValueError(f"The gradient of layer {number} is not finite; a step along it would lose the network.")
    return network, gradients, check_rate("learning_rate", learning_rate)


def check_rate(name: str, rate: Any) -> Any:
    """A positive, finite number or a symbol; TypeError or ValueError for anything else.

    >>> check_rate("learning_rate", 0.5)
    0.5
    """
    symbol = bool(getattr(rate, "free_symbols", None))
    if not symbol and (isinstance(rate, bool) or not isinstance(rate, int | float | np.integer | np.floating)):
        raise TypeError(f"{name} is {rate!r}; expected a positive number.")
    if not symbol and not 0 < rate < float("inf"):
        raise ValueError(f"{name} is {rate}; expected a positive, finite number.")
    return rate


# --------------------------------------------------------------------------------------------- the algorithm


@checked(check_forward)
def forward(network: Network, x: Array) -> tuple[LayerTrace, ...]:
    """Run the network on x (n_in, N) and keep what each layer saw.

    In each layer z = W x + b and a = f(z); the prediction is the last a.
    Raises TypeError or ValueError, in words, for an x that does not fit.

    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> forward(network, [[3.0]])[-1].a
    array([[6.5]])
    """
    trace = []
    for W, b, activation in network:
        z = W @ x + b
        a = activation.value(z)
        trace.append(LayerTrace(x, z, a))
        x = a
    return tuple(trace)


@checked(check_backward)
def backward(
    network: Network,
    trace: Sequence[LayerTrace],
    y: Array,
    loss: Loss,
) -> tuple[LayerGradient, ...]:
    """The gradient of the cost with respect to everything, from back to front.

    error = dJ/da is loss'(a, y)/N at the output, W.T @ delta everywhere else;
    delta = dJ/dz = error * f'(z); dJ/dW = delta @ x.T; dJ/db = sum of delta.
    y: (n_out, N). Source: Rumelhart, Hinton & Williams, Nature 323 (1986).
    Raises TypeError or ValueError for a trace or targets that do not fit.

    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> trace = forward(network, [[3.0]])
    >>> backward(network, trace, [[6.0]], half_squared_error)[0].W
    array([[1.5]])
    """
    N = y.shape[1]
    error = loss.derivative(trace[-1].a, y) / N
    gradients: list[LayerGradient] = []
    for layer, (x, z, a) in zip(reversed(network), reversed(trace), strict=True):
        if loss.paired and not gradients:
            delta = (a - y) / N
        else:
            delta = layer.activation.delta(error, z, a)
        dW = delta @ x.T
        db = delta.sum(axis=1, keepdims=True)
        gradients.append(LayerGradient(error, delta, dW, db))
        if len(gradients) < len(network):  # the inputs need no error
            error = layer.W.T @ delta
    return tuple(reversed(gradients))


@checked(check_descend)
def descend(
    network: Network,
    gradients: Sequence[LayerGradient],
    learning_rate: float,
) -> Network:
    """A new network, one step further: W - learning_rate * dJ/dW, and b likewise.

    Raises TypeError or ValueError for gradients that do not fit or a learning
    rate that is not positive.

    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> trace = forward(network, [[3.0]])
    >>> gradients = backward(network, trace, [[6.0]], half_squared_error)
    >>> descend(network, gradients, learning_rate=0.1)[0].W
    array([[1.85]])
    """
    layers = []
    for (W, b, activation), gradient in zip(network, gradients, strict=True):
        W = W - learning_rate * gradient.W
        b = b - learning_rate * gradient.b
        layers.append(Layer.of(W, b, activation))
    return Network.of(layers)


@checked(check_cost)
def cost(network: Network, x: Array, y: Array, loss: Loss) -> Any:
    """J: the loss summed over the output units, averaged over the N examples.

    Raises TypeError or ValueError for x, y or a loss that do not fit.

    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> float(cost(network, [[3.0]], [[6.0]], half_squared_error))
    0.125
    """
    return mean_loss(unwrap(forward)(network, x), y, loss)


def mean_loss(trace: Sequence[LayerTrace], y: Array, loss: Loss) -> Any:
    """J of a forward pass that has been made: what `cost` returns, from the trace.

    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> float(mean_loss(forward(network, [[3.0]]), np.array([[6.0]]), half_squared_error))
    0.125
    """
    _, z, a = trace[-1]
    losses = loss.from_z(z, y) if loss.from_z else loss.value(a, y)
    return losses.sum() / y.shape[1]
