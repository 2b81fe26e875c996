"""Folded source stands behind what it makes, so that a reader first sees the result.

Where nothing is shown, "the source" of what? In a solution it is a program (exercises.py); elsewhere the cell says it:

    mystnb:
      code_prompt_show: "Show this network as code"
"""

from __future__ import annotations

from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform


class SourceBehindOutput(SphinxPostTransform):
    """In a cell with `hide-input` the fold comes first (myst-nb's priority 199); here it goes last, or is named."""

    default_priority = 200
    formats = ("html",)

    def run(self, **_: object) -> None:
        for fold in list(self.document.findall(HideCodeCellNode)):
            cell = fold.parent
            if "above-input" in fold["classes"] and len(cell) > 1:
                cell.remove(fold)
                cell += fold


def setup(app: Sphinx) -> dict[str, bool]:
    app.setup_extension("myst_nb")
    app.add_post_transform(SourceBehindOutput)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
