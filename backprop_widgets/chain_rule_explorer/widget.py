"""The chain rule by nudging: along a path local slopes multiply, and where paths meet contributions add."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sympy
import traitlets
from traitlets import TraitError

from backprop_lib.javascript import Formula, javascript_module, logistic, numpy_function

from ..kit.assets import constants
from ..kit.base import Widget
from ..kit.curve import Range, curve_picture
from ..kit.live import front_end, style
from ..kit.own_formula import as_text, own_formula, own_module
from ..kit.svg import drawing
from ..kit.traits import Choice, Finite, rules

HERE = Path(__file__).parent
STATE = ("mode", "inner", "outer", "x", "dx", "all_digits")

x, u, v, v1, v2 = sympy.symbols("x u v v1 v2", real=True)

# A menu of links: each can be the inner function, of x, or the outer one, of v.
FUNCTIONS = {
    "double": 2 * x,
    "square": x**2,
    "sin": sympy.sin(x),
    "exp": sympy.exp(x),
    "logistic": logistic(x),
    "log": sympy.log(x),
}
# Where two paths meet.
MEETINGS = {
    "sum": v1 + v2,
    "product": v1 * v2,
    "squares": (v1**2 + v2**2) / 2,
    "unit": logistic(v1 + v2),
}
FIRST = {"path": {"inner": ["square"], "outer": "sin"}, "fork": {"inner": ["double", "square"], "outer": "product"}}
SMALLEST = 1e-6  # a nudge; below, rounding of u outweighs everything else


class Link(NamedTuple):
    """A function of one or two symbols, as one link of a chain.

    >>> Link(v1 * v2, (v1, v2)).slopes
    [v2, v1]
    """

    expression: sympy.Expr
    arguments: tuple[sympy.Symbol, ...]

    @property
    def slopes(self) -> list[sympy.Expr]:
        return [sympy.diff(self.expression, argument) for argument in self.arguments]

    @property
    def formula(self) -> Formula:
        """(arguments, [value, slope along each argument]): what becomes one JavaScript function."""
        return self.arguments, [self.expression, *self.slopes]

    def described(self, output: sympy.Symbol) -> dict[str, Any]:
        """Formula and slopes as text; where a logistic function returns in its slope, it is called by its name."""
        slopes = [slope.subs(self.expression, output) if self._is_logistic else slope for slope in self.slopes]
        return {"formula": as_text(self.expression), "slopes": [as_text(slope) for slope in slopes]}

    @property
    def _is_logistic(self) -> bool:
        return isinstance(self.expression, logistic)


INNER = {name: Link(expression, (x,)) for name, expression in FUNCTIONS.items()}
OUTER = {
    "path": {name: Link(expression.subs(x, v), (v,)) for name, expression in FUNCTIONS.items()},
    "fork": {name: Link(expression, (v1, v2)) for name, expression in MEETINGS.items()},
}


@cache
def evaluator(link: Link) -> Callable[..., list]:
    """The link and its slopes as one NumPy function."""
    return numpy_function(*link.formula)


def generated(traits: dict[str, Any]) -> str:
    """What the page has from Python: the menus with functions that SymPy writes, and limits."""
    functions = {f"{name}_of": link.formula for name, link in INNER.items()}
    meetings = {f"{name}_meeting": link.formula for name, link in OUTER["fork"].items()}

    def table(links: dict[str, Link], suffix: str, output: sympy.Symbol) -> str:
        rows = (
            f"{name}: {{ at: {name}_{suffix}, ...{json.dumps(link.described(output), ensure_ascii=False)} }}"
            for name, link in links.items()
        )
        return "{\n    " + ",\n    ".join(rows) + "\n  }"

    limits = constants(SMALLEST=SMALLEST, FIRST=FIRST, TRAITS=traits)
    return (
        f"{javascript_module(functions | meetings)}\n{limits}\n"
        f"const MENUS = {{\n  inner: {table(INNER, 'of', v)},\n  path: {table(OUTER['path'], 'of', u)},\n"
        f"  fork: {table(OUTER['fork'], 'meeting', u)},\n}};"
    )


class Seen(NamedTuple):
    """A chain at one place: values, local slopes, and what each path contributes to du/dx.

    >>> Seen([1.0], 1.0, [2.0], [3.0]).paths
    [6.0]
    """

    v: list[float]
    u: float
    inner: list[float]
    outer: list[float]

    @property
    def paths(self) -> list[float]:
        return [outer * inner for outer, inner in zip(self.outer, self.inner, strict=True)]


def look(inner: Sequence[Link], outer: Link, at: float) -> Seen:
    """The chain at this place, computed by NumPy.

    >>> look([INNER["square"]], OUTER["path"]["double"], 3.0)
    Seen(v=[9.0], u=18.0, inner=[6.0], outer=[2.0])
    """
    with np.errstate(all="ignore"):
        seen = [[float(number) for number in evaluator(link)(np.float64(at))] for link in inner]
        found = evaluator(outer)(*(np.float64(value) for value, _ in seen))
    top, *slopes = map(float, found)
    return Seen([value for value, _ in seen], top, [slope for _, slope in seen], slopes)


def _name_of(expression: sympy.Expr, links: dict[str, Link]) -> str:
    """What the menu calls this expression, if it has it: no menu has a function twice."""
    return next((name for name, link in links.items() if link.expression == expression), "")


class ChainRuleExplorer(Widget):
    """Nudge x, see v and u move: u(v(x)) along a path, or u(v1(x), v2(x)) over a fork.

    ChainRuleExplorer(inner="square", outer="sin", x=1.2)
    ChainRuleExplorer(inner=("double", "square"), outer="product")      # two inner functions: a fork
    ChainRuleExplorer(inner=x**3 - x, outer=sympy.tanh(v))              # your own, SymPy expressions in x, and in v
    ChainRuleExplorer(inner=(x + 2, x + 1), outer=v1 * v2)              # or in v1 and v2

    Traits, all of which can be set and watched from Python:
      mode        "path" or "fork"
      inner       names of the inner functions, one for a path, two for a fork: double, square, sin, exp, logistic, log,
                  or for your own "own v", "own v1", "own v2"
      outer       name of the outer function: one of the same for a path; sum, product, squares or unit for a fork; or
                  "own u"
      x           where the chain is looked at
      dx          the nudge, at least 1e-6 in size; it may be negative
      view        lowest and highest x that is shown
      all_digits  show every digit
      name        stands for this widget in links: page.html#chain.x=1.5

    To change both functions from Python, set them together:
    with widget.hold_trait_notifications(): widget.inner = ...; widget.outer = ...

    Numbers on the page, each in <output data-quantity="...">. In a path V is v; in a fork it stands for v1 and for v2:
      at, nudge                x and dx, as set
      x, V, u                  where they are
      delta_x, delta_V, delta_u                 how far the nudge moves them
      dV/dx, du/dV             the local slopes at x
      du/dx                    in a path the product, in a fork the sum of the products
      ratio                    delta_u / delta_x, the measured slope
      path_v1, path_v2         in a fork: du/dV * dV/dx, what each path contributes
      only_v1, only_v2         in a fork: what is left as du/dx if the other path is forgotten
    """

    mode = Choice("path", FIRST).tag(sync=True)
    inner = traitlets.List(traitlets.Unicode(), ["square"]).tag(sync=True)
    outer = traitlets.Unicode("sin").tag(sync=True)
    x = Finite(0.8).tag(sync=True)
    dx = Finite(0.4).tag(sync=True)
    view = traitlets.Tuple(traitlets.Float(), traitlets.Float(), default_value=(-2.0, 2.0)).tag(sync=True)
    name = traitlets.Unicode("chain").tag(sync=True)

    # What the front end needs to know besides: functions of the reader's own.
    own = traitlets.Dict(read_only=True).tag(sync=True)
    linked = traitlets.List([*STATE], read_only=True).tag(sync=True)

    _generated = generated(rules(locals(), STATE))
    _esm = front_end(HERE, {HERE: _generated})
    _css = style("kit/tokens.css", "kit/widget.css", "kit/curve.css", "chain_rule_explorer/view.css")

    def __init__(self, inner: Any = None, outer: Any = None, mode: str | None = None, **traits: Any) -> None:
        given = list(inner) if isinstance(inner, tuple | list) else [inner]
        mode = mode or ("fork" if len(given) > 1 else "path")
        first = FIRST.get(mode, FIRST["path"])  # an unknown mode is refused below
        self._inner, self._outer = dict(INNER), {name: dict(links) for name, links in OUTER.items()}
        names = first["inner"] if inner is None else [self._named(f, k, len(given)) for k, f in enumerate(given, 1)]
        outer = first["outer"] if outer is None else self._named_outer(outer, mode)
        super().__init__(mode=mode, inner=names, outer=outer, **traits)
        self.observe(self._draw, [*self.linked, "view"])
        self._draw()

    def _named(self, given: Any, number: int, of: int) -> str:
        """The name of an inner function; an expression gets one."""
        if isinstance(given, str):
            return given
        expression = own_formula("inner", given, ["x"], INNER)
        if known := _name_of(expression, INNER):
            return known
        name = f"own v{number}" if of > 1 else "own v"
        self._inner[name] = self._add(name, "inner", expression, (x,), v)
        return name

    def _named_outer(self, given: Any, mode: str) -> str:
        if isinstance(given, str) or mode not in OUTER:
            return str(given)
        arguments = (v1, v2) if mode == "fork" else (v,)
        expression = own_formula("outer", given, map(str, arguments), OUTER[mode])
        if known := _name_of(expression, OUTER[mode]):
            return known
        self._outer[mode]["own u"] = self._add("own u", mode, expression, arguments, u)
        return "own u"

    def _add(self, name: str, menu: str, expression: sympy.Expr, arguments: tuple, output: sympy.Symbol) -> Link:
        link = Link(expression, arguments)
        told = {"menu": menu, "module": own_module("at", link.formula), **link.described(output)}
        self.set_trait("own", {**self.own, name: told})
        return link

    def look(self, at: float | None = None) -> Seen:
        """The chain at x, or elsewhere, computed by NumPy: values, local slopes, contributions of the paths."""
        links = [self._inner[name] for name in self.inner]
        return look(links, self._outer[self.mode][self.outer], self.x if at is None else at)

    def _draw(self, _: Any = None) -> None:
        """The first frame shows the present state."""
        at, grid = self.look(), np.linspace(self.view[0], self.view[1], 121)
        seen = [self.look(place) for place in grid]
        inner = [
            drawn(grid, [one.v[k] for one in seen], (self.x, at.v[k]), at.inner[k], ("x", name))
            for k, name in enumerate(["v"] if self.mode == "path" else ["v1", "v2"])
        ]
        outer = []
        if self.mode == "path":
            low, high = inner[0][1]
            values = np.linspace(low, high, 121)
            with np.errstate(all="ignore"):
                heights = [evaluator(self._outer["path"][self.outer])(value)[0] for value in values]
            outer = [drawn(values, heights, (at.v[0], at.u), at.outer[0], ("v", "u"))]
        total = sum(at.paths)
        whole = drawn(grid, [one.u for one in seen], (self.x, at.u), total, ("x", "u"), "gradient")
        products = " plus ".join(f"{o:.4g} times {i:.4g}" for o, i in zip(at.outer, at.inner, strict=True))
        words = f"At x = {self.x:.4g}, u = {at.u:.4g}. The slope du/dx is {products}, which is {total:.4g}."
        plots = [*inner, *outer, whole]
        marks = [mark for k, plot in enumerate(plots) for mark in curve_picture(8 + 214 * k, 206, 200, *plot)]
        self.set_trait("first_frame", drawing(640, 200, words, marks))

    @traitlets.observe("mode")
    def _begin_anew(self, _: Any) -> None:
        """Another mode: functions that go with it, unless the present ones do."""
        if self._fault(self.mode, self.inner, self.outer, self.x, self.dx, self.view):
            with self.hold_trait_notifications():
                self.set_trait("inner", FIRST[self.mode]["inner"])
                self.set_trait("outer", FIRST[self.mode]["outer"])

    @traitlets.validate("inner", "outer", "x", "dx", "view")
    def _fitting(self, proposal: Any) -> Any:
        names = ["mode", "inner", "outer", "x", "dx", "view"]
        state = {name: getattr(self, name) for name in names} | {proposal.trait.name: proposal.value}
        if fault := self._fault(**state):
            raise TraitError(fault)
        return proposal.value

    def _fault(self, mode: str, inner: list[str], outer: str, x: float, dx: float, view: Range) -> str:
        """What does not fit together, in words; empty if everything does."""
        low, high = view
        if not -1e6 <= low < high <= 1e6:
            return f"view is {view}; expected the lowest and the highest x to show, such as (-2, 2)."
        count = 2 if mode == "fork" else 1
        if len(inner) != count:
            return f"inner is {inner}; a {mode} has {count} inner function{'s' if count > 1 else ''}."
        for given in inner:
            if given not in self._inner:
                return f'inner is "{given}"; expected one of {", ".join(self._inner)}, or a SymPy expression in x.'
        if outer not in self._outer[mode]:
            known = ", ".join(self._outer[mode])
            return f'outer is "{outer}"; expected for a {mode} one of {known}, or a SymPy expression.'
        if not low <= x <= high:
            return f"x is {x:g}; it must lie in the view, from {low:g} to {high:g}."
        if not SMALLEST <= abs(dx) <= high - low:
            return f"dx is {dx:g}; expected a size from {SMALLEST:g} to {high - low:g}, the width of the view."
        links = [self._inner[name] for name in inner]
        for place in (x, x + dx):
            found = look(links, self._outer[mode][outer], place)
            if not np.isfinite([*found.v, found.u, *found.inner, *found.outer]).all():
                return f"At x = {place:g} a value or a slope of this chain is not a finite number."
        return ""


def shown(values: np.ndarray) -> Range:
    """The part of an axis that these values need: all of it, unless a few are far from the rest."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return -1.0, 1.0
    first, third = np.quantile(finite, [0.25, 0.75])
    spread = 2 * (third - first)
    low, high = max(finite.min(), first - spread), min(finite.max(), third + spread)
    room = 0.08 * (high - low or 1)
    return float(low - room), float(high + room)


def drawn(
    grid: np.ndarray, heights: list[float], point: tuple, slope: float, names: tuple, tangent: str = "forward"
) -> tuple:
    """What curve_picture needs for the curve through these heights."""
    return (
        (grid[0], grid[-1]),
        shown(np.array(heights)),
        lambda at: np.interp(at, grid, heights),
        point,
        slope,
        names,
        tangent,
    )
