"""What beginners really write, in the first exercises of each chapter: named, and where a value is first off."""

import builtins
import os
import sys
import warnings

import nbclient
import nbformat
import numpy as np
import pytest

from backprop_exercises import EXERCISES, ask, check
from backprop_exercises.calculation import run
from backprop_exercises.grading import points
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.kinds.programs import Program
from book_ext.kernels import SocketKernel


def exponentials(z, subtracted=0.0):
    with np.errstate(all="ignore"):
        return np.exp(z - subtracted)


SOFTMAX = {
    "of all, with the largest of all": lambda z: (e := exponentials(z, z.max())) / e.sum(),
    "of each row, with the largest of all": lambda z: (e := exponentials(z, z.max())) / e.sum(axis=1, keepdims=True),
    "of each row": lambda z: (e := exponentials(z, z.max(1, keepdims=True))) / e.sum(axis=1, keepdims=True),
    "with the largest of all": lambda z: (e := exponentials(z, z.max())) / e.sum(axis=0),
    "naive": lambda z: (e := exponentials(z)) / e.sum(axis=0),
    "naive, of all": lambda z: (e := exponentials(z)) / e.sum(),
    "not divided": lambda z: exponentials(z, z.max()),
}


@pytest.mark.parametrize("name", SOFTMAX)
@pytest.mark.filterwarnings("ignore:.*encountered:RuntimeWarning")
def test_softmax_as_learners_write_it(name):
    for student in range(5):
        verdict = check(ask("stable-softmax", student), SOFTMAX[name])
        assert not verdict and verdict.misconceptions, str(verdict)


@pytest.mark.parametrize("slug", [slug for slug, exercise in EXERCISES.items() if isinstance(exercise, ByHand)])
def test_values_by_hand_are_asked_in_the_order_of_computation(slug):
    """Since the first that is off is the first in the list."""
    exercise = EXERCISES[slug]
    order = list(run(exercise.program, ask(slug).given))
    assert [name for name in order if name in exercise.asked] == list(exercise.asked)


