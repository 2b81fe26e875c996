"""A reverse-mode engine for any expression of numbers and arrays: backpropagation without layers.

A Value knows how it was made: by which operation, from which Values. `gradients` goes back through these Values, the
newest first. An operation has a rule for each of its inputs: given the slope of the output with respect to its result,
it says what comes back to that input, a vector-Jacobian product. The rules are written in Values themselves, so that
what they compute can be differentiated again. Nothing is stored in a Value on the way back.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from . import elementwise as ew
from .elementwise import Array
from .wording import kind_of, refuse_masked

_numbers = itertools.count()  # for each Value one, in the order in which they are made


class Operation:
    """A function and its way back: `value(*arrays)` gives an array, and for each of its inputs there is a rule.

    rule(r, u, *inputs) has r, the slope of the output with respect to the result u, and gives what comes back to this
    input: r times du/dinput, for arrays the product with the Jacobian, in the shape of the input, or in that of u if
    the input was broadcast to it. Write it in Values: what it takes from `.data` is a constant for second derivatives.

    Raises TypeError for anything else, or another number of inputs; ValueError for shapes that do not fit.

    >>> square = Operation("square", lambda x: x * x, lambda r, u, x: r * 2 * x)
    >>> x = Value(3.0)
    >>> gradients(square(x) + x, [x])
    (array(7.),)
    """

    def __init__(self, name: str, value: Callable[..., Any], *rules: Callable[..., Any]) -> None:
        if not isinstance(name, str) or not rules or not all(map(callable, (value, *rules))):
            raise TypeError(
                "Operation(name, value, rule, ...) expects a function of arrays, and a rule for each of its inputs."
            )
        self.name, self.value, self.rules = name, value, rules

    def __call__(self, *inputs: Any) -> Value:
        if len(inputs) != len(self.rules):
            raise TypeError(f"{self.name} has rules for {len(self.rules)} inputs, and got {len(inputs)}.")
        values = tuple(map(_value, inputs))
        try:
            result = self.value(*(x.data for x in values))
        except ValueError:
            if not isinstance(self.value, np.ufunc):
                raise
            shapes = " and ".join(str(x.shape) for x in values)
            raise ValueError(f"{self.name} got the shapes {shapes}, which do not fit.") from None
        return Value(result, values, self)


# Each operation, and what comes back to its inputs: u is its result, r the slope of the output with respect to u.
add = Operation("+", np.add, lambda r, u, a, b: r, lambda r, u, a, b: r)
subtract = Operation("-", np.subtract, lambda r, u, a, b: r, lambda r, u, a, b: -r)
multiply = Operation("*", np.multiply, lambda r, u, a, b: r * b, lambda r, u, a, b: r * a)
negative = Operation("negative", np.negative, lambda r, u, x: -r)
transpose = Operation("T", np.transpose, lambda r, u, x: r.T)
exp = Operation("exp", np.exp, lambda r, u, x: r * u)
log = Operation("log", np.log, lambda r, u, x: r / x)
tanh = Operation("tanh", np.tanh, lambda r, u, x: r * (1 - u * u))
sigmoid = Operation("sigmoid", ew.logistic, lambda r, u, x: r * u * (1 - u))
relu = Operation("relu", lambda x: ew.choose(x, x, 0), lambda r, u, x: r * (x.data.real > 0))  # at 0: 0
sin = Operation("sin", np.sin, lambda r, u, x: r * cos(x))
cos: Operation = Operation("cos", np.cos, lambda r, u, x: -r * sin(x))
divide = Operation("/", np.divide, lambda r, u, a, b: r / b, lambda r, u, a, b: -r * u / b)
power = Operation(
    "**",
    np.power,
    lambda r, u, a, b: r * b * a ** (b - (b.data != 0)),  # a**0 is constant, at a = 0 too
    lambda r, u, a, b: r * u * log(a + (a.data == 0)),  # 0**b stays 0
)
_product = Operation(
    "@",
    np.matmul,
    lambda r, u, a, b: _summed(r @ _swapped(b), a.shape),
    lambda r, u, a, b: _summed(_swapped(a) @ r, b.shape),
)


def matmul(a: Any, b: Any) -> Value:
    """The product of two matrices, of stacks of them, or of one with a flat array as row or column.

    Raises ValueError if the shapes do not fit.

    >>> matmul([[1.0, 2.0], [3.0, 4.0]], [5.0, 6.0])
    Value([17.0, 39.0])
    """
    a, b = _value(a), _value(b)
    row, column = len(a.shape) == 1, len(b.shape) == 1
    u = _product(a[None, :] if row else a, b[:, None] if column else b)
    u = u[..., 0, :] if row else u
    return u[..., 0] if column else u


# By which NumPy computes array * value: it hands the operator over to the Value.
_OPERATORS: dict[Any, Callable[..., Value]] = {np.matmul: matmul}
_OPERATORS |= {operation.value: operation for operation in (add, subtract, multiply, divide, power, negative)}

# How NumPy's functions are written here.
_WRITTEN = {"dot": "@", "inner": "@", "vecdot": "@", "matvec": "@", "vecmat": "@", "transpose": ".T"}
_WRITTEN |= {"sum": ".sum()", "add.reduce": ".sum()", "mean": ".sum() and /", "sqrt": "** 0.5", "square": "** 2"}
_WRITTEN |= {name: f"graph.{name}" for name in ("exp", "log", "tanh", "sin", "cos")}


class Value:
    """A number or an array of floats, `data`; one that was computed also has its `operation` and the `inputs` of that.

    Values can be combined with each other, with numbers and with arrays: + - * / ** @ and unary -, `sum`, `T`, [...],
    and the functions of this module. `data` is a copy, which cannot be changed; it is float64, or complex.

    Raises TypeError for anything but numbers, and for an array of whole numbers.

    >>> x, y = Value(3.0), Value([1.0, 2.0])
    >>> x * y + 1, (x * y).sum()
    (Value([4.0, 7.0]), Value(9.0))
    """

    __slots__ = ("__weakref__", "data", "inputs", "number", "operation")

    def __init__(self, data: Any, inputs: tuple[Value, ...] = (), operation: Operation | None = None) -> None:
        array = _result(data, operation) if operation else _array(data)
        if array.dtype.kind in "biu" and array.ndim:
            raise TypeError(f"Value got an array of {array.dtype}; expected floats: convert it with .astype(float).")
        self.data: Array = array.astype(complex if np.iscomplexobj(array) else float, copy=False)
        self.data.flags.writeable = False
        self.inputs, self.operation, self.number = inputs, operation, next(_numbers)

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **options: Any) -> Value:
        """What NumPy does with array * value, and a refusal of all else: it would know nothing of the way back."""
        if options.get("out") and function in _OPERATORS:
            raise TypeError("An array cannot become a Value in place; write a = a + value for a += value.")
        if method != "__call__" or options or function not in _OPERATORS:
            raise _refusal(function.__name__ if method == "__call__" else f"{function.__name__}.{method}")
        return _OPERATORS[function](*inputs)

    def __array_function__(self, function: Any, types: Any, inputs: Any, options: Any) -> Any:
        raise _refusal(function.__name__)

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError("A Value is no array of NumPy; its numbers are .data, which has no way back to it.")

    def __bool__(self) -> bool:
        raise TypeError(f"{self!r:.40} is neither true nor false; ask its numbers, .data.")

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the data, () for a number."""
        return self.data.shape

    def __repr__(self) -> str:
        return f"Value({self.data.tolist()})"

    __add__ = lambda a, b: add(a, b)
    __radd__ = lambda b, a: add(a, b)
    __sub__ = lambda a, b: subtract(a, b)
    __rsub__ = lambda b, a: subtract(a, b)
    __mul__ = lambda a, b: multiply(a, b)
    __rmul__ = lambda b, a: multiply(a, b)
    __truediv__ = lambda a, b: divide(a, b)
    __rtruediv__ = lambda b, a: divide(a, b)
    __pow__ = lambda a, b: power(a, b)
    __rpow__ = lambda b, a: power(a, b)
    __matmul__ = lambda a, b: matmul(a, b)
    __rmatmul__ = lambda b, a: matmul(a, b)
    __neg__ = lambda a: negative(a)

    @property
    def T(self) -> Value:
        """The transpose."""
        return transpose(self)

    def sum(self, axis: int | tuple[int, ...] | None = None) -> Value:
        """The sum along an axis, along several, or of everything.

        >>> Value([[1.0, 2.0], [3.0, 4.0]]).sum(axis=0)
        Value([4.0, 6.0])
        """
        axes = normalize_axis_tuple(range(len(self.shape)) if axis is None else axis, len(self.shape))
        rule = lambda r, u, x: r[_widening(axes, len(x.shape))] * np.ones(x.shape)
        return Operation("sum", lambda x: x.sum(axis=axes), rule)(self)

    def __getitem__(self, index: Any) -> Value:
        rule = lambda r, u, x: _scatter(r, index, x.shape)
        return Operation("[...]", lambda x: x[index], rule)(self)

    def __iter__(self) -> Iterator[Value]:
        if not self.shape:
            raise TypeError(f"{self} is a number; only an array has entries to go through.")
        return (self[k] for k in range(len(self.data)))


