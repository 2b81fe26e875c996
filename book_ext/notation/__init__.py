"""Every formula of the book in the notation of another book.

table says how each convention writes each quantity, positions and symbols find the quantities of a formula, layers says
where its units lie, meaning what each is in the convention, signs where signs turn, and rewriting writes it anew: in
other letters, and with other signs, orders and layers. dictionary is what the chapter on notation prints.
"""

from __future__ import annotations

from .dictionary import SLOPE, named, printed, quantity
from .rewriting import CONVENTIONS, Said, rewritten, said

__all__ = ["CONVENTIONS", "SLOPE", "Said", "named", "printed", "quantity", "rewritten", "said"]
