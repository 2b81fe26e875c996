"""Install what the book needs into .venv, and mend what is broken there.

It is run with the Python that .venv is to be made with, and needs nothing else. While all is in place it asks nobody.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python shall come as far as this: no newer syntax in this file
    sys.exit("The book needs Python 3.11 or newer, and this is {}.{}: try PYTHON=python3.12.".format(*sys.version_info))

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

# Each set of packages: the sets that it builds on, what pip is given for it, and the files that say what that means.
COMMON = ["constraints.txt", "pyproject.toml", "book_ext/pyproject.toml", "requirements.txt"]
SETS: dict[str, Any] = {
    "book": ([], ["-r", "requirements.txt"], COMMON),
    "test": (["book"], ["-r", "requirements-test.txt"], [*COMMON, "requirements-test.txt"]),
    "classroom": (["book"], ["-c", "constraints.txt", "-e", ".[classroom]"], COMMON),
}
ADVICE = (
    "Delete the folder .venv and run make book again (on Windows: py book_ext\\install.py), with the network there."
)


def main(arguments: list[str]) -> None:
    command = argparse.ArgumentParser(prog="install.py", description=__doc__)
    command.add_argument("set", nargs="?", choices=list(SETS), default="book", help="for what (%(default)s)")
    name = command.parse_args(arguments).set
    try:
        mend()
        for part in [*SETS[name][0], name]:
            install(part)
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next run goes on from here.")
    except PermissionError as problem:
        sys.exit(f"There is no permission to write {problem.filename}.")


def mend() -> None:
    """Make .venv, or make it work again: its Python is gone or another one, or the folder of the book has moved."""
    stamp = read_stamp("book")
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists() and (not VENV.is_dir() or any(VENV.iterdir())):
        sys.exit(f"{VENV} is no environment of Python; move it away.")
    folder = packages()
    if not folder and stamp:
        print("Python in .venv does not run any more: putting it back", flush=True)
        for path in BIN.glob("python*"):
            path.unlink()
        venv("--without-pip")
        folder = packages()
    other = stamp and folder and stamp["packages"] != str(folder.relative_to(VENV.resolve()))
    if not folder or other or not (folder / "pip").exists():
        if stamp:
            print("Python is another one now, or most of .venv is gone: making it anew", flush=True)
        if VENV.is_symlink():
            VENV.unlink()
        shutil.rmtree(VENV, ignore_errors=True)
        venv()
    elif stamp and stamp["root"] != str(ROOT):
        print(f"The book was in {stamp['root']} before: .venv follows", flush=True)
        relocate(folder, stamp["root"])
    # Else node takes what packages bring along for modules, because the book's package.json says so of its folder.
    (VENV / "package.json").write_text("{}\n", encoding="utf-8")


def venv(*options: str) -> None:
    python = getattr(sys, "_base_executable", sys.executable)  # not that of .venv, if it is the one that runs this
    if subprocess.run([python, "-m", "venv", *options, str(VENV)]).returncode:
        sys.exit("Python cannot make the folder .venv; on Debian and Ubuntu first: apt install python3-venv")


def packages() -> Path | None:
    """Where the packages of .venv are, for the Python in it; None if that does not run."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    try:
        asked = subprocess.run([str(PYTHON), "-I", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return None
    return None if asked.returncode else Path(os.fsdecode(asked.stdout.strip())).resolve()


def relocate(folder: Path, before: str) -> None:
    """Put this folder in the place of an earlier one, where scripts and the packages of the book name it."""
    after, mentioned = str(ROOT), re.compile(re.escape(before) + r"(?![\w.-])")
    for path in [*BIN.iterdir(), *folder.glob("__editable__*"), *folder.glob("*.dist-info/direct_url.json")]:
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):
            continue  # a program
        if not mentioned.search(text):
            continue
        # A first line that names a program cannot have blanks; this form, which is pip's, can.
        text = re.sub(r"\A#!([^\n\"]*/bin/python\S*)\n", "#!/bin/sh\n'''exec' \"\\1\" \"$0\" \"$@\"\n' '''\n", text)
        path.write_text(mentioned.sub(lambda _: after, text), encoding="utf-8")
    for name in SETS:
        stamp = read_stamp(name)
        if stamp:
            write_stamp(name, {**stamp, "root": after})


def install(name: str) -> None:
    """Install a set of packages unless it is there as its files say. Ends with a sentence if that fails."""
    stamp, folder = read_stamp(name), packages()
    assert folder
    if stamp and stamp["from"] == made_from(name):
        gone = lost(folder, stamp["all"])
        if not gone:
            return
        print(f"No longer in .venv, and installed anew: {', '.join(gone)}", flush=True)
        pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        again = [pin for pin in pins if plain(pin.split("==")[0]) in gone]
        if again and not pip("--force-reinstall", "--no-deps", *again):
            sys.exit(f"\nThat has failed. {ADVICE}")
    else:
        print(f"Installing the packages of the {name} into .venv (about a minute the first time)", flush=True)
    if pip(*SETS[name][1]):
        write_stamp(
            name,
            {
                "root": str(ROOT),
                "packages": str(folder.relative_to(VENV.resolve())),
                "from": made_from(name),
                "all": sorted(installed(folder)),
            },
        )
    elif complete(folder, name):
        print("\npip has failed, but all packages are there: going on.", file=sys.stderr)
    else:
        sys.exit("\nThe packages are not installed, and pip has said why. Try again with the network there.")


def pip(*arguments: str) -> bool:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, cwd=str(ROOT)).returncode == 0


