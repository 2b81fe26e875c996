"""Let a class of simulated students work on this machine with JupyterHub and nbgrader, and check what they get.

A hub is started on a free port, in a scratch folder; nobody needs an account of this computer. Students log in, start
their servers, fetch the first exercises, run their answers and hand them in; the teacher collects, grades and gives
feedback. Each grade and each page of feedback has to be that of the answers. Time and memory are printed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from book_ext.command import parser
from book_ext.hub_check.hub import TEACHER, Failed, Hub, furnish, running
from book_ext.hub_check.member import Member
from book_ext.hub_check.profiles import ASSIGNMENT, OUT_OF, Profile, class_of, solutions, work

ROOT = Path(__file__).resolve().parents[2]
FILE = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
GB = 2**30


@contextmanager
def phase(hub: Hub, words: str) -> Iterator[None]:
    """A part of the day, of which time and memory are printed."""
    hub.watch.new_phase()
    begun = time.monotonic()
    yield
    print(f"  {words:<66} {time.monotonic() - begun:6.0f} s {hub.watch.new_phase() / GB:6.2f} GB", flush=True)


def for_all(at_once: int, do: Callable[[Any], Any], members: Iterable[Any]) -> list[Any]:
    """Do it for each, so many at a time. After a failure the others are not waited for: they end with the hub."""
    pool = ThreadPoolExecutor(at_once)
    try:
        return list(pool.map(do, members))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def enter(hub: Hub, name: str) -> Member:
    member = Member(hub, name)
    member.start()
    return member


def study(member: Member, profile: Profile, right: dict[str, str]) -> None:
    """Fetch, answer, run the cells. Raises Failed unless the notebook says what is right or which mistake was made."""
    member.assignments("fetch", ASSIGNMENT)
    notebook = member.notebook(FILE)
    work(notebook, member.name, profile, right)
    member.save(FILE, notebook)
    shown = member.run(FILE)
    if lacking := [words for words in profile.says if words not in shown]:
        raise Failed(f"The notebook of {member.name} ({profile.name}) does not say {lacking[0]!r}.")


def feedback(member: Member) -> str:
    """The page that the student gets."""
    member.assignments("fetch_feedback", ASSIGNMENT)
    folders = member.read(f"{ASSIGNMENT}/feedback")
    if len(folders) != 1:
        raise Failed(f"{member.name} has handed in once and got feedback {len(folders)} times.")
    return member.read(f"{folders[0]}/{ASSIGNMENT}.html")


def compare(teacher: Member, pages: dict[str, str], students: dict[str, Profile]) -> None:
    """Raises Failed unless each student has the points of the answers, and feedback that names the mistakes."""
    rows = teacher.ask("GET", f"formgrader/api/submissions/{ASSIGNMENT}", "for the grades")
    graded = {row["student"]: row for row in rows if row["autograded"]}
    handed_in = {name for name, profile in students.items() if profile.hands_in}
    if set(graded) != handed_in:
        raise Failed(
            f"Graded, but not handed in, or the other way round: {', '.join(sorted(set(graded) ^ handed_in))}."
        )
    for name in sorted(handed_in):
        profile, row, page = students[name], graded[name], pages[name]
        if (round(row["score"], 2), row["max_score"]) != (profile.points, OUT_OF):
            got = f"{row['score']:g} of {row['max_score']:g} points"
            raise Failed(f"{name} ({profile.name}) got {got}; expected {profile.points:g} of {OUT_OF}.")
        if lacking := [words for words in profile.says if words not in page]:
            raise Failed(f"The feedback of {name} ({profile.name}) does not say {lacking[0]!r}.")
        if f">{name}<" not in page:
            raise Failed(f"The feedback of {name} has another name.")


def day(hub: Hub, students: dict[str, Profile], right: dict[str, str], at_once: int) -> None:
    """From the release to the feedback. Raises Failed."""
    handing_in = [name for name, profile in students.items() if profile.hands_in]
    with phase(hub, "the teacher logs in, generates the assignment and releases it"):
        teacher = enter(hub, TEACHER)
        teacher.grader(f"assignment/{ASSIGNMENT}/assign", "to generate the assignment")
        teacher.grader(f"assignment/{ASSIGNMENT}/release", "to release the assignment")
    with phase(hub, f"{len(students)} students log in, and their servers start, {at_once} at a time"):
        members = dict(zip(students, for_all(at_once, lambda name: enter(hub, name), students), strict=True))
    if (status := next(iter(members.values())).status("formgrader/api/assignments")) != 404:
        raise Failed(f"A student asked for the teacher's formgrader and got {status}; expected 404.")
    servers = dict(hub.watch.of)
    with phase(hub, "all fetch it, answer, and run their cells; every kernel stays"):
        for_all(at_once, lambda name: study(members[name], students[name], right), students)
    kernels = dict(hub.watch.of)
    with phase(hub, f"{len(handing_in)} hand in"):
        for_all(at_once, lambda name: members[name].assignments("submit", ASSIGNMENT), handing_in)
    with phase(hub, "the teacher collects"):
        teacher.grader(f"assignment/{ASSIGNMENT}/collect", "to collect")
    with phase(hub, f"{len(handing_in)} notebooks are graded, one after the other"):
        for name in handing_in:
            teacher.grader(f"submission/{ASSIGNMENT}/{name}/autograde", f"to grade {name}")
    with phase(hub, "feedback is generated and released"):
        teacher.grader(f"assignment/{ASSIGNMENT}/generate_feedback", "to generate feedback")
        teacher.grader(f"assignment/{ASSIGNMENT}/release_feedback", "to release feedback")
    with phase(hub, "students fetch their feedback; grades and feedback are compared"):
        pages = dict(zip(handing_in, for_all(at_once, lambda name: feedback(members[name]), handing_in), strict=True))
        compare(teacher, pages, students)
    for words, which in (("server", servers), ("server and kernel", kernels)):
        sizes = [which[name] / 2**20 for name in students]
        print(f"  a student's {words}: {statistics.median(sizes):.0f} MB, at most {max(sizes):.0f} MB")
    print(f"  the teacher's server while it grades: {hub.watch.of[TEACHER] / 2**20:.0f} MB")
    print(f"  the hub and its proxy: {hub.watch.of['hub'] / 2**20:.0f} MB")


def check(course: Path, size: int, at_once: int) -> None:
    """The whole check, in a scratch folder that stays only if it fails. Raises Failed."""
    if os.name == "nt":
        raise Failed("JupyterHub does not run on Windows; try Linux, macOS or WSL.")
    students = class_of(size)
    source = course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    if not source.is_file():
        raise Failed(f"There is no course in {course}; make it with make classroom.")
    right = solutions(nbformat.read(source, as_version=4))
    scratch = Path(tempfile.mkdtemp(prefix="hub-check-", dir="/tmp"))  # short, as the names of sockets have to be
    begun = time.monotonic()
    try:
        users = [TEACHER, *students]
        furnish(scratch, course, ASSIGNMENT, users)
        print(f"A class of {size} on {os.cpu_count()} processors, in {scratch}", flush=True)
        with running(ROOT, scratch, users, at_once) as hub:
            print(f"  the hub answers at {hub.url} after {time.monotonic() - begun:.0f} s", flush=True)
            day(hub, students, right, at_once)
    except Failed as problem:
        raise Failed(f"{problem} What the servers said is in {scratch / 'hub.log'}.") from None
    except KeyboardInterrupt:
        shutil.rmtree(scratch, ignore_errors=True)
        raise KeyboardInterrupt("Stopped; the hub and all its servers have ended.") from None
    shutil.rmtree(scratch, ignore_errors=True)
    print(
        f"Passed: the grades and the feedback of {size} students are those of their answers; "
        f"{time.monotonic() - begun:.0f} s, at most {hub.watch.peak / GB:.2f} GB."
    )


def whole_number(text: str) -> int:
    """At least 1, for the parser."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, not {text!r}")
    return int(text)


def main(arguments: list[str]) -> int:
    command = parser("book_ext.hub_check", str(__doc__))
    command.add_argument("--students", type=whole_number, default=30, metavar="N", help="how many (%(default)s)")
    command.add_argument(
        "--at-once", type=whole_number, default=4, metavar="N", help="who start or work at the same time (%(default)s)"
    )
    command.add_argument("--course", type=Path, default=ROOT / "_build" / "classroom", help="a course (%(default)s)")
    given = command.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))  # however it is stopped, the hub ends
    try:
        check(given.course.resolve(), given.students, given.at_once)
    except Failed as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
