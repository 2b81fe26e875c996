"""What all commands of the book share: --help, refusals in one sentence, and an end without a traceback."""

from __future__ import annotations

import argparse
import errno
import sys
from pathlib import Path
from types import TracebackType
from typing import NoReturn

# What a disk or a name does to a program, and no fault of the book: full, locked, a file in the place of a folder, ...
OF_THE_DISK = {errno.ENOSPC, errno.EROFS, errno.EIO, errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR, errno.EEXIST}
OWN = ("backprop_", "book_ext", "benchmarks")


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence, where argparse would print its usage too."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message[:1].upper()}{message[1:]}; {self.prog} --help says what is expected.\n")


def parser(module: str, says: str) -> Parser:
    """For the command `python -m module`; `says` is the docstring of its module."""
    words = says.split("\n\n", 1)
    return Parser(
        prog=f"python -m {module}",
        description=words[0],
        epilog=words[1] if len(words) > 1 else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def existing_folder(text: str) -> Path:
    """A folder that is there, for a parser."""
    path = Path(text).resolve()
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text!r}")
    return path


def how_it_ended(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    """In place of the tracebacks that say nothing about the book: Ctrl-C, a package that is gone, no permission,
    a full disk."""
    if issubclass(kind, KeyboardInterrupt):
        print(f"\n{str(problem) or 'Stopped.'}", file=sys.stderr)
    elif isinstance(problem, ModuleNotFoundError) and not (problem.name or "").startswith(OWN):
        print(missing(problem.name or str(problem)), file=sys.stderr)
    elif isinstance(problem, PermissionError):
        print(f"There is no permission to write or read {problem.filename}.", file=sys.stderr)
    elif isinstance(problem, OSError) and problem.errno in OF_THE_DISK:
        names = " and ".join(str(name) for name in (problem.filename, problem.filename2) if name) or "The disk"
        print(f"{names} cannot be used: {str(problem.strerror).lower()}.", file=sys.stderr)
    else:
        sys.__excepthook__(kind, problem, trace)


def missing(package: str) -> str:
    """The advice when Python does not find a package that the book needs."""
    return (
        f"The package {package} is missing in {sys.prefix}. Delete the folder .venv and run make book again "
        "(on Windows: py book_ext\\install.py)."
    )
