"""The first frame, for readers without JavaScript: the network as it is at the start, wide and upright."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from ..kit.svg import colour, line, text
from .plan import Plan, upright, wide

# One drawing for each width; which of them shows, the width of the page decides.
STYLE = (
    ".first-frame{display:block;width:100%;aspect-ratio:1136/292}"
    ".first-frame .upright{display:none}"
    "@media screen and (max-width:820px){.first-frame{max-width:28rem;margin:0 auto;aspect-ratio:358/674}"
    ".first-frame .upright{display:inline}.first-frame .wide{display:none}}"
    "@media print{.first-frame .wide text{font-size:17px}}"  # else too small on paper
)


def first_frame(values: Mapping[str, float], names: Mapping[str, str], curve: str, words: str) -> str:
    """An SVG of the network with these values, by label."""
    drawings = [
        f'<svg class="{"upright" if plan.upright else "wide"}" viewBox="0 0 {plan.width} {plan.height}">'
        f"{''.join(parts(plan, values, names, curve))}</svg>"
        for plan in (wide(), upright())
    ]
    return (
        f'<svg class="first-frame" font-family="var(--bp-sans)" role="img" aria-label="{escape(words)}">'
        f"<style>{STYLE}</style>{''.join(drawings)}</svg>"
    )


def parts(plan: Plan, values: Mapping[str, float], names: Mapping[str, str], curve: str) -> Iterator[str]:
    for _, edges in plan.layers:
        for name, (start, end) in edges.items():
            yield line(along(start, end, plan.upright), "parameter", thickness(values[name]))
    for name, (x, y, w, h) in plan.places.items():
        kind = name[: name.find("^" if "^" in name else "_")]
        if kind == "x":
            yield box(x, y, w, h, w / 2)
            yield text(x + w / 2, y + h / 2 + 4, "middle", "forward", f"{values[name]:.2f}")
            yield text(x + w / 2, y - 5, "middle", "muted", names[name])
        elif kind == "unit":
            yield box(x, y, w, h, 9)
            corner = f"translate({x + 16:.1f} {y + h / 2 - 12:.1f})"
            yield f'<g transform="{corner} scale(2.4)">{line(curve, "line", 0.7)}</g>'
            yield text(x + 0.64 * w, y + h / 2 + 4, "middle", "forward", f"{values[name.replace('unit', 'a')]:.4f}")
            yield text(x, y - 11, "start", "muted", names[name])
        elif kind in ("w", "b"):
            lying = "start" if name[-2] != name[-1] and not plan.upright else "middle"
            yield rimmed(x, y + 4, lying if kind == "w" else "end", f"{names[name]} {values[name]:.4f}")
        elif kind == "y":
            yield from ruler(x, y, w, values[name], values[name.replace("y_", "a^2_")])
        else:
            yield from column(x, y, w, h, values[name])


def along(start: tuple[float, float], end: tuple[float, float], straight: bool) -> str:
    """The data of an edge: straight, or leaving and arriving on the level."""
    (x, y), (to_x, to_y), middle = start, end, (start[0] + end[0]) / 2
    return f"M{x} {y}L{to_x} {to_y}" if straight else f"M{x} {y}C{middle} {y} {middle} {to_y} {to_x} {to_y}"


def thickness(weight: float) -> float:
    """Of the line of a weight, in px; view.js has the same."""
    return round(min(0.75 + 4 * abs(weight), 12), 2)


def box(x: float, y: float, w: float, h: float, r: float) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{w}" height="{h}" rx="{r}" fill="{colour("page")}" '
        f'stroke="{colour("line")}"/>'
    )


def rimmed(x: float, y: float, anchor: str, words: str) -> str:
    """A weight with its name, on a rim of the page's colour, since a line runs below."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" fill="{colour("parameter")}" '
        f'paint-order="stroke" stroke="{colour("page")}" stroke-width="6">{escape(words)}</text>'
    )


def ruler(x: float, y: float, w: float, wanted: float, is_now: float) -> Iterator[str]:
    """From 0 to 1, with a square at what is wanted and a disc at what is."""
    yield line(f"M{x} {y}h{w}", "line", 1.25)
    yield f'<g opacity=".4">{line(f"M{x + w * wanted:.1f} {y}H{x + w * is_now:.1f}", "target", 5)}</g>'
    yield f'<circle cx="{x + w * is_now:.1f}" cy="{y}" r="7" fill="{colour("forward")}"/>'
    yield (
        f'<rect x="{x + w * wanted - 5.5:.1f}" y="{y - 5.5}" width="11" height="11" fill="{colour("page")}" '
        f'stroke="{colour("target")}" stroke-width="2.5"/>'
    )
    yield text(x, y - 15, "start", "target", f"wanted {wanted:.2f}")
    yield text(x, y + 24, "start", "muted", "0") + text(x + w, y + 24, "end", "muted", "1")


def column(x: float, y: float, w: float, h: float, loss: float) -> Iterator[str]:
    yield text(x + w / 2, y + 12, "middle", "muted", "loss E")
    yield text(x + w / 2, y + 32, "middle", "target", f"{loss:.4f}")
    full = 0.94 * (h - 42)
    for top, tall, role in ((y + h - full, full, "target-soft"), (y + 42, h - 42, "none")):
        fill = role if role == "none" else colour(role)
        edge = colour("target") if role == "none" else "none"
        yield f'<rect x="{x + 0.6}" y="{top:.1f}" width="{w - 1.2}" height="{tall:.1f}" fill="{fill}" stroke="{edge}"/>'
