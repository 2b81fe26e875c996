"""Programs that run while the tests do: each ends with the block that started it."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any


@contextmanager
def running(*command: str, **options: Any) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(command, **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options})
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def listening(*command: str, **options: Any) -> Iterator[tuple[int, subprocess.Popen]]:
    """Runs a program that listens at a port, which the command names {port}: the port, once it answers there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running(*(part.format(port=port) for part in command), **options) as process:
        while not answers(port):
            with suppress(subprocess.TimeoutExpired):
                raise RuntimeError(f"{command[0]} has ended with exit code {process.wait(0.05)}.")
        yield port, process


def answers(port: int) -> bool:
    with suppress(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    return False


@contextmanager
def refusing_proxy() -> Iterator[tuple[int, list[str]]]:
    """The port of a proxy that lets nothing through, and the list of what it was asked for."""
    asked: list[str] = []

    class Refuse(StreamRequestHandler):
        def handle(self) -> None:
            asked.append(f"asked for {self.rfile.readline().decode('latin-1').strip()}")
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    with ThreadingTCPServer(("127.0.0.1", 0), Refuse) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], asked
        server.shutdown()
