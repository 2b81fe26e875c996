"""The exercises of the chapter on the error calculation."""

from __future__ import annotations

EXERCISES: tuple = ()