def made_from(name: str) -> str:
    """A hash of what a set of packages is made from. It stays when a file is only touched."""
    digest = hashlib.sha256()
    for file in SETS[name][2]:
        text = (ROOT / file).read_text(encoding="utf-8")
        if file.endswith("pyproject.toml"):  # of which the settings of tools are no part
            parts = re.split(r"^(?=\[)", text, flags=re.M)
            text = "".join(part.strip() for part in parts if not part.startswith("[tool.") or "setuptools" in part)
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()[:16]


def installed(folder: Path) -> dict[str, str]:
    """The packages in a folder, by name, with their versions."""
    pairs = (path.name[: -len(".dist-info")].partition("-") for path in folder.glob("*.dist-info"))
    return {plain(name): version for name, _, version in pairs}


def lost(folder: Path, had: list[str]) -> list[str]:
    """The packages that were there and are not any more, or not whole."""
    there = {plain(path.name.partition("-")[0]): path for path in folder.glob("*.dist-info")}
    gone = []
    for name in had:
        try:
            files = [line.split(",")[0] for line in (there[name] / "RECORD").read_text(encoding="utf-8").splitlines()]
        except (KeyError, OSError):
            gone.append(name)
            continue
        modules = [
            file for file in files if file.endswith("/__init__.py") or (file.endswith(".py") and "/" not in file)
        ]
        if not all(os.path.exists(os.path.join(str(folder), file)) for file in modules):
            gone.append(name)
    return gone


def complete(folder: Path, name: str) -> bool:
    """Whether all that a set names is there, and nothing in another version than constraints.txt says."""
    there = installed(folder)
    pinned = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M)
    allowed: dict[str, list[str]] = {}  # some packages have one version here and another one there
    for package, version in pinned:
        allowed.setdefault(plain(package), []).append(version)
    asked = ["backprop-lib", "book-ext"]
    for file in (file for file in SETS[name][2] if file.startswith("requirements")):
        asked += re.findall(r"^[a-zA-Z][\w.-]*", (ROOT / file).read_text(encoding="utf-8"), re.M)
    same = (there[package] in versions for package, versions in allowed.items() if package in there)
    return all(plain(package) in there for package in asked) and all(same)


def plain(name: str) -> str:
    """The name of a package as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).strip().lower()


def read_stamp(name: str) -> dict[str, Any]:
    """What was noted when a set was installed: where the book was, from what, and which packages there then were."""
    try:
        stamp = json.loads((VENV / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and {"root", "packages", "from", "all"} <= set(stamp) else {}


def write_stamp(name: str, stamp: dict[str, Any]) -> None:
    (VENV / name).write_text(json.dumps(stamp), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
