"""A kernel is stopped as soon as its notebook is done: what it made is on the page, and it has nothing to save.

By itself it takes a third of a second to end, and one in twenty hangs for two and a half: ipykernel's control thread
flushes the output through a thread that the main thread has just stopped.
"""

from __future__ import annotations

from jupyter_client.manager import KernelManager
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    KernelManager.shutdown_wait_time.default_value = 0.2  # half of it passes before the kernel is told to terminate
    return {"parallel_read_safe": True, "parallel_write_safe": True}
