"""The kernel in which a notebook is run: reached by sockets of its own, and stopped as soon as the notebook is done.

Five free ports, which a kernel looks for otherwise, can be taken by a browser before the kernel has them: it dies.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from jupyter_client.manager import AsyncKernelManager
from traitlets import default


class SocketKernel(AsyncKernelManager):
    """A kernel at sockets in a folder that goes with it; at ports on Windows, where there are no such sockets."""

    # What a notebook made is kept, and its kernel has nothing to save. By itself it takes a third of a second to end,
    # and one in twenty hangs for two and a half: ipykernel's control thread flushes the output through a thread that
    # the main thread has just stopped. Half of this time passes before it is terminated.
    shutdown_wait_time = 0.2

    @default("transport")
    def _by_sockets(self) -> str:
        return "tcp" if sys.platform == "win32" else "ipc"

    @default("ip")
    def _where(self) -> str:
        if self.transport == "tcp":
            return "127.0.0.1"
        self.folder = TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True)
        return str(Path(self.folder.name) / "socket")

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]  # awaited where it is async
        await super()._async_cleanup_resources(restart=restart)
        if self.transport == "ipc" and not restart:
            self.folder.cleanup()
