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

from book_ext.folders import book_in
from book_ext.site.cache import ROOT, hash_of_files
from book_ext.site.solutions import solutions_wanted

CODE = (
    "backprop_lib",
    "backprop_widgets",
    "backprop_exercises",
    "book_ext",
    "benchmarks/results.json",
    "constraints.txt",
)

# Jupyter Book as a program, without what jsonschema loads for it: 38 grammars of addresses that nobody checks, 1.5 s.
JUPYTER_BOOK = "import sys; sys.modules['rfc3987_syntax'] = None; from jupyter_book.cli.main import main; main()"
# --all reads every page each time: otherwise Sphinx reports a broken link only while the page is new, and the second
# build hides it. What takes long, running the cells, is cached all the same.
OPTIONS = ["--all", "--warningiserror", "--nitpick", "--keep-going"]

RAN = re.compile(r"\S+ ran in \S+ s")  # how far it is, among much else that Jupyter Book says
WARNING = re.compile(r"(WARNING|ERROR|CRITICAL): ")
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def problems(log: str, root: Path) -> list[str]:
    """The failures in what Jupyter Book wrote to its error stream, each with file and line."""
    log = COLOUR.sub("", log).replace(f"{root}{os.sep}", "")
    return [line.removeprefix("ERROR: ") for line in log.splitlines() if WARNING.search(line)] or [log]


def build(root: Path) -> int:
    """Build the book in this folder, if anything has changed since it was last built. Returns the exit code."""
    started = time.monotonic()
    html, stamp = root / "_build" / "html", root / "_build" / "built-from"
    sources = hash_of_files(root, "chapters", "_config.yml", "_toc.yml") + hash_of_files(ROOT, *CODE)
    sources += "" if solutions_wanted() else " without solutions"
    index = html / "index.html"
    if index.exists() and stamp.exists() and stamp.read_text() == sources:
        print(f"Nothing has changed since the last build. Open {index.as_uri()}")
        return 0
    stamp.unlink(missing_ok=True)
    shutil.rmtree(html, ignore_errors=True)  # no page that has left the book stays behind
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", JUPYTER_BOOK, "build", root, *OPTIONS],
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        assert process.stdout
        for line in process.stdout:
            if match := RAN.search(line):
                print(f"  {match[0]}", flush=True)
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
        sys.exit(build(book_in(sys.argv[1]) if len(sys.argv) > 1 else ROOT))
    except ValueError as problem:  # in what SOLUTIONS says, or in the folder
        sys.exit(str(problem))
