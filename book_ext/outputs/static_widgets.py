"""Widgets on pages without Python: an output that shows a widget becomes a drawing, the widget's state and its code.

The notebook stores the state of its widgets. From it a page gets one element per widget, and from their classes, once
per kind of widget, the code; host.js brings them to life. Nothing is fetched: code and state are in the page as JSON,
which a browser does not run, so that a page works from a file and under a strict Content-Security-Policy.
"""

from __future__ import annotations

import hashlib
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.render import WIDGET_STATE_MIMETYPE, MimeData

from book_ext.outputs.embedded import embedded
from book_ext.outputs.figures import InlineFigureMixin
from book_ext.outputs.questions import QuestionMixin

HOST = Path(__file__).with_name("host.js")


def front_end(state: dict[str, Any]) -> dict[str, str]:
    """Script and style of a widget, from its class: those in a state that was kept may be older."""
    module, _, name = state["_anywidget_id"].rpartition(".")
    kind = getattr(import_module(module), name)
    return {"module": str(kind._esm), "style": str(getattr(kind, "_css", ""))}


def code_name(state: dict[str, Any]) -> str:
    """A short name for the code of a widget, the same for all widgets that share it."""
    return hashlib.sha256("".join(front_end(state).values()).encode()).hexdigest()[:12]


def widget_code(state: dict[str, Any]) -> str:
    """The code of one kind of widget, to be put on a page once."""
    return embedded(front_end(state), data_widget_code=code_name(state))


def widget_view(state: dict[str, Any]) -> str:
    """One widget: its first frame until it is ready, and its public state."""
    public = {name: value for name, value in state.items() if not name.startswith("_") and name != "first_frame"}
    return (
        f'<div class="widget" data-widget-view="{code_name(state)}" data-name="{escape(state["name"])}">'
        f"{state.get('first_frame', '')}{embedded(public)}</div>"
    )


class StaticWidgetRenderer(InlineFigureMixin, QuestionMixin):
    """Renders the outputs of notebooks: figures into the page, questions as forms, widgets as described above."""

    def render_widget_view(self, data: MimeData) -> list[nodes.Element]:
        stored = self.renderer.nb_client.nb_metadata.get("widgets", {}).get(WIDGET_STATE_MIMETYPE, {}).get("state", {})
        model = stored.get(data.content["model_id"], {})
        state = model.get("state", {})
        if model.get("model_module") != "anywidget":
            kind = model.get("model_name", "of unknown kind")
            message = f"a widget ({kind}) that only runs with Python; pages can show anywidgets"
            self.logger.warning(message, subtype="widget", line=data.line)
            return []
        self.add_js_file("host", None, {"body": HOST.read_text(encoding="utf-8")})
        return [nodes.raw(text=self._code_once(state) + widget_view(state), format="html")]

    def _code_once(self, state: dict[str, Any]) -> str:
        code, document = code_name(state), self.renderer.document
        seen = document.settings.env.temp_data.setdefault("widget_code", set())
        if code in seen:
            return ""
        seen.add(code)
        return widget_code(state)

    def render_nb_finalise(self, metadata: dict[str, Any]) -> None:
        """The states are on the page already; html-manager, which would want them again, is not used."""
