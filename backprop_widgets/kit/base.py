"""What every widget has besides its subject: a name in links, a first frame, changes that go to the page together."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import anywidget
import traitlets
from traitlets import TraitError


class Widget(anywidget.AnyWidget):
    """The traits that all widgets share.

    all_digits   show every digit
    name         stands for this widget in links: page.html#descent.step=4
    linked       the traits that make up its state: a link holds those that differ from what was published
    first_frame  an SVG of the first state, for readers without JavaScript
    """

    all_digits = traitlets.Bool(False).tag(sync=True)
    name = traitlets.Unicode("widget").tag(sync=True)
    linked = traitlets.List(traitlets.Unicode(), read_only=True).tag(sync=True)
    first_frame = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(self, *arguments: Any, **traits: Any) -> None:
        for name in traits:
            if not self.has_trait(name):
                raise TypeError(self._takes_no(name))
        super().__init__(*arguments, **traits)

    def _takes_no(self, name: str) -> str:
        """What to say of a name that is none, with the one that may have been meant."""
        ours = [trait for trait, kind in self.traits(sync=True).items() if not (kind.read_only or trait[:1] == "_")]
        known = {*inspect.signature(type(self).__init__).parameters, *ours} - {"self", "traits"}
        near = get_close_matches(name, sorted(known), 1) or (
            ["y"] if name in ("target", "targets") and "y" in known else []
        )
        return f"{type(self).__name__} takes no {name}{f'; did you mean {near[0]}?' if near else '.'}"

    def notify_change(self, change: Any) -> None:
        """What a trait changes in others goes to the page in the same message: it never sees a state in between."""
        with self.hold_sync():
            super().notify_change(change)

    @contextmanager
    def hold_trait_notifications(self) -> Iterator[None]:
        """Traits that are set together go to the page together."""
        with self.hold_sync(), super().hold_trait_notifications():
            yield

    @traitlets.validate("name")
    def _linkable_name(self, proposal: Any) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", proposal.value):
            raise TraitError(
                f'name is "{proposal.value}"; expected small letters, digits, hyphens: it is part of links.'
            )
        return proposal.value
