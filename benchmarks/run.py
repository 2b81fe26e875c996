"""Measure all contenders side by side, print a table and write the figures to a JSON file.

The speed of a machine drifts, so the contenders take short turns in an order drawn anew for each round, and what is
reported is the median of the ratios within a round.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
from collections.abc import Callable, Collection
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from time import perf_counter

from .contenders import CONTENDERS, DISTRIBUTIONS, Problem, problem

RESULTS = Path(__file__).with_name("results.json")
SHAPES = [((2, 2, 2), 1), ((2, 3, 1), 4), ((64, 32, 10), 32), ((784, 30, 10), 10), ((784, 512, 10), 128)]
WHOLE_TRAINING = ((2, 3, 1), 4, 1_000)


def ready(name: str, p: Problem) -> Callable[[], object] | str:
    """The step of a contender, or why there is none."""
    try:
        step, _ = CONTENDERS[name](p)
        step()  # compiles, where there is something to compile
    except ImportError:
        return "not installed"
    except NotImplementedError as reason:
        return f"left out: {reason}"
    return step


def seconds(step: Callable[[], object], repeat: int) -> float:
    start = perf_counter()
    for _ in range(repeat):
        step()
    return (perf_counter() - start) / repeat


def shuffled(names: Collection[str]) -> list[str]:
    return random.sample(list(names), len(names))


def repeats(step: Callable[[], object], block: float) -> int:
    """How many steps last about `block` seconds."""
    return max(1, int(block / min(seconds(step, 1) for _ in range(3))))


def measure(p: Problem, rounds: int, block: float) -> list[dict]:
    """One row for each contender: microseconds for a step, and the ratios to the floor and to the library."""
    steps = {name: ready(name, p) for name in CONTENDERS}
    running = {name: step for name, step in steps.items() if not isinstance(step, str)}
    repeat = {name: repeats(step, block) for name, step in running.items()}
    times: dict[str, list[float]] = {name: [] for name in running}
    for _ in range(rounds):
        for name in shuffled(running):
            times[name].append(seconds(running[name], repeat[name]))
    return rows(steps, times)


def measure_training(sizes: tuple[int, ...], N: int, count: int, rounds: int) -> list[dict]:
    """From nothing to a trained network: setting up and compiling count as well."""

    def whole(name: str) -> float:
        start = perf_counter()
        step, _ = CONTENDERS[name](problem(sizes, N))
        for _ in range(count):
            step()
        return perf_counter() - start

    steps = {name: ready(name, problem(sizes, N)) for name in CONTENDERS}
    times: dict[str, list[float]] = {name: [] for name, step in steps.items() if not isinstance(step, str)}
    for _ in range(rounds):
        for name in shuffled(times):
            times[name].append(whole(name))
    return rows(steps, times)


def rows(steps: dict, times: dict[str, list[float]]) -> list[dict]:
    def ratio(name: str, to: str) -> float:
        return median(one / other for one, other in zip(times[name], times[to], strict=True))

    return [
        {
            "contender": name,
            "microseconds": median(times[name]) * 1e6,
            "to_floor": ratio(name, "NumPy floor"),
            "to_library": ratio(name, "backprop_lib"),
        }
        if name in times
        else {"contender": name, "note": step}
        for name, step in steps.items()
    ]


def show(title: str, table: list[dict]) -> None:
    print(f"\n{title}\n  {'':16}{'µs':>12}{'/ floor':>10}{'/ library':>11}")
    for row in table:
        figures = row.get("note") or f"{row['microseconds']:12.1f}{row['to_floor']:10.2f}{row['to_library']:11.2f}"
        print(f"  {row['contender']:16}{figures}", flush=True)


def installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"


def save(path: Path, report: dict) -> None:
    """Write these parts of the report; what others have measured stays."""
    others = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(others | report, indent=1) + "\n")
    print(f"\nwritten to {path}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, default=RESULTS, help="where to write")
    parser.add_argument("--quick", action="store_true", help="the three smallest, two rounds: does it run at all?")
    options = parser.parse_args()
    shapes, rounds, block, count = (
        (SHAPES[:3], 2, 1e-4, 20) if options.quick else (SHAPES, 101, 4e-3, WHOLE_TRAINING[2])
    )

    report: dict = {
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "versions": {name: installed(distribution) for name, distribution in DISTRIBUTIONS.items()},
        "steps": {},
    }
    print("One step of training: logistic units, half squared error, float64, one thread.")
    for sizes, N in shapes:
        title = f"{'-'.join(map(str, sizes))} x {N}"
        report["steps"][title] = measure(problem(sizes, N), rounds, block)
        show(title, report["steps"][title])
    sizes, N, _ = WHOLE_TRAINING
    title = f"{'-'.join(map(str, sizes))} x {N}, {count} steps from nothing"
    report["training"] = {title: measure_training(sizes, N, count, max(2, rounds // 20))}
    show(f"A whole training: {title}", report["training"][title])
    save(options.json, report)