def _refusal(name: str) -> TypeError:
    written = _WRITTEN.get(name, "operators, .T, .sum(), [...] and the functions of backprop_lib.graph")
    return TypeError(f"np.{name} takes no Value, as NumPy knows nothing of the way back; write {written} instead.")


def _result(given: Any, operation: Operation) -> Array:
    """What an operation has computed, copied, since it may be somebody else's."""
    refuse_masked(f"What {operation.name} gave", given)
    array = None if isinstance(given, Value) else np.array(given)
    if given is None or array is None or array.dtype.kind not in "biufc":
        raise TypeError(f"{operation.name} gave {kind_of(given)}; expected a number or an array of numbers.")
    return array


def _array(given: Any) -> Array:
    refuse_masked("Value got an array that", given)
    try:
        array = np.array(given)
    except ValueError:
        raise TypeError("Value got rows that differ in length; expected a number or an array of numbers.") from None
    if array.dtype.kind not in "biufc":
        raise TypeError(f"Value got {kind_of(given)}; expected a number or an array of numbers.")
    return array


def _value(given: Any) -> Value:
    """A Value as it is; a constant, which may be made of whole numbers, as a new one."""
    return given if isinstance(given, Value) else Value(_array(given) * 1.0)


def _swapped(x: Value) -> Value:
    """The transpose of each matrix in a stack; of a single one simply x.T."""
    return Operation("swap", lambda x: np.swapaxes(x, -1, -2), lambda r, u, x: _swapped(r))(x)