@pytest.mark.parametrize("slug", [slug for slug, exercise in EXERCISES.items() if isinstance(exercise, Program)])
def test_the_order_of_computation_has_the_names_of_what_is_returned(slug):
    exercise = EXERCISES[slug]
    assert not exercise.computed or sorted(exercise.computed) == sorted(exercise.returns)
    if len([name for name in exercise.returns if name.startswith("dW") or name in ("W1", "W2")]) > 1:
        assert exercise.computed[0].endswith(str(len(exercise.returns) // 2))  # from the last layer


@pytest.mark.parametrize("slug", ["write-backward", "repair-transpose", "write-deep-backward"])
def test_the_first_value_that_is_off_is_the_one_computed_first(slug):
    exercise = EXERCISES[slug]
    layers = len(exercise.returns) // 2

    def by_seven(*case):
        return tuple(part / 7 for part in exercise.right(*case))

    verdict = check(slug, by_seven)
    assert verdict.first_off == f"dW{layers}" and f"first value that is off is dW{layers}." in str(verdict)


FIRST = {  # exercise: what is written, as lines of its program
    "one-step, a minus forgotten": ("one-step", {"slope": "c * (theta + q)"}),
    "one-step, turned sign": ("one-step", {"slope": "c * (q - theta)"}),
    "one-step, c forgotten": ("one-step", {"slope": "theta - q"}),
    "net-input, minus lost": ("net-input", {"net_j": "abs(o_1) * abs(w_1j) + abs(o_2) * abs(w_2j) + abs(b_j)"}),
    "net-input, bias subtracted": ("net-input", {"net_j": "o_1 * w_1j + o_2 * w_2j - b_j"}),
    "unit-output, sign of the exponent": ("unit-output", {"o_j": "1 / (1 + exp(net_j))"}),
    "loss-and-slopes, half twice": (
        "loss-and-slopes",
        {"E": "((o_1 - t_1)**2 + (o_2 - t_2)**2 + (o_3 - t_3)**2) / 4"},
    ),
    "along-a-path, added": ("along-a-path", {"du_dx": "du_dv + dv_dx"}),
    "output-delta, turned sign": ("output-delta", {"delta_j": "(t_j - o_j) * o_j * (1 - o_j)"}),
    "measured-slope, one h": ("measured-slope", {"measured": "(J_plus - J_minus) / h"}),
    "weight-and-bias, uphill": ("weight-and-bias", {"w_new": "w + eta * dE_dw", "b_new": "b + eta * dE_db"}),
}


@pytest.mark.parametrize("name", FIRST)
def test_the_first_mistakes_of_beginners_are_known(name):
    slug, lines = FIRST[name]
    exercise = EXERCISES[slug]
    from backprop_exercises.calculation import changed

    question = ask(slug, "Ada")
    program = changed(exercise.program, tuple(f"{value} = {line}" for value, line in lines.items()))
    values = run(program, question.given)
    answer = [values[value] for value in exercise.asked]
    if exercise.decimals is not None:
        answer = [np.round(value, exercise.decimals) for value in answer]
    verdict = check(question, answer)
    assert not verdict and verdict.misconceptions, str(verdict)


def delta(z, y):
    a = 1 / (1 + np.exp(-z))
    return (a - y) * a * (1 - a) / y.shape[1]


# What a function may do beside its work; it is right nevertheless, and all is as before.
BESIDE = {
    "no stderr": lambda: setattr(sys, "stderr", None),
    "no stdout": lambda: setattr(sys, "stdout", None),
    "closes stdout": lambda: sys.stdout.close(),
    "errors of NumPy": lambda: np.seterr(all="raise"),
    "digits of NumPy": lambda: np.set_printoptions(precision=1),
    "a function of NumPy": lambda: setattr(np, "abs", None),
    "a function of Python": lambda: setattr(builtins, "round", 3),
    "warnings": lambda: warnings.simplefilter("error"),
    "the folder": lambda: os.chdir("/"),
    "the recursion": lambda: sys.setrecursionlimit(5000),
}


def shared():
    return (
        *(sys.stdin, sys.stdout, sys.stderr, sys.stdout.closed, np.geterr(), np.get_printoptions(), np.abs, round),
        *(list(warnings.filters), os.getcwd(), sys.getrecursionlimit()),
    )


@pytest.mark.parametrize("name", BESIDE)
def test_what_a_function_does_to_all_is_undone(name):
    def disturbing(z, y):
        result = delta(z, y)
        BESIDE[name]()
        return result

    before = shared()
    assert check("write-output-delta", disturbing).correct
    assert shared() == before


class Mute(Exception):
    def __str__(self):
        raise ValueError


@pytest.mark.parametrize("error", [BaseException("b"), GeneratorExit(), SystemExit(1), StopIteration(), Mute()])
def test_whatever_a_function_raises_is_said_in_a_sentence(error):
    def raising(z, y):
        raise error

    assert f"Your function raised {type(error).__name__}" in str(check("write-output-delta", raising))


RETURNED = {
    "half precision": (lambda d: d.astype(np.float16), "Right."),
    "a trailing comma": (lambda d: (d,), "Is there a comma after it, or a bracket around it?"),
    "masked": (lambda d: np.ma.masked_less(d, 0), "delta has masked entries"),
    "complex": (lambda d: d + 0j, "and no complex ones: take their real part"),
    "texts": (lambda d: d.astype(str), "and no texts: convert them with .astype(float)"),
    "a generator": (lambda d: (row for row in d), "write return in place of yield"),
}


@pytest.mark.parametrize("form", RETURNED)
def test_what_a_function_returns_is_read_or_refused_in_words(form):
    change, words = RETURNED[form]
    assert words in str(check("write-output-delta", lambda z, y: change(delta(z, y))))


GRADED = "points('one-step', lambda: [6.8, 0.32], out_of=1)"


def in_a_kernel(cells: list[str], allow_errors: bool = False) -> list[nbformat.NotebookNode]:
    """The cells, with what they gave."""
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))
    kernel = {"kernel_name": "python3", "kernel_manager_class": SocketKernel}
    nbclient.NotebookClient(notebook, timeout=60, allow_errors=allow_errors, **kernel).execute()
    return notebook.cells


