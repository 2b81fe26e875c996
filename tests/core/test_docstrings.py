"""Every public name says what it is; what the packages offer also shows it, with an example that pytest runs."""

import importlib
import inspect
import pkgutil
import re

import pytest

import backprop_exercises
import backprop_lib

MODULES = [
    importlib.import_module(module.name)
    for package in (backprop_lib, backprop_exercises)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
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
def test_a_public_name_is_explained(name):
    docstring = inspect.getdoc(PUBLIC[name])
    assert docstring and docstring.split("\n")[0].rstrip().endswith((".", "?", ","))


@pytest.mark.parametrize("package", [backprop_lib, backprop_exercises], ids=lambda package: package.__name__)
def test_what_a_package_offers_is_shown(package):
    offered = {name: getattr(package, name) for name in package.__all__}
    shown = {name for name, thing in offered.items() if ">>> " in (inspect.getdoc(thing) or "")}
    made = {name for name, thing in offered.items() if inspect.isfunction(thing) or inspect.isclass(thing)}
    assert made <= shown | {"LayerTrace", "LayerGradient"}  # which a reader gets and never makes


@pytest.mark.parametrize("name", PUBLIC)
def test_a_function_that_can_refuse_says_so(name):
    thing = PUBLIC[name]
    if inspect.isfunction(thing) and "raise " in inspect.getsource(thing):
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
