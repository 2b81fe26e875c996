"""Every public name says what it is and shows it: a docstring with an example that runs (pytest runs the examples)."""

import importlib
import inspect
import pkgutil
import re

import pytest

import backprop_lib
import backprop_lib.exercises

MODULES = [
    importlib.import_module(f"{package.__name__}.{module.name}")
    for package in (backprop_lib, backprop_lib.exercises)
    for module in pkgutil.iter_modules(package.__path__)
    if module.name != "__main__" and not module.ispkg
]
PUBLIC = {
    f"{module.__name__}.{name}": thing
    for module in MODULES
    for name, thing in vars(module).items()
    if not name.startswith("_")
    and (inspect.isfunction(thing) or inspect.isclass(thing))
    and thing.__module__ == module.__name__
}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_module_opens_with_one_plain_sentence(module):
    first = inspect.getdoc(module).split("\n\n")[0]
    assert first.endswith(".") and "\n" not in first


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_is_explained_and_shown(name):
    docstring = inspect.getdoc(PUBLIC[name])
    assert docstring and docstring.split("\n")[0].rstrip().endswith((".", "?", ","))
    assert ">>> " in docstring


@pytest.mark.parametrize("name", PUBLIC)
def test_a_function_that_can_refuse_says_so(name):
    thing = PUBLIC[name]
    if inspect.isfunction(thing) and "raise " in inspect.getsource(inspect.unwrap(thing)):
        assert re.search(r"Error|Raises ", inspect.getdoc(thing))


def test_the_package_offers_the_algorithm_and_everything_it_needs():
    names = [
        "Activation",
        "Layer",
        "Loss",
        "Network",
        "forward",
        "backward",
        "descend",
        "cost",
        "sigmoid",
        "half_squared_error",
    ]
    assert set(names) <= set(backprop_lib.__all__)
    assert all(hasattr(backprop_lib, name) for name in backprop_lib.__all__)
