"""Build the site: runs Jupyter Book, shows how far it is, and names file and line of what is wrong.

python -m book_ext.build [folder of the book]

With SOLUTIONS=no in the environment no solution of an exercise gets into the site.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from book_ext.site.cache import IMPORTED, ROOT, fingerprint
from book_ext.site.solutions import solutions_wanted

# --all reads every page each time: otherwise Sphinx reports a broken link only while the page is new, and the second
# build hides it. What takes long, running the cells, is cached all the same.
OPTIONS = ["--all", "--warningiserror", "--nitpick", "--keep-going"]

# The lines of Jupyter Book's long report that say how far it is.
STARTED = re.compile(r"(\S+): Executing notebook using")
FINISHED = re.compile(r"Executed notebook in (\S+) seconds")

# What Jupyter Book says about a failing cell: the page, the code between two dashed lines, the traceback.
FAILED_PAGE = re.compile(r"ExecutionError: (\S+\.md)")
FAILED_CELL = re.compile(r"^-{10,}\n(?P<code>.*?)\n-{10,}\n(?P<traceback>.*)", re.M | re.S)
TIMED_OUT = re.compile(r"A cell timed out[^\n]*")
LINE_IN_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")
EXCEPTION = re.compile(r"^[\w.]+(?:: .*)?$", re.M)
WARNING = re.compile(r"(WARNING|ERROR|CRITICAL): ")
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def failing_cell(log: str, root: Path) -> str | None:
    """A hundred lines about a failing cell as two: page, line and exception; the line of code."""
    page, cell = FAILED_PAGE.search(log), FAILED_CELL.search(log)
    if not (page and cell):
        return None
    code = cell["code"].splitlines()
    number = LINE_IN_CELL.search(cell["traceback"])
    within = int(number[1]) - 1 if number else 0
    above = (root / page[1]).read_text(encoding="utf-8").partition(cell["code"])[0]
    said = TIMED_OUT.search(log) or EXCEPTION.search(cell["traceback"])
    return (
        f"{page[1]}:{above.count(chr(10)) + 1 + within}: {said[0] if said else 'the cell failed'}\n    {code[within]}"
    )


def problems(log: str, root: Path) -> list[str]:
    """The failures in what Jupyter Book wrote to its error stream, each beginning with file and line."""
    log = COLOUR.sub("", log).replace(f"{root}{os.sep}", "")
    found = [line for line in log.splitlines() if WARNING.search(line) and "Executing notebook" not in line]
    cell = failing_cell(log, root)
    return [*found, cell] if cell else found or [log]


def build(root: Path) -> int:
    """Build the book in this folder, if anything has changed since it was last built. Returns the exit code."""
    started = time.monotonic()
    html, stamp = root / "_build" / "html", root / "_build" / "built-from"
    sources = fingerprint(root, "chapters", "_config.yml", "_toc.yml")
    sources += fingerprint(ROOT, "book_ext", *IMPORTED) + ("" if solutions_wanted() else " without solutions")
    index = html / "index.html"
    if index.exists() and stamp.exists() and stamp.read_text() == sources:
        print(f"Nothing has changed since the last build. Open {index.as_uri()}")
        return 0
    stamp.unlink(missing_ok=True)
    shutil.rmtree(html, ignore_errors=True)  # no page that has left the book stays behind
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("jupyter-book"), "build", root, *OPTIONS],
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        assert process.stdout
        for line in process.stdout:
            if match := STARTED.search(line):
                print(f"  {Path(match[1]).name} runs ...", end=" ", flush=True)
            elif match := FINISHED.search(line):
                print(f"{match[1]} s", flush=True)
        code = process.wait()
        log.seek(0)
        errors = log.read()
    if code:
        print("\nThe book is not built:", *problems(errors, root), sep="\n\n", file=sys.stderr)
        return code
    stamp.write_text(sources)
    print(f"Built in {time.monotonic() - started:.0f} s. Open {index.as_uri()}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(build(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT))
    except ValueError as problem:  # in what SOLUTIONS says
        sys.exit(str(problem))
