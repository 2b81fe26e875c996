"""Exercises: `ask` draws one for a student, `check` says whether an answer is right, or which mistake was made."""

from .asking import EXERCISES, ask, check, reveal
from .question import Question

__all__ = ["EXERCISES", "Question", "ask", "check", "reveal"]
