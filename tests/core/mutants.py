"""Mutation testing of the core: `make mutants` breaks it in hundreds of small ways and lists what no test notices.

cosmic-ray makes the mutants, one change each, in copies of the library; a mutant is killed when a test fails.
Exit code 1 if less than 95 % are killed, or if one survives without a reason in REASONS.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
MODULES = ["network", "boundary", "checks", "guarded", "layers", "activations", "losses", "training", "checking"]
MODULES += ["measurable", "elementwise", "graph", "exchange"]
# From the quickest to the slowest: most mutants die in the first stage and never import SymPy.
STAGES = [
    ["tests/core/test_network.py", "tests/core/test_boundary.py", "tests/core/test_shapes_in_words.py"],
    ["tests/core/test_training.py", "tests/core/test_gradients.py", *(f"backprop_lib/{name}.py" for name in MODULES)],
    ["tests/core/test_graph.py", "tests/core/test_exchange.py", "tests/core/test_own_functions.py"],
    ["tests/core/test_derivation.py", "tests/core/test_reproductions.py"],
]
# Replacing + by << or | fails on floats whatever the tests are; `int | None` in a type is never evaluated.
TRIVIAL = [
    "core/ReplaceBinaryOperator_.*_(RShift|LShift|BitAnd|BitOr|BitXor|FloorDiv|Mod)",
    "core/ReplaceBinaryOperator_BitOr_.*",
]
CONFIG = f"""
[cosmic-ray]
module-path = [{{modules}}]
timeout = 300.0
excluded-modules = []
test-command = "{Path(sys.executable).as_posix()} {Path(__file__).as_posix()} --test"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = {TRIVIAL!r}
"""


class Reason(NamedTuple):
    """A mutant that may live: part of its line, the operator (a pattern), and why no test can or should notice."""

    line: str
    operator: str
    why: str


REASONS = [
    Reason("len(slope.shape) > len(shape)", "Gt_(NotEq|GtE|IsNot)", "Along no axis at all the sum is what was there."),
    Reason("copy=False", "FalseWithTrue", "Another copy changes nothing; it only takes time."),
    Reason("if row else u", "NumberReplacer", "The axis was put in with the length 1."),
    Reason("if column else u", "NumberReplacer", "The axis was put in with the length 1."),
    Reason("array[0].size == rows", "NumberReplacer|Eq_Is$", "All have one size; small whole numbers are one object."),
    Reason("shape[1] == rows", "Eq_Is$", "Small whole numbers are one object each in CPython."),
    Reason("shape[0] == 2:", "Eq_LtE", "Of a single row it would fit, and not come here."),
    Reason("rows == 1", "Eq_(LtE|Is)$", "There is one row at least, and small whole numbers are one object."),
    Reason("len(text) <= 60", "NumberReplacer|LtE_Lt", "How long a text may be that is shown does not matter."),
    Reason(
        "= size / 2",
        "Div_|NumberReplacer",
        "Any number that is another does in the last column, or in a different one.",
    ),
    Reason("rows > 1", "Gt_(NotEq|IsNot)", "There is one row at least, and small whole numbers are one object."),
    Reason("(low > 0)", "Gt_NotEq", "It has just been found to be no less than 0."),
    Reason(
        "max(array.shape) != array.size",
        "NotEq_(Lt|IsNot)",
        "No axis is longer than the size; small whole numbers are one object.",
    ),
    Reason(
        "if loss == LOSSES.get(loss.name)", "Eq_Is$", "One that equals the library's is tried out then, and passes."
    ),
    Reason("rows == W.shape[1]", "Eq_Is$", "Small whole numbers are one object each in CPython."),
    Reason("y.shape[1] != N", "NotEq_IsNot", "Small whole numbers are one object each in CPython."),
    Reason("next(iter(np.shape(b)), 0)", "NumberReplacer", "No W has 0 columns, or fewer."),
    Reason("shape == ()", "Eq_LtE", "Nothing sorts before the empty tuple."),
    Reason("n == 1 != m", "NotEq_LtE", "To sum an axis of length 1 and to put it back changes nothing."),
    Reason("_array(given) * 1.0", "Mul_(Div|Pow)", "All three make floats of whole numbers, and change none."),
    Reason('name == "y"', "Eq_(GtE|Is)", "No name that comes here sorts after y."),
    Reason("given[0].shape", "NumberReplacer", "They have been broadcast, and so have one shape."),
    Reason("len(b) == len(W[0])", "NumberReplacer", "The rows of W have been found to be of one length."),
    Reason("_shape(values[0])", "NumberReplacer", "What is no table of numbers is refused either way."),
    Reason("default=repr)[:40]", "NumberReplacer", "How much is shown of a long text does not matter."),
    Reason("len(row) == 1 for row", "Eq_LtE", "No row is empty: that has been asked just before."),
    Reason('part == "b"', "Eq_(GtE|Is)", "There are only W and b, written out in this file, and W sorts before b."),
    Reason("len(things) != 1", "NotEq_Gt", "There is always one thing at least."),
    Reason('dtype.kind != "f"', "NotEq_(Lt|IsNot)", "The others that reach this line, c and O, sort before f."),
    Reason("np.where(seen.z == 0, 1.0, seen.z)", "NumberReplacer", "Any number will do to start from that is not 0."),
    Reason("np.linspace(0.15, 0.6, 9)", "NumberReplacer", "A place more or less is no matter."),
    Reason("at(place - WIDE), at(place + WIDE)", "Sub_Mul|Add_Pow", "Any two places do, one before and one after it."),
    Reason("np.linspace(0, 1e-7, 9)", "NumberReplacer", "A nudge more or less is no matter."),
    Reason('if by == "complex_step"', "Eq_(GtE|Is)", "There are two such names, and central_difference sorts before."),
    Reason("1e-2 * np.abs(", "GtE_Gt", "To be off by just one hundredth is as good as more."),
    Reason("> 0.1:  # at a kink", "Gt_GtE", "To be wrong at just a tenth of the places is as good as more."),
    Reason("> least)", "Gt_GtE", "To move by just the least is as good as more."),
    Reason("strict=True", "TrueWithFalse", "Lengths are equal here: checked at the boundary, or made so."),
    Reason("np.where(np.real(z) > 0, 1, e)", "Gt_GtE", "Both cases are 1/2 at z = 0."),
    Reason("np.where(zero, 1, y)", "NumberReplacer", "Any number but 0 will do; the result there is replaced by 0."),
    Reason('dtype.kind != "O"', "NotEq_Gt", "The other kinds that reach this line, c and f, sort after O."),
    Reason("np.where(np.real(z) > 0, z, 0)", "Gt_GtE", "Both cases are 0 at z = 0."),
    Reason('if kind == "c"', "Eq_GtE", "Real numbers may take the way of the complex ones; it is only slower."),
    Reason(
        'if kind == "c"',
        "Eq_LtE",
        "Of the kinds that come here only that of bools sorts before c, and it may do the same.",
    ),
    Reason(".dtype == object", "Eq_GtE", "For these types, being object and being at least as general is the same."),
    Reason("np.minimum(z, 709.0)", "NumberReplacer", "708 does as well; 710 would overflow, and is refused."),
    Reason("len(", "(NotEq|Lt)_IsNot|Eq_Is$", "Small whole numbers are one object each in CPython."),
    Reason("array.ndim", "NotEq_IsNot", "Small whole numbers are one object each in CPython."),
    Reason("len(gradients) < len(network)", "Lt_NotEq", "There are never more gradients than layers."),
    Reason(
        "layer[:2]",
        "NumberReplacer|NotEq_Lt",
        "The kinds that reach this line, c and O, sort before f; more parts change nothing.",
    ),
    Reason(
        'if kind == "O"',
        "Eq_LtE",
        "No kind that reaches this line sorts before O.",
    ),
    Reason("np.exp(np.where(np.real(z) > 0, -z, z))", "Gt_GtE", "Both cases are 1 at z = 0."),
    Reason(
        "return 0 if is_symbolic(z)",
        "NumberReplacer",
        "Any number may be subtracted: softmax does not change, and log-sum-exp adds it again.",
    ),
    Reason("keepdims=True)) + ew.peak(z)", "TrueWithFalse", "A row less is broadcast back to the same numbers."),
    Reason("same shape, or one Jacobian", "NumberReplacer", "The wording of a message; its kind and place are tested."),
    Reason(
        "len(gradients) < len(network)",
        "Lt_LtE",
        "One error more is computed and thrown away; the gradients are the same.",
    ),
    Reason("ACTIVATIONS.get(self.name) is self", "Is_Eq", "An equal activation is as good as the library's own."),
    Reason("nudged(1j * h)", "NumberReplacer", "A real nudge of 1e-30 besides changes no digit."),
    Reason("np.ndim(slope) == 3", "Eq_GtE", "No slope has more than three axes."),
    Reason('float("inf")', "Lt_NotEq", "Nothing is larger than infinity, so below it and unequal to it are the same."),
    Reason("shape[-1]", "USub", "The last of two axes is axis 1."),
    Reason("> 1e-9", "Gt_GtE", "No sum of floats is off by exactly 1e-9."),
]


def main() -> int:
    if sys.argv[1:] == ["--test"]:
        return run_the_tests()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workers", nargs="?", type=int, default=os.cpu_count() or 1, help="side by side (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=MODULES, default=MODULES, help="break these modules alone")
    options = parser.parse_args()
    workers = options.workers
    with tempfile.TemporaryDirectory() as folder:
        copies = [copy_of_the_project(Path(folder) / str(number), options.only) for number in range(workers)]
        if subprocess.run([sys.executable, __file__, "--test"], cwd=copies[0]).returncode:
            print("The tests fail without a mutant: every one of them would count as killed.")
            return 1
        make_mutants(copies)
        print(
            f"{count(copies[0], 'work_items') * workers} mutants or so, on {workers} workers: most of an hour.",
            flush=True,
        )
        runs = [subprocess.Popen(["cosmic-ray", "exec", "config.toml", "session.sqlite"], cwd=copy) for copy in copies]
        if any(run.wait() for run in runs):
            return 1
        return report([row for copy in copies for row in results(copy)])


def run_the_tests() -> int:
    """Run the tests on the library in this folder until one fails."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    environment = {**os.environ, "EXAMPLES": "40", "MPLBACKEND": "agg", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return 1 if any(subprocess.run([*command, *stage], env=environment).returncode for stage in STAGES) else 0


