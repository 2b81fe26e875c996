"""Widgets that step through everything: in JupyterLab next to Python, and on the book's pages without it."""

from .descent_stepper import DescentStepper

__all__ = ["DescentStepper"]
