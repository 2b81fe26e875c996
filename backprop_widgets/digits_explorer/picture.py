"""The first frame of the digits as a plain drawing: one digit, and the ten probabilities that the network gives it."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_lib.elementwise import Array

from ..kit.svg import colour, drawing, text

CELL, LEFT, FULL = 26, 270, 170  # px: a pixel of the digit; where the bars begin, and how long one of 1 is


def first_frame(x: Array, p: Array, words: str) -> str:
    """An SVG of the picture x (64, 1) and the probabilities p (10, 1)."""
    return drawing(520, 8 * CELL + 44, words, _marks(x, p, words))


def _marks(x: Array, p: Array, words: str) -> Iterator[str]:
    side = 8 * CELL
    yield f'<rect width="{side}" height="{side}" fill="none" stroke="{colour("line")}"/>'
    for n, shade in enumerate(x[:, 0]):
        if shade:
            row, column = divmod(n, 8)
            at = f'x="{CELL * column}" y="{CELL * row}" width="{CELL}" height="{CELL}"'
            yield f'<rect {at} fill="{colour("ink")}" opacity="{shade:.4g}"/>'
    for k, share in enumerate(p[:, 0]):
        y = side / 10 * k
        yield text(LEFT - 12, y + 15, "end", "ink", str(k))
        yield f'<rect x="{LEFT}" y="{y + 3:.1f}" width="{FULL * share:.1f}" height="15" fill="{colour("forward")}"/>'
        yield text(LEFT + FULL * share + 6, y + 15, "start", "forward", f"{share:.3f}")
    for row, said in enumerate(words.split(". ", 1)):
        yield text(0, side + 22 + 18 * row, "start", "ink", said)
