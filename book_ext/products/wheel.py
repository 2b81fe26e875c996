"""The library as a wheel, for students who have no copy of the book."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from book_ext.site.cache import ROOT

NAME = f"backprop_lib-{version('backprop-lib')}-py3-none-any.whl"
PARTS = ("backprop_lib", "backprop_widgets", "backprop_exercises", "pyproject.toml", "README.md", "LICENSE")


def write_wheel(folder: Path) -> Path:
    """Write the wheel into a folder. Raises RuntimeError with what pip says if it cannot be made."""
    with tempfile.TemporaryDirectory() as place:  # setuptools would leave a folder `build` among the sources
        source, target = Path(place, "source"), Path(place, "wheel")
        source.mkdir()
        for name in PARTS:
            part = ROOT / name
            (shutil.copytree if part.is_dir() else shutil.copy)(part, source / name)
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
        pip += ["--wheel-dir", str(target), str(source)]
        # With the setuptools that is installed, so that no network is needed; else with one that pip gets.
        done = subprocess.run([*pip, "--no-build-isolation"], capture_output=True, encoding="utf-8")
        if done.returncode:
            done = subprocess.run(pip, capture_output=True, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(f"The wheel of the library could not be made: {done.stderr.strip()}")
        [made] = target.glob("*.whl")
        return Path(shutil.copy(made, folder))
