"""Where the parts of the picture stand: from left to right, and from top to bottom where a page is narrow.

A place is (x, y, width, height) in px of a page as wide as the plan. What is across goes along with the width of the
page, so the widget gives it in percent.
"""

from __future__ import annotations

from typing import NamedTuple

from backprop_lib import labels

Place = tuple[float, float, float, float]
Point = tuple[float, float]


class Layer(NamedTuple):
    """The edges of one layer: the box that they are drawn in, and from where to where in it, by weight."""

    box: Place
    edges: dict[str, tuple[Point, Point]]


class Plan(NamedTuple):
    """places: of the inputs, units, rulers and the loss by their boxes, of weights by their centres, of biases by the
    middle of their right side; where edges that cross lie, of their weights by the middle of their left side."""

    width: float
    height: float
    upright: bool
    places: dict[str, Place]
    layers: tuple[Layer, ...]

    def percent(self) -> dict[str, object]:
        """The plan as the page has it: across in percent of the width; the ends of an edge in percent of its box."""

        def share(place: Place) -> list[float]:
            x, y, w, h = place
            return [round(100 * x / self.width, 3), y, round(100 * w / self.width, 3), h]

        def within(point: Point, box: Place) -> list[float]:
            return [round(100 * (point[i] - box[i]) / box[i + 2], 3) for i in range(2)]

        layers = [
            {
                "box": share(box),
                "edges": {name: [within(end, box) for end in ends] for name, ends in edges.items()},
            }
            for box, edges in self.layers
        ]
        places = {name: share(place) for name, place in self.places.items()}
        return {"height": self.height, "places": places, "layers": layers}


def wide() -> Plan:
    """Two rows, from the inputs at the left to the loss at the right."""
    rows, tall = (78, 240), 64
    columns = ((4, 60), (296, 150), (662, 150))  # left, width: inputs, hidden units, outputs
    places: dict[str, Place] = {"J": (1050, 4, 86, 268)}
    for i, row in enumerate(rows):
        places[labels.x(i)] = (columns[0][0], row - 30, 60, 60)
        for level in (1, 2):
            left, across = columns[level]
            places[labels.unit(level, i)] = (left, row - tall / 2, across, tall)
            places[labels.b(level, i)] = (left + across, row - tall / 2 - 11, 0, 0)
        places[labels.y(i)] = (874, row, 132, 0)
    layers = []
    for level in (1, 2):
        start, end = sum(columns[level - 1]), columns[level][0]
        edges: dict[str, tuple[Point, Point]] = {}
        for j, above in enumerate(rows):
            for k, below in enumerate(rows):
                edges[labels.w(level, j, k)] = ((start, below), (end, above))
                # Off the lines, however wide: over the upper one and under the lower one, and between those that
                # cross, where they leave. The number of a gradient stands on the other side of it than the line.
                x, off = ((start + end) / 2, 17) if j == k else (start + 6, 55)
                places[labels.w(level, j, k)] = (x, below + (off if j else -off), 0, 0)
        layers.append(Layer((start, rows[0] - 10, end - start, rows[1] - rows[0] + 20), edges))
    return Plan(1136, 292, False, places, tuple(layers))


def upright() -> Plan:
    """Two columns, from the inputs at the top to the loss at the bottom."""
    columns, across, tall = (89.5, 268.5), 146, 60
    tops = (18, 204, 400)  # inputs, hidden units, outputs
    places: dict[str, Place] = {"J": (0, 558, 358, 112)}
    for i, middle in enumerate(columns):
        places[labels.x(i)] = (middle - 24, tops[0], 48, 48)
        for level in (1, 2):
            places[labels.unit(level, i)] = (middle - across / 2, tops[level], across, tall)
            places[labels.b(level, i)] = (middle + across / 2 + 11, tops[level] - 11, 0, 0)  # off what arrives
        places[labels.y(i)] = (middle - 62, 508, 124, 0)
    layers = []
    # From within an input, or the foot of a unit; how far from its middle edges leave; and how far from the middle of
    # the picture, and how high, numbers stand off the lines: of an edge straight down, of one that crosses.
    for level, start, spread, straight, crossing in (
        (1, tops[0] + 24, 17, (145, 135), (66, 98)),
        (2, tops[1] + tall, 45, (145, 354), (81, 282)),
    ):
        end = tops[level]
        edges: dict[str, tuple[Point, Point]] = {}
        for j, above in enumerate(columns):
            for k, below in enumerate(columns):
                outwards = 1 if k else -1
                leave = spread * (outwards if j == k else -outwards)
                edges[labels.w(level, j, k)] = ((below + leave, start), (above + (j == k) * 10 * outwards, end))
                aside, y = straight if j == k else crossing
                places[labels.w(level, j, k)] = (179 + outwards * aside, y, 0, 0)
        layers.append(Layer((0, start, 358, end - start), edges))
    return Plan(358, 674, True, places, tuple(layers))
