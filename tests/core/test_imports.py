"""The library stands alone: it knows nothing of widgets and exercises, and loads no large package before it must."""

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import backprop_lib

LARGE = {"backprop_widgets", "backprop_exercises", "book_ext", "sympy", "matplotlib", "anywidget", "IPython"}
MODULES = [
    module.name
    for module in pkgutil.walk_packages(backprop_lib.__path__, "backprop_lib.")
    if not module.name.endswith("__main__")
]


def loaded(code: str) -> set[str]:
    """The packages that a fresh Python has loaded after this code."""
    code = f"{code}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("module", ["backprop_lib", "backprop_lib.misconceptions", "backprop_lib.training"])
def test_the_library_needs_numpy_alone(module):
    assert "numpy" in loaded(f"import {module}")
    assert not LARGE & loaded(f"import {module}")


@pytest.mark.parametrize("module", MODULES)
def test_no_star_import_replaces_a_checked_function_by_an_unchecked_one(module):
    names: dict[str, object] = {}
    for imported in ("backprop_lib", module):  # in the other order the library has the last word
        exec(f"from {imported} import *", names)
    for name in ("forward", "backward", "descend", "cost"):
        assert names[name] is getattr(backprop_lib, name)


@pytest.mark.parametrize("module", MODULES)
def test_what_is_exported_exists(module):
    found = importlib.import_module(module)
    assert all(hasattr(found, name) for name in getattr(found, "__all__", []))


def test_no_module_of_the_library_imports_what_is_built_upon_it():
    for file in Path(backprop_lib.__path__[0]).rglob("*.py"):
        imported = re.findall(r"^\s*(?:from|import) (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert not {"backprop_widgets", "backprop_exercises", "book_ext"} & set(imported), file
