"""A demonstration for a terminal: `python -m backprop_lib` trains XOR and reports what the network has learned."""

from __future__ import annotations

import argparse
import sys
from typing import TextIO

import numpy as np

from .boundary import backward, forward
from .checking import complex_step, largest_difference
from .data import xor
from .layers import Network
from .losses import half_squared_error
from .training import train


def main(arguments: list[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Train a 2-3-1 network on XOR, with a progress line; exit code 0 if it learned all four cases."""
    parser = argparse.ArgumentParser(prog="python -m backprop_lib", description=__doc__)
    parser.add_argument("--seed", type=int, default=2, help="for the weights to start from (default 2)")
    parser.add_argument("--epochs", type=int, default=5000, help="passes through the four cases (default 5000)")
    parser.add_argument("--learning-rate", type=float, default=2.0, help="length of a step (default 2)")
    options = parser.parse_args(arguments)

    x, y = xor()
    try:
        network = Network.random((2, 3, 1), "sigmoid", rng=options.seed)
        steps = train(network, x, y, half_squared_error, options.learning_rate, options.epochs)
    except ValueError as problem:
        parser.error(str(problem))
    gradients = backward(network, forward(network, x), y, half_squared_error)
    off = largest_difference(gradients, complex_step(network, x, y, half_squared_error))
    print(f"Gradient of the untrained network: within {off:.0e} of the complex step.", file=out)

    shown = max(1, options.epochs // 100)
    for step in steps:
        if step.number % shown == 0 or step.number == options.epochs:
            done = 30 * step.number // options.epochs
            bar = f"[{'#' * done:<30}] epoch {step.number:>6} of {options.epochs}   cost {step.cost:.6f}"
            print(bar, end="\r" if out.isatty() and step.number < options.epochs else "\n", file=out, flush=True)

    answers = forward(step.network, x)[-1].a
    print("\n  x1  x2   target   prediction", file=out)
    for inputs, target, answer in zip(x.T, y[0], answers[0], strict=True):
        print(f"{inputs[0]:4.0f}{inputs[1]:4.0f}{target:9.0f}{answer:13.4f}", file=out)
    errors = int(np.sum((answers > 0.5) != (y > 0.5)))
    print(f"\n{errors} of 4 wrong." + ("" if errors == 0 else " Try another --seed or more --epochs."), file=out)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
