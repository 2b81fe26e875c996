"""Build the site: runs Jupyter Book, shows how far it is, and names file and line of what is wrong.

The site is written aside and takes its place at the end, so that a build that fails or is stopped changes nothing.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from book_ext.command import missing, parser
from book_ext.folders import book_in
from book_ext.notation import CONVENTIONS
from book_ext.site import wheel
from book_ext.site.aside import aside, put
from book_ext.site.cache import ROOT, hash_of_files
from book_ext.site.conventions import convention_wanted
from book_ext.site.solutions import site, solutions_wanted

CODE = (*wheel.PARTS, "book_ext", "benchmarks/results.json", "constraints.txt")

# Jupyter Book as a program. It ends with this one, whatever ends this one, for then nobody holds its input open, and
# all that it has started in its session ends with it. And it goes without what jsonschema loads for it: 38 grammars of
# addresses that nobody checks, 1.5 s.
JUPYTER_BOOK = """import os, sys, threading
def end_together():
    os.read(0, 1)
    os.killpg(0, 9) if hasattr(os, "killpg") else os._exit(1)
threading.Thread(target=end_together, daemon=True).start()
sys.modules["rfc3987_syntax"] = None
from jupyter_book.cli.main import main
main()"""
# --all reads every page each time: otherwise Sphinx reports a broken link only while the page is new, and the second
# build hides it. What takes long, running the cells, is cached all the same.
OPTIONS = ["--all", "--warningiserror", "--nitpick", "--keep-going"]

# How far it is, among much else that Jupyter Book says.
RAN = re.compile(r"\S+ ran in \S+ s|reading sources|preparing documents")
STAGES = {"reading sources": "reading the pages", "preparing documents": "writing the pages"}
WARNING = re.compile(r"(WARNING|ERROR|CRITICAL): ")
GONE = re.compile(r"^(?:ModuleNotFoundError|ImportError): No module named '([\w.]+)'", re.M)
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def problems(log: str, root: Path) -> list[str]:
    """The failures in what Jupyter Book wrote to its error stream, each with file and line."""
    log = COLOUR.sub("", log).replace(f"{root}{os.sep}", "")
    found = [line.removeprefix("ERROR: ") for line in log.splitlines() if WARNING.search(line)]
    return found or [missing(gone[1]) if (gone := GONE.search(log)) else log]


def in_the_way(output: Path, place: Path) -> str:
    """What stands where a folder of ours has to be, in a sentence. A site is replaced, not followed: it is no link."""
    for folder in (output, output / "notebooks", place):
        link = folder.is_symlink()
        if (folder.exists() or link) and not (folder.is_dir() and not (link and folder == place)):
            what = "link" if link else "file"
            return f"{folder} is a {what}, and a folder of this name is needed for the site; move it away."
    return ""


def build(root: Path, solutions: bool = True) -> int:
    """Build the book in this folder, if anything has changed since it was last built. Returns the exit code."""
    started = time.monotonic()
    output, place = root / "_build", site(root, solutions)
    if problem := in_the_way(output, place):
        print(problem, file=sys.stderr)
        return 2
    stamp, index = output / f"{place.name}-built-from", place / "index.html"
    with aside(output) as new:
        sources = hash_of_files(root, "chapters", "_config.yml", "_toc.yml") + hash_of_files(ROOT, *CODE)
        sources += f" {convention_wanted()}"
        built = stamp.read_text(encoding="utf-8").splitlines() if stamp.exists() else []
        if built[:1] == [sources] and index.exists() and all((output / part).exists() for part in built[1:]):
            print(f"Nothing has changed since the last build. Open {index.as_uri()}")
            return 0
        what = "the site" if solutions else "the site without solutions"
        print(f"Building {what}: about a minute, and a few more if chapters have to run.", flush=True)
        code, errors = jupyter_book(root, new, solutions)
        if code:
            print("\nThe book is not built:", *problems(errors, root), sep="\n\n", file=sys.stderr)
            if index.exists():
                print(f"\nThe site is as it was before: {index.as_uri()}", file=sys.stderr)
            return code
        for other in output.glob("*-built-from"):  # both sites have the same notebooks: those of the other are old now
            if other == stamp or other.read_text(encoding="utf-8").splitlines()[:1] != [sources]:
                other.unlink()
        parts = {new / "_build" / "html": place}
        for notebooks in (new / "_build" / "notebooks").glob("*"):
            parts[notebooks] = output / "notebooks" / notebooks.name
        for part, target in parts.items():
            put(part, target)
        kept = [target.relative_to(output).as_posix() for target in parts.values()]
        stamp.write_text("\n".join([sources, *kept]), encoding="utf-8")
    print(f"Built in {time.monotonic() - started:.0f} s. Open {index.as_uri()}")
    return 0


def jupyter_book(root: Path, output: Path, solutions: bool) -> tuple[int, str]:
    """Run Jupyter Book, and say which chapters have run. Returns its exit code and what it complained of."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", JUPYTER_BOOK, "build", root, "--path-output", output, *OPTIONS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
            # Chapters run side by side, so each needs no more than one processor for its matrices.
            env={"OMP_NUM_THREADS": "1", **os.environ, "PYTHONUTF8": "1", "SOLUTIONS": "yes" if solutions else "no"},
            start_new_session=True,  # Ctrl-C reaches us alone
        )
        try:
            assert process.stdout
            stages = dict(STAGES)
            for line in process.stdout:
                if match := RAN.search(line):
                    said = match[0] if match[0] not in STAGES else stages.pop(match[0], "")
                    print(f"  {said}\n" if said else "", end="", flush=True)
            code = process.wait()
        except KeyboardInterrupt:
            raise KeyboardInterrupt("Stopped. The site is as it was before.") from None
        finally:
            if process.poll() is None:
                end(process)
        log.seek(0)
        return code, log.read()


def end(process: subprocess.Popen[str]) -> None:
    """End a program with all that it has started in its session."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def main(arguments: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends a build is told the same
    command = parser("book_ext.build", str(__doc__))
    command.add_argument("folder", nargs="?", default=ROOT, help="of the book (%(default)s)")
    command.add_argument(
        "--solutions",
        choices=["yes", "no"],
        help="no: the site without any solution of an exercise, in _build/html-without-solutions (yes)",
    )
    command.add_argument("--notation", choices=CONVENTIONS, help="in which formulas are written (base, this book's)")
    given = command.parse_args(arguments)
    if given.notation:
        os.environ["NOTATION"] = given.notation
    try:
        solutions = solutions_wanted() if given.solutions is None else given.solutions == "yes"
        return build(book_in(given.folder), solutions)
    except ValueError as problem:  # in what SOLUTIONS or NOTATION says, or in the folder
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
