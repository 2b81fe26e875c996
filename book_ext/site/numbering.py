"""On a page without a number figures and equations are counted from 1; Sphinx counts on through all such pages."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def count_by_page(_: Sphinx, env: BuildEnvironment) -> list[str]:
    """Gives figures, tables and equations of each page without a number that page's own numbers, in their order."""
    for page, kinds in env.toc_fignumbers.items():
        if not any(env.toc_secnumbers.get(page, {}).values()):
            for kind, numbers in kinds.items():
                kinds[kind] = {name: (n,) for n, name in enumerate(numbers, 1)}
    return []


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("env-get-updated", count_by_page, priority=900)  # after Sphinx has counted
    return {"parallel_read_safe": True, "parallel_write_safe": True}
