"""Data inside a page, as JSON that no browser runs."""

from __future__ import annotations

import json
from typing import Any


def embedded(data: Any, **attributes: str) -> str:
    """Data inside a page; no text in it can end the script element."""
    extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json"{extra}>{text}</script>'
