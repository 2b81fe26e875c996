"""The exercises of the chapter on the problem."""

from __future__ import annotations

EXERCISES: tuple = ()
