"""The exercises of the chapter on checking gradients."""

from __future__ import annotations

EXERCISES: tuple = ()
