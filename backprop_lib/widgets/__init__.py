"""Widgets that step through everything: in JupyterLab next to Python, and on the book's pages without it."""

from .activation_explorer import ActivationExplorer
from .backward_stepper import BackwardStepper
from .chain_rule_explorer import ChainRuleExplorer
from .descent_stepper import DescentStepper
from .error_explorer import ErrorExplorer
from .forward_stepper import ForwardStepper
from .training_stepper import TrainingStepper

__all__ = [
    "ActivationExplorer",
    "BackwardStepper",
    "ChainRuleExplorer",
    "DescentStepper",
    "ErrorExplorer",
    "ForwardStepper",
    "TrainingStepper",
]
