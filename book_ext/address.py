"""The port and host of a server: what is refused, and what others have to type to reach it."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress

LOCAL = "127.0.0.1"
EVERYBODY = ("0.0.0.0", "::")


class Refused(ValueError):
    """An address that cannot be had, said in one sentence."""


def port_of(text: str) -> int:
    """A port from what was typed.

    >>> port_of("8000")
    8000
    """
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 65535):
        raise Refused(f"PORT is {text!r}; expected a whole number from 1 to 65535, such as 8001.")
    return int(text)


def family_of(host: str, port: int) -> socket.AddressFamily:
    """IPv4 or IPv6."""
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except (OSError, UnicodeError):
        raise Refused(_no_such(host)) from None


def explain(problem: OSError, host: str, port: int) -> Refused:
    """Why a server cannot listen there."""
    # Windows says that access is denied when another program has the port for itself.
    if problem.errno == errno.EADDRINUSE or getattr(problem, "winerror", None) in (10013, 10048):
        return Refused(f"Another program listens at port {port}; take another one, such as {free(host, port + 1)}.")
    if isinstance(problem, PermissionError):
        return Refused(f"Port {port} is kept for the system; take one from 1024 on, such as 8001.")
    return Refused(_no_such(host))


def _no_such(host: str) -> str:
    return f"HOST is {host!r}; expected an address of this computer: {LOCAL}, or 0.0.0.0 for others in the network too."


def try_to_listen(host: str, port: int) -> None:
    """Raises Refused in words if a server cannot listen there."""
    try:
        _listen(host, port)
    except OSError as problem:
        raise explain(problem, host, port) from None


def free(host: str, port: int) -> int:
    """This port if a server can listen there, or else the next one."""
    for near in range(port, min(port + 100, 65536)):
        with suppress(OSError):
            _listen(host, near)
            return near
    return port


def _listen(host: str, port: int) -> None:
    with socket.socket(family_of(host, port)) as trial:
        if os.name != "nt":  # there it would let two servers share a port
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host, port))
        trial.listen(1)


def typed(host: str, port: int) -> str:
    """The address for a browser: for a server that everybody may reach, the one of this computer in its network."""
    if host in EVERYBODY:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            try:
                way.connect(("192.0.2.1", 9))  # sends nothing; it chooses the way by which this computer is reached
                host = way.getsockname()[0]
            except OSError:
                host = socket.gethostname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
