"""Random numbers that come out the same in Python and on a page: weights to begin with, and batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import sqrt


def uniform(seed: int) -> Iterator[float]:
    """Numbers from 0 to below 1, for ever: the generator mulberry32 of Tommy Ettinger.

    >>> random = uniform(seed=1)
    >>> next(random), next(random)
    (0.6270739405881613, 0.002735721180215478)
    """
    state = seed
    while True:
        state = (state + 0x6D2B79F5) % 2**32
        t = (state ^ state >> 15) * (state | 1) % 2**32
        t ^= (t + (t ^ t >> 7) * (t | 61)) % 2**32
        yield (t ^ t >> 14) / 2**32


def weights(sizes: Sequence[int], seed: int) -> list[list[list[float]]]:
    """W (n_out, n_in) of each layer: nearly normal numbers of variance 1/n_in. The biases begin at 0.

    Twelve uniform numbers less 6 have mean 0 and variance 1, and need no logarithm that could differ in a digit.

    >>> [(len(W), len(W[0])) for W in weights((2, 3, 1), seed=1)]
    [(3, 2), (1, 3)]
    """
    random = uniform(65536 * seed)

    def normal() -> float:
        return sum(next(random) for _ in range(12)) - 6

    return [[[normal() / sqrt(n_in) for _ in range(n_in)] for _ in range(n_out)] for n_in, n_out in pairwise(sizes)]


def batch(number: int, N: int, batch_size: int, seed: int) -> list[int]:
    """The columns of step `number`, counted from 0: each epoch has every column once, in an order of its own.

    >>> batch(0, N=4, batch_size=0, seed=1), batch(0, 4, 3, 1), batch(1, 4, 3, 1)
    ([0, 1, 2, 3], [3, 0, 2], [1])
    """
    columns = list(range(N))
    if not batch_size:
        return columns
    epoch, place = divmod(number, -(-N // batch_size))
    random = uniform(65536 * seed + epoch + 1)
    for i in range(N - 1, 0, -1):
        j = int(next(random) * (i + 1))
        columns[i], columns[j] = columns[j], columns[i]
    return columns[place * batch_size : (place + 1) * batch_size]
