"""The exercises of the chapter on update and training."""

from __future__ import annotations

EXERCISES: tuple = ()