LEFT = {
    "no streams": "import sys\nsys.stdout = sys.stderr = None",
    "a stream deleted": "import sys\ndel sys.stderr",
    "a thread that writes": "import threading, sys\nfrom time import sleep\ndef write():\n    while True:\n"
    "        print('step', file=sys.stderr)\n        sleep(0.01)\nthreading.Thread(target=write, daemon=True).start()",
}


@pytest.mark.parametrize("name", LEFT)
def test_what_is_left_in_a_notebook_costs_no_points(name):
    """A kernel without its streams never answers again, and nbgrader takes anything on stderr for a failure."""
    first = "from backprop_exercises.grading import enrol, points\nenrol(0)"
    cells = in_a_kernel([first, LEFT[name], GRADED, GRADED])
    outputs = [output for cell in cells for output in cell.outputs]
    assert [one.data["text/plain"] for one in outputs if one.output_type == "execute_result"] == ["1.0", "1.0"]
    assert not [one for one in outputs if one.get("name") == "stderr"]


def test_an_interrupt_that_an_answer_raises_costs_its_points_alone(capsys):
    def interrupting(z, y):
        raise KeyboardInterrupt

    assert points("write-output-delta", lambda: interrupting, 2) == 0
    assert points("write-output-delta", lambda: delta, 2) == 2
    assert "This was interrupted" in capsys.readouterr().out


QUESTION = "from backprop_exercises.grading import student"
CHECK = "from backprop_exercises.grading import points\npoints('one-step', lambda: [theta_new, J_new], out_of=1)"
UNREAD = "The cell of this answer cannot be read; in line 2, `theta_new = (6.8`, Python says: '(' was never closed."
GOOD, BROKEN = "theta_new = 6.8\nJ_new = 0.32", "J_new = 0.32\ntheta_new = (6.8"
CELLS = {  # what a learner's cells are between a question and its check, and what is said then
    "nothing at all": ([], "`theta_new` has no value: no cell above gives it one."),
    "one that stops": (["theta_new = J_new = 1 / 0"], "`theta_new` has no value: its cell stopped with a ZeroDivision"),
    "broken": ([BROKEN], UNREAD),
    "broken, then a look at it": ([BROKEN, "theta_new"], UNREAD),
    "words instead of code": (["a equals 6.8"], "in line 1, `a equals 6.8`, Python says"),
    "stopping in Python's own words": (["eval('a b')"], "`theta_new` has no value: its cell stopped with a SyntaxErr"),
    "right": ([GOOD], "Right."),
    "broken after another exercise with these names": ([BROKEN], UNREAD),
    "words after another exercise with these names": (["a equals 6.8"], "in line 1, `a equals 6.8`, Python says"),
    "broken, then mended": ([BROKEN, GOOD], "Right."),
    "right, then a slip elsewhere": ([GOOD, "a = (", "b = 3"], "Right."),
    "right, then stopping at something else": ([GOOD + "\n1 / 0"], "Right."),
    "nothing after another exercise with these names": ([], "Not answered yet; expected"),
    "something else after another exercise with these names": (["a = 2"], "Not answered yet; expected"),
    "right once more": ([GOOD], "Right."),
}


def test_why_there_is_no_answer_is_said_in_a_sentence():
    """In one kernel, as nbgrader runs a notebook; no cell of the course ends in an error."""
    cells = ["from backprop_exercises.grading import enrol\nenrol(0)"]
    for made, _ in CELLS.values():
        cells += [QUESTION, *made, CHECK]
    found = [cell.outputs for cell in in_a_kernel(cells, allow_errors=True) if cell.source == CHECK]
    for (name, (_, said)), (shown, worth) in zip(CELLS.items(), found, strict=True):
        assert said in shown.data["text/markdown"], name
        assert worth.data["text/plain"] == ("1.0" if said == "Right." else "0.0"), name


def test_what_an_earlier_exercise_left_is_no_answer_where_the_first_cell_could_not_be_run():
    cells = ["student = Jürgen", QUESTION, GOOD, CHECK, QUESTION, BROKEN, CHECK, QUESTION, "", CHECK]
    found = [
        cell.outputs[0].data["text/markdown"] for cell in in_a_kernel(cells, allow_errors=True) if cell.source == CHECK
    ]
    assert found[0].strip() == "Right." and UNREAD in found[1] and found[2].startswith("Not answered yet")
