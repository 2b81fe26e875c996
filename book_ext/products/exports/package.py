"""A package for a learning platform: a zip file that is the same whenever the book is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip file knows


def write(path: Path, files: Mapping[str, str | bytes]) -> None:
    """Write these files, by their names in the package."""
    with ZipFile(path, "w") as package:
        for name, content in files.items():
            entry = ZipInfo(name, DAY)
            entry.compress_type = ZIP_DEFLATED
            package.writestr(entry, content)


def as_text(root: Element) -> str:
    """An XML file. Nothing is indented: in a text, space counts."""
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
