"""Where the nodes of a graph stand: in layers, from the inputs to the output.

Edges that pass a layer have lanes there, so that none runs through a node. The mirror of layout.js, from left to right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .parse import Node

SWEEPS, LANE = 12, 12  # an edge that passes a layer is as thick as that in it

Point = tuple[float, float]


class Edge(NamedTuple):
    """The operation `end` reads the node `start` as its operand k."""

    start: int
    end: int
    k: int


class Item:
    """A node in its layer, or an edge that passes the layer. order: its place there; v: its middle.

    before, after: where its edges go on, and how far from the middle of the item they end, in parts of the item.
    """

    def __init__(self, layer: int, size: float) -> None:
        self.layer, self.size, self.order, self.v = layer, size, 0, 0.0
        self.before: list[tuple[Item, float]] = []
        self.after: list[tuple[Item, float]] = []


class Plan(NamedTuple):
    """The size of a picture, the top left corner of each node but numbers, and the points through which edges go."""

    width: float
    height: float
    places: dict[int, Point]
    edges: list[list[Point]]


def edges_of(nodes: Sequence[Node]) -> list[Edge]:
    """The edges of a graph, those into one operation behind each other; numbers have none."""
    return [
        Edge(start, end, k)
        for end, node in enumerate(nodes)
        for k, start in enumerate(node.args)
        if nodes[start].operation != "number"
    ]


def layers_of(nodes: Sequence[Node], edges: Sequence[Edge], output: int) -> list[int]:
    """Layers by the longest way to the output; inputs are in the first one."""
    far = [0] * len(nodes)
    for i in range(output, -1, -1):
        for start, end, _ in edges:
            if end == i:
                far[start] = max(far[start], far[i] + 1)
    return [0 if node.operation == "input" else max(far) - far[i] for i, node in enumerate(nodes)]


def port_of(nodes: Sequence[Node], edge: Edge) -> float:
    """Where an operand enters: the first of two above the middle, the second below."""
    drawn = [arg for arg in nodes[edge.end].args if nodes[arg].operation != "number"]
    return (edge.k - 0.5) / 2 if len(drawn) == 2 else 0.0


def spread(wanted: Sequence[float], apart: Sequence[float]) -> list[float]:
    """Numbers as close as possible to those wanted (least squares), each at least its distance behind the one before.

    >>> spread([0.0, 0.0, 5.0], [0.0, 2.0, 2.0])
    [-1.0, 1.0, 5.0]
    """
    shift = [sum(apart[: i + 1]) for i in range(len(apart))]
    blocks: list[tuple[float, int]] = []
    for i, value in enumerate(wanted):
        mean, count = value - shift[i], 1
        while blocks and blocks[-1][0] > mean:
            above, others = blocks.pop()
            mean, count = (above * others + mean * count) / (others + count), others + count
        blocks.append((mean, count))
    flat = [mean for mean, count in blocks for _ in range(count)]
    return [mean + more for mean, more in zip(flat, shift, strict=True)]


def layout(
    nodes: Sequence[Node], output: int, width: float, height: float, gap: float, space: float, room: float
) -> Plan:
    """width, height: of a node; gap: between layers, at least; room: how wide the picture may be without need."""
    edges = edges_of(nodes)
    layers = layers_of(nodes, edges, output)
    items = _items(nodes, edges, layers, height)
    rows = [[item for item in items.values() if item.layer == layer] for layer in range(layers[output] + 1)]
    _arrange(rows)
    breadth = _place(rows, space)
    fits = (room - len(rows) * width) / (len(rows) - 1) if len(rows) > 1 else 0.0
    step = width + max(gap, min(2.2 * gap, fits))
    places = {
        i: (layers[i] * step, items[i, layers[i]].v - height / 2)
        for i, node in enumerate(nodes)
        if node.operation != "number"
    }
    paths = []
    for edge in edges:
        points = [(layers[edge.start] * step + width, items[edge.start, layers[edge.start]].v)]
        for layer in range(layers[edge.start] + 1, layers[edge.end]):
            v = items[edge.start, layer].v
            points += [(layer * step, v), (layer * step + width, v)]
        end = items[edge.end, layers[edge.end]].v + port_of(nodes, edge) * height
        paths.append([*points, (layers[edge.end] * step, end)])
    return Plan((len(rows) - 1) * step + width, breadth, places, paths)


def _items(
    nodes: Sequence[Node], edges: Sequence[Edge], layers: Sequence[int], size: float
) -> dict[tuple[int, int], Item]:
    """The items of all layers, linked: edges that leave the same node share their lanes."""
    items: dict[tuple[int, int], Item] = {}

    def item(node: int, layer: int) -> Item:
        return items.setdefault((node, layer), Item(layer, size if layer == layers[node] else LANE))

    for i, node in enumerate(nodes):
        if node.operation != "number":
            item(i, layers[i])
    for edge in edges:
        here = item(edge.start, layers[edge.start])
        for layer in range(layers[edge.start] + 1, layers[edge.end] + 1):
            arrives = layer == layers[edge.end]
            following = item(edge.end if arrives else edge.start, layer)
            port = port_of(nodes, edge) if arrives else 0.0
            if (here, port) not in following.before:
                following.before.append((here, port))
                here.after.append((following, port))
            here = following
    return items


def _arrange(rows: list[list[Item]]) -> None:
    """Puts the items of each layer into an order with few crossings: each goes to the mean of its neighbours."""

    def number(row: list[Item]) -> None:
        for i, item in enumerate(row):
            item.order = i

    for row in rows:
        number(row)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 else rows[::-1]:
            wanted = {}
            for item in row:
                links = item.before if sweep % 2 else item.after
                wanted[item] = _mean([other.order + port for other, port in links]) if links else item.order
            row.sort(key=wanted.__getitem__)
            number(row)


def _place(rows: list[list[Item]], space: float) -> float:
    """Gives each item its middle v, close to those that it is linked with; the breadth of it all."""

    def settle(row: list[Item], wanted: Sequence[float]) -> None:
        apart = [(row[i - 1].size + item.size) / 2 + space if i else 0.0 for i, item in enumerate(row)]
        for item, v in zip(row, spread(wanted, apart), strict=True):
            item.v = v

    for row in rows:
        settle(row, [0.0] * len(row))
    for sweep in range(SWEEPS):
        for row in rows[::-1] if sweep % 2 else rows:
            wanted = []
            for item in row:
                near = [other.v - port * item.size for other, port in item.before]
                near += [other.v + port * other.size for other, port in item.after]
                wanted.append(_mean(near) if near else item.v)
            settle(row, wanted)
    every = [item for row in rows for item in row]
    low = min(item.v - item.size / 2 for item in every)
    high = max(item.v + item.size / 2 for item in every)
    for item in every:
        item.v -= low
    return high - low


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
