"""The hub check refuses grades and feedback that are not those of the answers, and leaves no process behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from book_ext.hub_check.__main__ import compare, main
from book_ext.hub_check.hub import Failed, end, free_ports, proxy
from book_ext.hub_check.memory import Watch
from book_ext.hub_check.profiles import class_of

STUDENTS = class_of(6)
ROWS = [  # as nbgrader has them: who has not handed in is not graded
    {"student": name, "score": profile.points, "max_score": 36.0, "autograded": profile.hands_in}
    for name, profile in STUDENTS.items()
]
PAGES = {name: f"<th>{name}</th>{' '.join(profile.says)}" for name, profile in STUDENTS.items() if profile.hands_in}


class Teacher:
    """One whose formgrader has these rows."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows

    def ask(self, *_: str) -> list[dict[str, Any]]:
        return self.rows


def test_what_is_right_passes() -> None:
    compare(Teacher(ROWS), PAGES, STUDENTS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"score": 35.0}, r"student-001 \(right\) got 35 of 36 points; expected 36 of 36."),
        ({"max_score": 38.0}, r"got 36 of 38 points"),
        ({"autograded": False}, r"the other way round: student-001\."),
    ],
)
def test_another_grade_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(Failed, match=said):
        compare(Teacher([ROWS[0] | change, *ROWS[1:]]), PAGES, STUDENTS)  # type: ignore[arg-type]


def test_a_grade_for_who_has_handed_in_nothing_is_refused() -> None:
    rows = [*ROWS[:5], ROWS[5] | {"autograded": True}]
    with pytest.raises(Failed, match="student-006"):
        compare(Teacher(rows), PAGES, STUDENTS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (PAGES["student-001"], r"student-002 \(slips\) does not say 'The bias is missing'"),
        (PAGES["student-002"].replace("An input has no bias", ""), "does not say 'An input has no bias'"),
        (PAGES["student-002"].replace("student-002", "student-004"), "student-002 has another name"),
    ],
)
def test_feedback_of_another_answer_or_student_is_refused(page: str, said: str) -> None:
    with pytest.raises(Failed, match=said):
        compare(Teacher(ROWS), {**PAGES, "student-002": page}, STUDENTS)  # type: ignore[arg-type]


PARENT = """import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True)
print(child.pid, flush=True)
child.wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub does not run there")
def test_no_process_outlives_the_hub() -> None:
    """A server has a session of its own: a signal to the hub does not reach it."""
    hub = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    assert hub.stdout
    child = psutil.Process(int(hub.stdout.readline()))
    watch = Watch(hub.pid)
    watch.look()
    assert watch.peak > 2**20 and set(watch.of) == {"hub"}
    end(hub, watch)
    hub.stdout.close()
    assert hub.poll() is not None
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE  # where nobody asks how it ended


def test_ports_are_different() -> None:
    assert len(set(free_ports(20))) == 20


def test_what_is_missing_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failed, match=r"The proxy of the hub is not in .*; make hub-check puts it there with npm\."):
        proxy(tmp_path)
    assert main(["--course", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"There is no course in {tmp_path}; make it with make classroom.\n"


@pytest.mark.parametrize("count", ["0", "-3", "many"])
def test_a_class_of_nobody_is_refused(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([f"--students={count}"])
    assert ended.value.code == 2
    assert f"expected a whole number from 1 on, not '{count}'" in capsys.readouterr().err
