"""An environment that has what `pip install jupyter` and the wheel bring, and nothing else of this one."""

from __future__ import annotations

import os
import subprocess
import venv
import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from book_ext.site import wheel

# Runs a notebook and keeps it with its outputs; a cell that fails is the last line of what it says.
# Its kernel is reached by sockets in a folder: a port can be taken by a browser before the kernel has it.
RUN = """import sys, nbformat
from pathlib import Path
from tempfile import TemporaryDirectory
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
with TemporaryDirectory() as folder:
    client = NotebookClient(notebook, timeout=120, kernel_name="python3")
    kernel = client.create_kernel_manager()
    if sys.platform != "win32":
        kernel.transport, kernel.ip = "ipc", str(Path(folder) / "socket")
    client.execute()
nbformat.write(notebook, sys.argv[1])"""


def needed(*names: str) -> dict[str, Distribution]:
    """These distributions, and all that they ask for on this computer."""
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = Requirement(waiting.pop()).name.lower().replace("_", "-")
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue  # asked for on another system, or by another name
        for line in found[name].requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found


def fresh(folder: Path, library: bool = True) -> Path:
    """Make the environment, in which installed packages are links to those of this one. Its Python."""
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for found in needed(
        "notebook", "jupyterlab", "ipykernel", "nbconvert", *wheel.PROJECT["project"]["dependencies"]
    ).values():
        for top in {file.parts[0] for file in found.files or () if file.parts[0] not in ("..", "__pycache__")}:
            link, target = packages / top, Path(str(found.locate_file(top)))
            if not link.exists() and target.exists():
                link.symlink_to(target)
    if library:
        zipfile.ZipFile(wheel.build(folder)).extractall(packages)  # all that pip does with a wheel of plain Python
    return next(folder.glob("bin/python"))


def run(python: Path, notebook: Path) -> subprocess.CompletedProcess[str]:
    """Run a notebook where it lies. Nothing of the project is on the way to its imports."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "JUPYTER"))}
    environment["JUPYTER_PATH"] = str(python.parents[1] / "share" / "jupyter")
    command = [str(python), "-c", RUN, notebook.name]
    return subprocess.run(
        command, cwd=notebook.parent, env=environment, capture_output=True, encoding="utf-8", check=False
    )
