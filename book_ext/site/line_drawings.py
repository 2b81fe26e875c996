"""A small line drawing for each chapter, in the colours of the roles; one without gets a unit with its edges."""

from __future__ import annotations

F, G, P, T, W, L = (f"var(--bp-{role})" for role in ("forward", "gradient", "parameter", "target", "wrong", "line"))


def stroke(colour: str, d: str, width: float = 1.5, more: str = "") -> str:
    return f'<path stroke="{colour}" stroke-width="{width}" d="{d}"{more}/>'


def dots(colour: str, *places: tuple[int, int]) -> str:
    return "".join(f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}" stroke="none"/>' for x, y in places)


def squares(colour: str, *places: tuple[int, int]) -> str:
    return "".join(
        f'<rect x="{x - 6}" y="{y - 6}" width="12" height="12" rx="3" fill="{colour}" stroke="none"/>'
        for x, y in places
    )


# By the name of the page, in a field of 104 by 64.
DRAWINGS = {
    # a valley, and who walks down into it
    "problem": stroke(F, "M4 6C16 74 34 62 48 40S80 50 100 14") + dots(P, (16, 39)) + stroke(P, "M16 39l9 11", 2.5),
    # two inputs, two units, two outputs
    "forward-pass": stroke(F, "M10 16H96M10 48H96M10 16C38 16 38 48 66 48M10 48C38 48 38 16 66 16")
    + dots(F, (10, 16), (10, 48))
    + squares(F, (68, 16), (68, 48)),
    # what is wanted, what came out, and how far apart they are
    "error-calculation": stroke(L, "M6 34H98")
    + stroke(T, "M22 34H76", 6, ' opacity=".4"')
    + dots(F, (76, 34))
    + f'<rect x="16" y="28" width="12" height="12" fill="var(--bp-page)" stroke="{T}" stroke-width="2.5"/>',
    # two paths to the same end
    "chain-rule": stroke(F, "M10 32C28 32 32 12 52 12S76 32 94 32M10 32C28 32 32 52 52 52S76 32 94 32")
    + dots(F, (10, 32), (52, 12), (52, 52))
    + dots(G, (94, 32)),
    # from the output back to the weights
    "backward-pass": stroke(G, "M98 32H74M64 32C44 32 46 15 26 15M64 32C44 32 46 49 26 49", 3)
    + squares(G, (70, 32))
    + dots(P, (20, 15), (20, 49)),
    # the cost falls
    "training": stroke(L, "M6 4V58H100") + stroke(F, "M8 10C28 10 26 52 50 53S84 55 98 55", 2),
    # a nudge too large, a nudge too small, and the best between them
    "checking-gradients": stroke(G, "M6 12l7 7 5-5 7 12 6-4 7 14 6-3 6 9L98 8", 2)
    + stroke(L, "M6 58H50L98 12", 1.5, ' stroke-dasharray="4 3"'),
    # a line of code, struck out behind glass
    "bug-museum": stroke(L, "M14 6H90V58H14zM26 20H66M26 32H80M26 44H58") + stroke(W, "M22 32H84", 3),
    # values joined by two operations
    "computational-graphs": stroke(F, "M16 12L50 24M16 40L50 24M16 56L88 40M50 24L88 40")
    + dots(F, (16, 12), (16, 38), (16, 56), (50, 24))
    + squares(G, (88, 40)),
}
OTHER = stroke(F, "M10 12C30 12 30 32 48 32M10 52C30 52 30 32 48 32M56 32H96") + squares(F, (52, 32))
OTHER += dots(P, (10, 12), (10, 52))


def drawing(page: str) -> str:
    """The drawing of a page, as an SVG that says nothing to a screen reader: title and sentence stand beside it.

    >>> drawing("chapters/a-page-that-is-new") == drawing("another")
    True
    """
    inside = DRAWINGS.get(page.rpartition("/")[2], OTHER)
    return f'<svg viewBox="0 0 104 64" fill="none" aria-hidden="true">{inside}</svg>'
