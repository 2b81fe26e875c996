"""Numbers in the text have the colour of their quantity, told by the name under which a chapter glues them."""

from __future__ import annotations

from docutils import nodes
from myst_nb.ext.glue.roles import PasteTextRole
from sphinx.application import Sphinx

from book_ext.equations.colours import roles

from .code_colours import names


def role_of(key: str) -> str | None:
    """The role of the quantity that a name begins with, as it is called in formulas or in code.

    >>> role_of("delta_o1"), role_of("gradient_w5"), role_of("net_h2"), role_of("E_o1"), role_of("survivors")
    ('gradient', 'gradient', 'forward', 'target', None)
    """
    first = key.partition("_")[0].rstrip("0123456789")
    symbols = {symbol.removeprefix(r"\mathrm{").rstrip("}"): role for symbol, role in roles().items()}
    return symbols.get(first) or names().get(first)


class Glued(PasteTextRole):
    """{glue:text}`delta_o1:.4f`, a number with the class of its role."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        found, messages = super().run()
        role = role_of(self.text.rpartition("::")[2].partition(":")[0])
        for node in found:
            if role and isinstance(node, nodes.Element):
                node["classes"].append(role)
        return found, messages


def setup(app: Sphinx) -> dict[str, bool]:
    app.setup_extension("myst_nb")
    app.add_role_to_domain("glue", "text", Glued(), override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
