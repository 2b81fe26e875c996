"""Titles in the bibliography stand as their authors wrote them, where BibTeX would take their capitals away."""

from __future__ import annotations

from typing import Any

from pybtex.plugin import register_plugin
from pybtex.style.formatting.plain import Style as Plain
from pybtex.style.template import field, sentence
from sphinx.application import Sphinx


class AsWritten(Plain):
    """The style `plain`, which would make all of a title but its first letter small."""

    def format_title(self, e: Any, which_field: str, as_sentence: bool = True) -> Any:
        title = field(which_field)
        return sentence[title] if as_sentence else title


def setup(app: Sphinx) -> dict[str, bool]:
    register_plugin("pybtex.style.formatting", "as_written", AsWritten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
