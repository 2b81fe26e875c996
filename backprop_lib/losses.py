"""How wrong an output is: each loss beside its slope."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from . import elementwise as ew
from .activations import Activation, sigmoid, softmax, takes
from .elementwise import Array
from .guarded import GuardedEverywhere, GuardedSlope


class _LossFields(NamedTuple):
    name: str
    value: Callable[[Any, Any], Any]
    derivative: Callable[[Any, Any], Any]
    paired: Activation | None
    from_z: Callable[[Any, Any], Any] | None


class Loss(_LossFields):
    """How wrong an output a is for a target y: value(a, y), whose slope is dE/da = derivative(a, y).

    Both return one number per output unit and example; `cost` adds them up. They see arrays that they cannot change,
    and what they return is copied: they may keep it.

    `paired` names the output activation with which the slopes multiply to a - y, as in a log loss; then
    delta = (a - y)/N directly, which stays finite where the chain taken literally would multiply 0 by infinity.
    `from_z(z, y)` is the same loss as a function of the net input, exact even where a has been rounded to 0 or 1.

    Raises TypeError if the name is not a string or a function cannot be called; ValueError if `paired` does not
    belong to it, and, when it is used, if a function works in place.

    >>> float(half_squared_error.value(0.75, 0.25)), float(half_squared_error.derivative(0.75, 0.25))
    (0.125, 0.5)
    """

    __slots__ = ()

    def __new__(
        cls,
        name: str,
        value: Callable[[Any, Any], Any],
        derivative: Callable[[Any, Any], Any],
        paired: Activation | None = None,
        from_z: Callable[[Any, Any], Any] | None = None,
    ) -> Loss:
        functions = (value, derivative) if from_z is None else (value, derivative, from_z)
        if not isinstance(name, str) or not all(map(callable, functions)):
            raise TypeError(
                f"Loss got {', '.join(map(repr, (name, *functions)))}; it expects a name and two functions: "
                'Loss("square", lambda a, y: (a - y)**2, lambda a, y: 2 * (a - y)).'
            )
        if paired is not None and not isinstance(paired, Activation):
            raise TypeError(f"paired of {name} is {paired!r}; expected an Activation, such as sigmoid.")
        for part, function in zip(("value", "derivative", "from_z"), functions, strict=False):
            if not takes(function, 2):
                raise TypeError(f"{part} of {name} cannot be called with two arguments; expected a function of them.")
        slope = GuardedEverywhere if paired else GuardedSlope  # a paired one is not multiplied by, and may be infinite
        loss = cls.of(
            name,
            GuardedEverywhere(name, value),
            slope(f"The derivative of {name}", derivative),
            paired,
            from_z and GuardedEverywhere(f"from_z of {name}", from_z),
        )
        if paired:
            _check_pair(loss, paired)
        return loss

    @classmethod
    def of(
        cls,
        name: str,
        value: Callable[[Any, Any], Any],
        derivative: Callable[[Any, Any], Any],
        paired: Activation | None = None,
        from_z: Callable[[Any, Any], Any] | None = None,
    ) -> Loss:
        """A loss whose functions are known to change nothing; without a check."""
        return tuple.__new__(cls, (name, value, derivative, paired, from_z))

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Loss:  # type: ignore[override]
        """So that _replace checks and guards too."""
        return cls(*iterable)

    def __reduce__(self) -> Any:  # so that steps of training can be pickled although lambdas cannot
        return self.name if LOSSES.get(self.name) is self else (Loss, tuple(self))


def _check_pair(loss: Loss, paired: Activation) -> None:
    """Try out whether the slopes of a loss and its activation multiply to a - y: `backward` takes that for granted."""
    z, y = np.array([[0.3, 0.7, 1.2], [0.9, 0.2, 0.5]]), np.array([[0.0, 0.3, 0.8], [1.0, 0.7, 0.2]])
    for net_input in (z, -z):
        try:
            a = paired.value(net_input)
            delta = paired.delta(loss.derivative(a, y), net_input, a)
        except (ArithmeticError, TypeError, ValueError):  # it takes other numbers, or is refused when it is used
            continue
        if ew.is_symbolic(delta) or np.shape(delta) != z.shape:  # the shape is refused when it is used
            continue
        wrong = ~np.isclose(delta, a - y, rtol=1e-4, atol=1e-4)
        if wrong.any():
            found, asked = f"{delta[wrong][0]:.4g} for a = {a[wrong][0]:.4g}, y = {y[wrong][0]:.4g}", (a - y)[wrong][0]
            raise ValueError(
                f"The derivative of {loss.name} times the slope of {paired.name} is {found}; `paired` says that it is "
                f"a - y, {asked:.4g}. Leave `paired` out, or mend the derivative."
            )


def _log_sum_exp(z: Array) -> Array:
    return ew.log(ew.exp(z - ew.peak(z)).sum(axis=0, keepdims=True)) + ew.peak(z)


# E per output unit, and dE/da:
#   half_squared_error    (a - y)^2 / 2                        a - y
#   binary_cross_entropy  -y log a - (1 - y) log(1 - a)        (1 - y)/(1 - a) - y/a
#   cross_entropy         -y log a                             -y/a
# At a = 0 or 1 the log losses have their limits: 0 log 0 = 0 and log 0 = -infinity.
half_squared_error = Loss.of("half_squared_error", lambda a, y: (a - y) ** 2 / 2, lambda a, y: a - y)
binary_cross_entropy = Loss.of(
    "binary_cross_entropy",
    lambda a, y: -ew.x_log_y(y, a) - ew.x_log_y(1 - y, 1 - a),
    lambda a, y: ew.x_over_y(1 - y, 1 - a) - ew.x_over_y(y, a),
    paired=sigmoid,
    from_z=lambda z, y: ew.softplus(z) - y * z,
)
cross_entropy = Loss.of(
    "cross_entropy",
    lambda a, y: -ew.x_log_y(y, a),
    lambda a, y: -ew.x_over_y(y, a),
    paired=softmax,
    from_z=lambda z, y: y * (_log_sum_exp(z) - z),
)

LOSSES = {loss.name: loss for loss in (half_squared_error, binary_cross_entropy, cross_entropy)}
