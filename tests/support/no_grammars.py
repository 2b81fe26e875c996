"""Imported before all else, it spares every process of tests the grammars of addresses that jsonschema makes."""

import sys

sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # as book_ext/build.py has it: it takes seconds
