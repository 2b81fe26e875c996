"""An address that a server cannot have is refused in one sentence that says what to take instead."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from book_ext.address import LOCAL, Refused, explain, free, port_of, try_to_listen, typed


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody listens."""
    with socket.create_server((LOCAL, 0)) as somebody:
        yield somebody.getsockname()[1]


@pytest.mark.parametrize("text", ["", "abc", "0", "-1", "65536", "8000.0", " 8000", "8e3", "٣٣٣٣", "1" * 5000, "80 00"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"^PORT is .*; expected a whole number from 1 to 65535, such as 8001\.$"):
        port_of(text)


@pytest.mark.parametrize("port", [1, 80, 8000, 65535])
def test_what_is_a_port_is_taken(port: int) -> None:
    assert port_of(str(port)) == port


def test_a_port_in_use_is_refused_with_one_that_is_free(taken: int) -> None:
    with pytest.raises(Refused, match=rf"^Another program listens at port {taken}; take another one, such as (\d+)\.$"):
        try_to_listen(LOCAL, taken)
    assert free(LOCAL, taken) > taken
    try_to_listen(LOCAL, free(LOCAL, taken))


@pytest.mark.parametrize("host", ["nowhere.invalid", "8.8.8.8", "1.2.3", "a b", "http://localhost", "x" * 300, "."])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(Refused, match=r"^HOST is .*; expected an address of this computer"):
        try_to_listen(host, free(LOCAL, 8000))


def test_a_port_of_the_system_is_refused() -> None:
    assert str(explain(PermissionError(13, "denied"), LOCAL, 80)) == (
        "Port 80 is kept for the system; take one from 1024 on, such as 8001."
    )


def test_what_to_type() -> None:
    assert typed(LOCAL, 8000) == "http://127.0.0.1:8000"
    assert typed("::1", 8000) == "http://[::1]:8000"
    assert "0.0.0.0" not in typed("0.0.0.0", 8000)