def _scatter(slope: Value, index: Any, shape: tuple[int, ...]) -> Value:
    """Zeros, with the slope added at this index: the way back of [...], whose own way back is [...]."""

    def scatter(slope: Array) -> Array:
        whole = np.zeros(shape, slope.dtype)
        np.add.at(whole, index, slope)  # an entry that was taken twice gets both
        return whole

    return Operation("scatter", scatter, lambda r, u, slope: r[index])(slope)


def _widening(axes: Sequence[int], ndim: int) -> tuple[Any, ...]:
    """The index that puts summed axes back, each with the length 1."""
    return tuple(None if k in axes else slice(None) for k in range(ndim))


def _fit(slope: Any, x: Value, u: Value) -> Value:
    """What a rule of u has found, in the shape of its input x: what was broadcast forward is summed backward."""
    slope, shapes = _value(slope), [x.shape]
    if _is_broadcast(x.shape, u.shape):
        shapes.append(u.shape)
    if slope.shape not in shapes:
        given = f"A rule of {u.operation and u.operation.name} gives the shape {slope.shape}"
        asked = " or ".join(f"{shape}" for shape in dict.fromkeys(shapes))
        hint = " Multiply r by the Jacobian here." * (slope.shape == u.shape + x.shape != ())
        raise ValueError(f"{given}, and its input has the shape {x.shape}; expected {asked}.{hint}")
    return _summed(slope, x.shape)


def _is_broadcast(shape: tuple[int, ...], wider: tuple[int, ...]) -> bool:
    """Whether NumPy repeats an array of this shape to make it one of the wider shape."""
    last = wider[len(wider) - len(shape) :]
    return len(shape) <= len(wider) and all(n in (1, m) for n, m in zip(shape, last, strict=True))


def _summed(slope: Value, shape: tuple[int, ...]) -> Value:
    """What an array of this shape gets when the slopes of all its copies are summed."""
    if len(slope.shape) > len(shape):
        slope = slope.sum(axis=tuple(range(len(slope.shape) - len(shape))))
    repeated = tuple(k for k, (n, m) in enumerate(zip(shape, slope.shape, strict=True)) if n == 1 != m)
    return slope.sum(axis=repeated)[_widening(repeated, len(shape))] if repeated else slope


# ------------------------------------------------------------------------------------------------ the way back


