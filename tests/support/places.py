"""Where each exercise stands in the book. All chapters are read for this, so it is done once in a process."""

from __future__ import annotations

from book_ext.site.cache import ROOT
from book_ext.site.chapter import exercises_on_pages

ON_PAGES = exercises_on_pages(ROOT)
