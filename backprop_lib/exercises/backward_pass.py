"""The exercises of the chapter on the backward pass."""

from __future__ import annotations

EXERCISES: tuple = ()
