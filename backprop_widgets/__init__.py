"""Widgets that step through everything: in JupyterLab next to Python, and on the book's pages without it."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .activation_explorer.widget import ActivationExplorer
    from .backward_stepper.widget import BackwardStepper
    from .chain_rule_explorer.widget import ChainRuleExplorer
    from .depth_explorer.widget import DepthExplorer
    from .descent_stepper.widget import DescentStepper
    from .digits_explorer.widget import DigitsExplorer
    from .error_explorer.widget import ErrorExplorer
    from .first_network.widget import FirstNetwork
    from .forward_stepper.widget import ForwardStepper
    from .training_stepper.widget import TrainingStepper

__all__ = [
    "ActivationExplorer",
    "BackwardStepper",
    "ChainRuleExplorer",
    "DepthExplorer",
    "DescentStepper",
    "DigitsExplorer",
    "ErrorExplorer",
    "FirstNetwork",
    "ForwardStepper",
    "TrainingStepper",
]


def __getattr__(name: str) -> Any:
    """Each widget is imported when it is asked for: SymPy writes its JavaScript then, which takes a while."""
    if name not in __all__:
        raise AttributeError(f"There is no widget {name}; expected one of {', '.join(__all__)}.")
    module = re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
    return getattr(import_module(f"{__name__}.{module}.widget"), name)
