"""Build the site and show it in the browser, until Ctrl-C.

With --host 0.0.0.0 everybody in the same network can open it, phones and tablets too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any

from book_ext.address import EVERYBODY, LOCAL, explain, family_of, port_of, typed
from book_ext.build import build
from book_ext.command import parser
from book_ext.site.cache import ROOT
from book_ext.site.solutions import site, solutions_wanted

PORT = "8000"


class Pages(SimpleHTTPRequestHandler):
    """Serves a folder without a line for each file. Pages are asked for anew, since a build may have replaced them."""

    def log_message(self, *_: Any) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


class Server(ThreadingHTTPServer):
    """A thread for each request. Whoever leaves a page before it is there is no fault."""

    allow_reuse_address = os.name != "nt"  # on Windows two servers would share the port

    def server_bind(self) -> None:
        """Without asking what the computer is called, as HTTPServer does: without a network that takes seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def server(folder: Path, host: str, port: int) -> Server:
    """A server that listens. Raises Refused in words."""
    Server.address_family = family_of(host, port)
    try:
        return Server((host, port), partial(Pages, directory=str(folder)))
    except OSError as problem:
        raise explain(problem, host, port) from None


def main(arguments: Sequence[str]) -> int:
    command = parser("book_ext.serve", str(__doc__))
    command.add_argument("--port", default=PORT, help="(%(default)s)")
    command.add_argument("--host", default=LOCAL, help="0.0.0.0 for others in the same network (%(default)s)")
    command.add_argument("--solutions", choices=["yes", "no"], help="no: the site without solutions (yes)")
    given = command.parse_args(arguments)
    try:
        solutions = solutions_wanted() if given.solutions is None else given.solutions == "yes"
        pages = server(site(ROOT, solutions), given.host, port_of(given.port))
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    with pages:
        if code := build(ROOT, solutions):
            return code
        if given.host in EVERYBODY:
            print(f"Others in this network open {typed(given.host, pages.server_port)}")
        print(f"The book is at {typed(LOCAL if given.host in EVERYBODY else given.host, pages.server_port)}", end=" ")
        print("until you press Ctrl-C.", flush=True)
        try:
            pages.serve_forever()
        except KeyboardInterrupt:
            print("\nNo longer shown.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
