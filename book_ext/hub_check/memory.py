"""The memory of the hub and all that it has started, looked at every two seconds."""

from __future__ import annotations

import threading
from collections import defaultdict
from contextlib import suppress

import psutil

SECONDS = 2.0


class Watch:
    """Peaks, in bytes, of all together and of each user's processes.

    What processes share counts once in `peak` (where the system says it, as Linux does), and for each in `of`: that
    is what a container of its own is charged with at most.
    """

    def __init__(self, pid: int) -> None:
        self.hub = psutil.Process(pid)
        self.seen: dict[psutil.Process, str] = {}  # each process, and whose it is
        self.phase = self.peak = 0
        self.of: dict[str, int] = {}
        self._over = threading.Event()
        self._one = threading.Lock()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def new_phase(self) -> int:
        """The peak since the last phase, at which a new one begins."""
        self.look()
        before, self.phase = self.phase, 0
        return before

    def _watch(self) -> None:
        while not self._over.wait(SECONDS):
            self.look()

    def look(self) -> None:
        """Now."""
        with self._one, suppress(psutil.NoSuchProcess):
            total, now = 0, defaultdict[str, int](int)
            for one in [self.hub, *self.hub.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                    if one not in self.seen:
                        self.seen[one] = one.environ().get("JUPYTERHUB_USER", "hub")
                    memory = one.memory_full_info()
                    total += getattr(memory, "pss", memory.rss)
                    now[self.seen[one]] += memory.rss
            self.phase, self.peak = max(self.phase, total), max(self.peak, total)
            self.of = {user: max(now.get(user, 0), self.of.get(user, 0)) for user in now.keys() | self.of.keys()}
