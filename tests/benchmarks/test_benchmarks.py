"""The benchmarks run, whoever is installed, and all contenders compute the same thing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def contenders(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    from benchmarks import contenders

    return contenders


@pytest.mark.parametrize(("sizes", "N"), [((2, 2, 2), 1), ((2, 3, 1), 4), ((3, 5, 4, 2), 7)])
def test_all_that_are_installed_arrive_at_the_same_weights(contenders, sizes, N):
    problem = contenders.problem(sizes, N, learning_rate=2.0)
    step, reference = contenders.floor(problem)
    for _ in range(5):
        step()
    assert abs(reference()[0] - problem.W[0]).max() > 1e-3
    for contender in contenders.CONTENDERS.values():
        try:
            step, weights = contender(problem)
        except ImportError:
            continue
        for _ in range(5):
            step()
        for one, other in zip(weights(), reference() if weights() else [], strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14)


def test_the_floor_is_as_safe_as_the_library(contenders):
    """Warnings are errors here: far out on either side neither overflows."""
    problem = contenders.problem((2, 2, 2), 1)._replace(x=np.array([[-2000.0], [2000.0]]))
    (floor, ours), (library, theirs) = contenders.floor(problem), contenders.library(problem)
    floor()
    library()
    np.testing.assert_allclose(ours()[0], theirs()[0], rtol=1e-12)


def test_a_missing_peer_is_a_row_and_not_a_failure(contenders, monkeypatch):
    from benchmarks import run

    def missing(problem):
        raise ImportError

    monkeypatch.setitem(contenders.CONTENDERS, "PyTorch, eager", missing)
    rows = {row["contender"]: row for row in run.measure(contenders.problem((2, 2, 2), 1), rounds=2, block=1e-4)}
    assert rows["PyTorch, eager"] == {"contender": "PyTorch, eager", "note": "not installed"}
    assert rows["NumPy floor"]["to_floor"] == rows["backprop_lib"]["to_library"] == 1


def test_command_prints_a_table_and_writes_json(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--json", tmp_path / "results.json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "64-32-10 x 32" in done.stdout and "backprop_lib" in done.stdout
    report = json.loads((tmp_path / "results.json").read_text())
    assert list(report["steps"]) == ["2-2-2 x 1", "2-3-1 x 4", "64-32-10 x 32"]
    assert str(ROOT) not in json.dumps(report)


@pytest.mark.slow  # opens a browser
def test_widgets_are_measured_and_the_rest_of_the_report_stays(tmp_path):
    results = tmp_path / "results.json"
    results.write_text('{"steps": {"2-2-2 x 1": []}}')
    command = [sys.executable, "-m", "benchmarks.widgets", "--quick", "--json", results]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "DescentStepper" in done.stdout
    report = json.loads(results.read_text())
    assert report["steps"] == {"2-2-2 x 1": []}
    rows = report["widgets"]["answers"]
    assert {"DescentStepper", "GraphStepper"} < {row["widget"] for row in rows}
    assert all(0 < row["median"] <= row["p95"] for row in rows)
    assert report["widgets"]["training"]["made"] > 0 and report["widgets"]["digits"]["made"] > 0


@pytest.mark.slow
def test_without_a_browser_the_report_stays_as_it_is(tmp_path):
    results = tmp_path / "results.json"
    results.write_text("{}")
    nowhere = {**os.environ, "PATH": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    command = [sys.executable, "-m", "benchmarks.widgets", "--json", results]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=nowhere)
    assert "not measured: no browser" in done.stdout and results.read_text() == "{}"
