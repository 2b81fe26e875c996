"""The digits' widget in Python: its digits, what it refuses, and how well its network does."""

from __future__ import annotations

import numpy as np
import pytest
from traitlets import TraitError

from backprop_lib import forward
from backprop_lib.data import digits
from backprop_widgets import DigitsExplorer
from backprop_widgets.digits_explorer.data import divided, packed, read, written


def accuracy(widget: DigitsExplorer) -> float:
    held = divided()
    right = forward(widget.network(), held.test_x)[-1].a.argmax(axis=0) == held.test_y.argmax(axis=0)
    return float(right.mean())


def test_every_digit_is_there_once() -> None:
    x, _ = digits()
    parts = divided()
    together = np.hstack([parts.x, parts.test_x])
    assert sorted(map(tuple, together.T)) == sorted(map(tuple, x.T))
    assert np.array_equal(parts.test_x, x[:, 4::5]) and parts.test_y.sum(axis=1).min() > 20


def test_the_packed_digits_are_those_of_the_archive() -> None:
    """Read as the comment of `packed` says: the pixels of all digits, one after the other, sorted by label."""
    x, y = digits()
    labels, shades = packed()
    assert [int(label) for label in labels] == y.argmax(axis=0).tolist()
    order = sorted(range(len(labels)), key=lambda k: labels[k])
    values = np.array([int(shade, 17) for shade in shades]).reshape(64, -1)
    assert np.array_equal(values / 16, x[:, order])


def test_a_picture_is_the_same_after_it_was_a_text() -> None:
    for k in range(0, 359, 30):
        x = divided().test_x[:, [k]]
        assert np.array_equal(read(written(x)), x)


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("seed", range(2, 7))
def test_it_learns_96_of_100_on_other_seeds(seed: int) -> None:
    assert accuracy(DigitsExplorer(seed=seed, step=1000)) >= 0.96


def test_the_default_does_so_and_stays_there() -> None:
    assert accuracy(DigitsExplorer()) < 0.3
    assert min(accuracy(DigitsExplorer(step=step)) for step in (300, 600, 1000)) >= 0.96


def test_the_network_ends_where_its_numbers_are_too_large() -> None:
    network = DigitsExplorer(learning_rate=1e300, step=50).network()
    assert all(np.abs(layer.W).max() < 1e12 for layer in network)


@pytest.mark.parametrize(
    ("trait", "value", "words"),
    [
        ("hidden", 7, "hidden is 7; expected a whole number from 8 to 48."),
        ("batch_size", 1000, "batch_size is 1000; expected a whole number from 8 to 256."),
        ("example", 359, "example is 359; expected a whole number from 0 to 358."),
        ("target", 10, "target is 10; expected a whole number from -1 to 9."),
        ("speed", 7, "speed is 7; expected one of 12, 120, 0."),
        ("drawn", "01", 'drawn is "01"; expected 64 letters, each of 0 to 9 or a to g, or none.'),
        ("drawn", "x" * 64, f'drawn is "{"x" * 64}"; expected 64 letters, each of 0 to 9 or a to g, or none.'),
        ("momentum", 1, "momentum is 1.0; expected a number from 0 to below 1."),
    ],
)
def test_nonsense_is_refused_in_words(trait: str, value: object, words: str) -> None:
    with pytest.raises(TraitError) as refused:
        DigitsExplorer(**{trait: value})
    assert str(refused.value) == words


def test_x_is_what_is_shown() -> None:
    assert np.array_equal(DigitsExplorer(example=8).x, digits()[0][:, [44]])
    assert DigitsExplorer(drawn="g" * 64).x.tolist() == [[1.0]] * 64


def test_the_first_frame_tells_how_well_it_does() -> None:
    widget = DigitsExplorer(step=300)
    assert f"{100 * accuracy(widget):.1f} % are right" in widget.first_frame
    assert "A handwritten 3" in widget.first_frame
    assert "A drawing" in DigitsExplorer(drawn="0" * 64).first_frame
