"""The backward pass as a table of rules, every well-known mistake as a change of that table, and who made which.

rules.py says what is right, cases.py when a mistake is possible at all, table.py what the mistakes are; diagnosis.py
recognises them by their numbers and returns what verdict.py can put into words.
"""

from .cases import Case, Condition, learning_rate_known
from .diagnosis import diagnose, wrong_gradients
from .rules import AtLayer, Rules, backward_by, right
from .table import MISCONCEPTIONS, Misconception, Recipe
from .verdict import Verdict

__all__ = [
    "MISCONCEPTIONS",
    "AtLayer",
    "Case",
    "Condition",
    "Misconception",
    "Recipe",
    "Rules",
    "Verdict",
    "backward_by",
    "diagnose",
    "learning_rate_known",
    "right",
    "wrong_gradients",
]
