"""Which tests run in one process: those that share something dear. All others run wherever there is room."""

from __future__ import annotations

import re

from xdist.scheduler import LoadScopeScheduling

SHARING = {
    "test_broken_pages.py": "",  # a book in which everything is broken
    "test_chapters.py": "",  # the wrong versions of all equations
    "test_exercise_forms.py": "",  # a small book
    "test_export_moodle.py": "",  # the banks of all chapters, with all sets of numbers
    "test_export_qti.py": "",  # the same as packages
    "test_export_scorm.py": "",
    "test_export_stack.py": "",
    "test_each_page.py": r"\[.*",  # a visit to a page
    "test_every_widget.py": r"[A-Z]\w+(?:Stepper|Explorer)",  # what came of using the widget
    "test_lab.py": "",  # JupyterLab
    "test_other_browsers.py": "chromium|firefox|webkit",
    "test_slides.py": "below_the_edge",  # the slides of all chapters; all sizes take as long as everything else
    "test_worksheets.py": "",  # printed sheets
}


class BySharing(LoadScopeScheduling):
    """(`--dist loadgroup` would do, but does nothing with pytest 9.2 and xdist 3.8.)"""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        by = SHARING.get(file.rpartition("/")[2])
        if by is None:
            return nodeid
        found = re.search(by, test)
        return f"{file} {found[0] if found else ''}"
