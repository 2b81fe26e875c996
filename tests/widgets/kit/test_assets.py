"""What is joined into a widget's code: everything but the comments that stand on lines of their own."""

from __future__ import annotations

import pytest

from backprop_widgets.kit.assets import HERE, joined

FILES = sorted(path.relative_to(HERE).as_posix() for path in HERE.rglob("*") if path.suffix in (".js", ".css"))
assert FILES


def without_comments(text: str) -> list[str]:
    """The same, told line by line."""
    kept, inside = [], False
    for line in text.splitlines():
        begins = line.strip().startswith("/*") and (line.strip().endswith("*/") or "*/" not in line)
        if not (inside or begins or line.strip().startswith("//")):
            kept.append(line)
        inside = (inside or begins) and not line.strip().endswith("*/")
    return kept


@pytest.mark.parametrize("name", FILES)
def test_only_comments_are_left_out(name: str) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    assert joined(name).splitlines() == without_comments(text)
    assert text.startswith("/*") and not joined(name).startswith("/*")


def test_files_come_in_the_order_they_are_named() -> None:
    both = joined("kit/plot.js", "kit/widget.js")
    assert both.index("function ticks(") < both.index("function element(")