def copy_of_the_project(folder: Path, modules: list[str]) -> Path:
    for part in ("backprop_lib", "tests/core", "tests/support"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "tests/widgets/kit/networks.json"):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, folder / file)
    paths = ", ".join(f'"backprop_lib/{name}.py"' for name in modules)
    (folder / "config.toml").write_text(CONFIG.format(modules=paths))
    return folder


def make_mutants(copies: list[Path]) -> None:
    """All mutants once, then to each worker every n-th of them."""
    first = copies[0]
    subprocess.run(["cosmic-ray", "init", "config.toml", "session.sqlite"], cwd=first, check=True)
    subprocess.run(["cr-filter-operators", "session.sqlite", "config.toml"], cwd=first, check=True)
    with sqlite3.connect(first / "session.sqlite") as session:
        session.execute("delete from work_items where job_id in (select job_id from work_results)")
        session.execute("delete from mutation_specs where job_id in (select job_id from work_results)")
        session.execute("delete from work_results")
    for copy in copies[1:]:
        shutil.copy(first / "session.sqlite", copy)
    for number, copy in enumerate(copies):
        with sqlite3.connect(copy / "session.sqlite") as session:
            jobs = [job for (job,) in session.execute("select job_id from work_items order by job_id")]
            for other in set(jobs) - set(jobs[number :: len(copies)]):
                for table in ("mutation_specs", "work_items"):
                    session.execute(f"delete from {table} where job_id = ?", (other,))


