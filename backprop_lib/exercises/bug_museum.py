"""The exercises of the chapter on the bug museum."""

from __future__ import annotations

EXERCISES: tuple = ()
