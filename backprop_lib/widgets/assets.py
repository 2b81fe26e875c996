"""Joins the front-end files of a widget: a module that lives in a blob cannot import its neighbours."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def joined(*names: str) -> str:
    """The text of these files, in this order.

    >>> joined("tokens.css", "widget.css").count("container-type")
    1
    """
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)
