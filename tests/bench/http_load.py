"""A light HTTP load: ready-made requests over kept-alive sockets, to measure the server."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

CONNECTIONS = 16


@dataclass(frozen=True)
class Load:
    """How fast the requests were answered, with which statuses, and how long each one took."""

    per_second: float
    statuses: Counter[int]
    seconds: tuple[float, ...] = ()


class Connection:
    """One kept-alive connection, made anew when the server closes it; notes what it was told."""

    def __init__(self, port: int) -> None:
        """Connect to a server on this machine."""
        self._port = port
        self._socket = _connect(port)
        self.statuses: Counter[int] = Counter()
        self.seconds: list[float] = []

    def send(self, request: bytes) -> int:
        """Send one request and wait for the whole answer; returns its status, 0 if none came."""
        begun = time.perf_counter()
        try:
            status, keep = _exchange(self._socket, request)
        except OSError:
            status, keep = 0, False
        self.seconds.append(time.perf_counter() - begun)
        self.statuses[status] += 1
        if not keep:
            self._socket.close()
            self._socket = _connect(self._port)
        return status

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


Visit = Callable[[Connection], object]
"""What somebody sends, one request after the other."""


def request_bytes(
    method: str, path: str, *, body: bytes = b"", headers: Sequence[tuple[str, str]] = ()
) -> bytes:
    """One HTTP/1.1 request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def send_all(port: int, requests: Sequence[bytes], *, connections: int = CONNECTIONS) -> Load:
    """Send each request once, spread over so many connections; wait for every answer."""
    visits = [lambda one, request=request: one.send(request) for request in requests]
    return visit_all(port, visits, connections=connections)


def visit_all(port: int, visits: Sequence[Visit], *, connections: int = CONNECTIONS) -> Load:
    """Make each visit once, spread over so many connections; wait for every answer."""
    with _connected(port, connections) as opened:

        def run(number: int) -> None:
            for visit in visits[number::connections]:
                visit(opened[number])

        threads = [threading.Thread(target=run, args=(number,)) for number in range(connections)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - start
    statuses: Counter[int] = sum((one.statuses for one in opened), Counter())
    seconds = tuple(second for one in opened for second in one.seconds)
    return Load(sum(statuses.values()) / took, statuses, seconds)


@contextmanager
def _connected(port: int, connections: int) -> Iterator[list[Connection]]:
    opened = [Connection(port) for _ in range(connections)]
    try:
        yield opened
    finally:
        for one in opened:
            one.close()


def _exchange(connection: socket.socket, request: bytes) -> tuple[int, bool]:
    connection.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        data += _received(connection)
    head, _, rest = data.partition(b"\r\n\r\n")
    lowered = head.lower()
    length = int(lowered.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
    received = len(rest)
    while received < length:
        received += len(_received(connection))
    return int(head.split(b" ", 2)[1]), b"connection: close" not in lowered


def _received(connection: socket.socket) -> bytes:
    part = connection.recv(65_536)
    if not part:
        raise OSError("the server closed the connection")
    return part


def _connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=60)
