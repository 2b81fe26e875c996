"""Every formula of the book in the notation of another book.

table says how each convention writes each quantity, positions and symbols find the quantities of a formula, layers says
where its units lie, and rewriting writes it anew: in other letters, and with other signs, orders and layers.
"""

from __future__ import annotations

from .rewriting import CONVENTIONS, Said, rewritten, said

__all__ = ["CONVENTIONS", "Said", "rewritten", "said"]