def trace(output: Value) -> tuple[Value, ...]:
    """The Values from which the output was computed, and itself, in the order of computation.

    A Value is made from Values that exist already. So the order in which they were made is a topological order: each
    comes after all that it uses. Raises TypeError for what is not a Value.

    >>> x = Value(3.0)
    >>> trace(x * x + 1)
    (Value(3.0), Value(9.0), Value(1.0), Value(10.0))
    """
    if not isinstance(output, Value):
        raise TypeError(f"output is {kind_of(output)}; expected a Value.")
    found, to_visit = {output}, [output]
    while to_visit:
        new = set(to_visit.pop().inputs) - found
        found |= new
        to_visit += new
    return tuple(sorted(found, key=lambda value: value.number))


def _way_back(output: Value, inputs: Sequence[Value], again: bool = False) -> dict[Value, Value]:
    """The slopes of the output with respect to those inputs on which it depends.

    `again`: keep how they were computed, to differentiate them in turn. Else they are cut off, which saves memory.
    """
    asked, leading = set(inputs), set(inputs)  # leading: what depends on them; nothing else needs a slope
    order = trace(output)
    for u in order:
        if not leading.isdisjoint(u.inputs):
            leading.add(u)
    back = {output: Value(np.ones(output.shape))}
    for u in reversed(order):
        if u in leading and u.operation:
            slope = back[u] if u in asked else back.pop(u)  # complete by now
            for x, rule in zip(u.inputs, u.operation.rules, strict=True):
                if x in leading:
                    part = _fit(rule(slope, u, *u.inputs), x, u)
                    total = back[x] + part if x in back else part
                    back[x] = total if again else Value(total.data)
    return back


def slopes(output: Value, inputs: Sequence[Value]) -> tuple[Value, ...]:
    """What `gradients` returns, as Values: they can be used in further computation, and be differentiated again.

    Raises TypeError and ValueError as `gradients` does.

    >>> x = Value(3.0)
    >>> slopes(x**3, [x]), gradients(*slopes(x**3, [x]), [x])
    ((Value(27.0),), (array(18.),))
    """
    inputs = _check(output, inputs)
    found = _way_back(output, inputs, again=True)
    return tuple(found[x] for x in inputs)


def gradients(output: Value, inputs: Sequence[Value]) -> tuple[Array, ...]:
    """The slopes of the output, a single number, with respect to each of the inputs: arrays in their shapes.

    Raises TypeError for what is not a Value, ValueError for an output of several numbers or an input that it does
    not depend on.

    >>> x, y, z = Value(-2.0), Value(5.0), Value(-4.0)
    >>> gradients((x + y) * z, [x, y, z])
    (array(-4.), array(-4.), array(3.))
    """
    inputs = _check(output, inputs)
    found = _way_back(output, inputs)
    return tuple(found[x].data.copy() for x in inputs)


def hessian_vector(output: Value, inputs: Sequence[Value], direction: Sequence[Any]) -> tuple[Array, ...]:
    """How fast each gradient changes when the inputs move in this direction: the Hessian times a vector.

    Nothing but a second way back: through the slope in this direction, one number (Pearlmutter, Neural Computation 6,
    1994). direction: an array for each input, in its shape.

    Raises TypeError and ValueError as `gradients` does, and ValueError for a direction of another shape.

    >>> x, y = Value(3.0), Value(5.0)
    >>> hessian_vector(x * x * y, [x, y], [1.0, 0.0])
    (array(10.), array(6.))
    """
    inputs = _check(output, inputs)
    along = [_value(v).data for v in direction] if hasattr(direction, "__iter__") else []  # constants, even if Values
    if [v.shape for v in along] != [x.shape for x in inputs]:
        shapes = ", ".join(str(x.shape) for x in inputs)
        raise ValueError(f"direction does not fit the inputs; expected arrays of the shapes {shapes}.")
    first = _way_back(output, inputs, again=True)
    change = _value(sum((first[x] * v).sum() for x, v in zip(inputs, along, strict=True)))
    second = _way_back(change, inputs)
    return tuple(second[x].data.copy() if x in second else np.zeros(x.shape) for x in inputs)


def _check(output: Value, inputs: Sequence[Value]) -> tuple[Value, ...]:
    known = set(trace(output))
    if output.data.size != 1:
        raise ValueError(f"output has shape {output.shape}; expected a single number, such as output.sum().")
    inputs = tuple(inputs) if isinstance(inputs, Iterable) and not isinstance(inputs, Value) else ()
    if not inputs or not all(isinstance(x, Value) for x in inputs):
        raise TypeError("inputs is no list of Values; write gradients(output, [x, y]).")
    for number, x in enumerate(inputs, 1):
        if x not in known:
            raise ValueError(f"Input {number}, {x!r:.40}, is not in the graph: the output was computed without it.")
    return inputs
