"""What turns the chapters into the site, and makes worksheets, a course and slides of them."""

import sys

if sys.argv[:1] == ["-m"]:  # one of its commands is about to be imported, which may take seconds
    from book_ext.command import how_it_ended

    sys.excepthook = how_it_ended