def count(copy: Path, table: str) -> int:
    with sqlite3.connect(copy / "session.sqlite") as session:
        return int(session.execute(f"select count(*) from {table}").fetchone()[0])


def results(copy: Path) -> list[tuple[str, int, str, str]]:
    with sqlite3.connect(copy / "session.sqlite") as session:
        return session.execute(
            "select module_path, start_pos_row, operator_name, test_outcome from mutation_specs "
            "join work_results using (job_id)"
        ).fetchall()


def report(rows: list[tuple[str, int, str, str]]) -> int:
    killed = sum(outcome != "SURVIVED" for *_, outcome in rows)
    unexplained = 0
    print(f"\n{killed} of {len(rows)} mutants killed: {100 * killed / len(rows):.1f} %.")
    for module in sorted({module for module, *_ in rows}):
        outcomes = [outcome for other, *_, outcome in rows if other == module]
        print(f"{module:32}{sum(outcome != 'SURVIVED' for outcome in outcomes):5} of {len(outcomes)}")
    print("\nThe survivors:\n")
    for module, row, operator, outcome in sorted(rows):
        if outcome == "SURVIVED":
            line = (ROOT / module).read_text(encoding="utf-8").splitlines()[row - 1].strip()
            reason = next((r.why for r in REASONS if r.line in line and re.search(r.operator, operator)), None)
            unexplained += reason is None
            print(f"{module}:{row}: {operator.removeprefix('core/')}\n    {line}\n    {reason or 'NO REASON GIVEN'}")
    return 1 if unexplained or killed < 0.95 * len(rows) else 0


if __name__ == "__main__":
    sys.exit(main())
