"""Matrices whose numbers of rows and columns are letters: what NumPy does with a matrix is written as a sum.

network.py asks a matrix for @, .T, .sum and arithmetic entry by entry, and so it runs on these as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy
from numpy.lib.mixins import NDArrayOperatorsMixin

Entry = Callable[[sympy.Expr, sympy.Expr], sympy.Expr]


class Table(NDArrayOperatorsMixin):
    """A matrix of any number of rows and columns, given by its entry in row j, column k; both count from 1.

    >>> m, n = sympy.symbols("m n", integer=True, positive=True)
    >>> W, x = named_table("W", m, n), named_table("x", n, 1)
    >>> (W @ x).shape, (W @ x)[2, 1].as_dummy()
    ((m, 1), Sum(W[2, _0]*x[_0, 1], (_0, 1, n)))

    Raises ValueError for tables whose shapes do not fit; two letters are two numbers.
    """

    ndim = 2

    def __init__(self, rows: Any, columns: Any, entry: Entry) -> None:
        self.shape, self._entry = (rows, columns), entry

    def __getitem__(self, place: tuple[Any, Any]) -> sympy.Expr:
        return self._entry(*place)

    @property
    def T(self) -> Table:
        rows, columns = self.shape
        return Table(columns, rows, lambda j, k: self[k, j])

    def sum(self, axis: int | None = None, keepdims: bool = True) -> Any:
        """The sum along an axis stays a table with one row or column, so that it can be spread out again."""
        rows, columns = self.shape
        if axis is None:
            return self.sum(axis=0).sum(axis=1)[1, 1]
        if axis == 0:
            return Table(1, columns, lambda j, k: total(rows, lambda i: self[i, k]))
        return Table(rows, 1, lambda j, k: total(columns, lambda i: self[j, i]))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """What an operator or a function of NumPy does with tables and numbers."""
        if method != "__call__" or options:
            return NotImplemented
        if ufunc is np.matmul:
            return _product(*inputs)
        shapes = [one.shape for one in inputs if isinstance(one, Table)]
        rows, columns = (_common(sizes) for sizes in zip(*shapes, strict=True))
        return Table(rows, columns, lambda j, k: ufunc(*(_spread(one, j, k) for one in inputs)))


def named_table(name: str, rows: Any, columns: Any) -> Any:
    """A Table about whose entries nothing is known; Any, since network.py asks for an array."""
    letter = sympy.IndexedBase(name, real=True)
    return Table(rows, columns, lambda j, k: letter[j, k])


def total(count: Any, term: Callable[[Any], sympy.Expr]) -> sympy.Expr:
    """term(1) + ... + term(count)."""
    i = sympy.Dummy("i", integer=True, positive=True)
    return term(1) if count == 1 else sympy.Sum(term(i), (i, 1, count))


def _product(left: Table, right: Table) -> Table:
    (rows, inner), (height, columns) = left.shape, right.shape
    if inner != height:
        raise ValueError(f"a product of tables with shapes {left.shape} and {right.shape}")
    return Table(rows, columns, lambda j, k: total(inner, lambda i: left[j, i] * right[i, k]))


def _common(sizes: tuple[Any, ...]) -> Any:
    longer = {size for size in sizes if size != 1} or {1}
    if len(longer) > 1:
        raise ValueError(f"tables with {' and '.join(map(str, sizes))} rows or columns, entry by entry")
    return longer.pop()


def _spread(one: Any, j: Any, k: Any) -> Any:
    """An entry; a single row or column serves all of them, as in NumPy."""
    if not isinstance(one, Table):
        return one
    rows, columns = one.shape
    return one[1 if rows == 1 else j, 1 if columns == 1 else k]
