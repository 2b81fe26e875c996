"""Exercises: `ask` draws one for a student, `check` says whether an answer is right, or which mistake was made."""

from .asking import EXERCISES, Question, ask, check, reveal

__all__ = ["EXERCISES", "Question", "ask", "check", "reveal"]
