"""The exercises of the chapter on the chain rule."""

from __future__ import annotations

EXERCISES: tuple = ()
