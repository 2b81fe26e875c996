"""A kernel that does not end when its notebook is done is stopped after half a second, not after two and a half.

About one kernel in twenty waits for itself at the end: ipykernel's control thread flushes the output through a thread
that the main thread has just stopped.
"""

from __future__ import annotations

from jupyter_client.manager import KernelManager
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    KernelManager.shutdown_wait_time.default_value = 1.0  # half of it passes before the kernel is told to terminate
    return {"parallel_read_safe": True, "parallel_write_safe": True}
