"""Figures of pages without a number are counted on each page, those of chapters stay as they are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from book_ext.site.numbering import count_by_page


def test_each_page_without_a_number_counts_from_one() -> None:
    env: Any = SimpleNamespace(
        toc_secnumbers={"chapter": {"": (3,)}, "story": {}},
        toc_fignumbers={
            "chapter": {"figure": {"a": (3, 1), "b": (3, 2)}},
            "story": {"figure": {"c": (1,)}},
            "timings": {"figure": {"d": (2,), "e": (3,)}, "displaymath": {"f": (1,)}},
        },
    )
    app: Any = None
    assert count_by_page(app, env) == []
    assert env.toc_fignumbers == {
        "chapter": {"figure": {"a": (3, 1), "b": (3, 2)}},
        "story": {"figure": {"c": (1,)}},
        "timings": {"figure": {"d": (1,), "e": (2,)}, "displaymath": {"f": (1,)}},
    }
