"""The site of the small book with exercises, for all tests of its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_book import build_sample


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small book, with solutions."""
    return build_sample(tmp_path_factory.mktemp("book"))
