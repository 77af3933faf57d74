"""A light HTTP load: ready-made requests over kept-alive sockets, to measure the server."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

CONNECTIONS = 16


@dataclass(frozen=True)
class Load:
    """How fast the requests were answered, and with which statuses."""

    per_second: float
    statuses: Counter[int]


def request_bytes(
    method: str, path: str, *, body: bytes = b"", headers: Sequence[tuple[str, str]] = ()
) -> bytes:
    """One HTTP/1.1 request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def send_all(port: int, requests: Sequence[bytes], *, connections: int = CONNECTIONS) -> Load:
    """Send each request once, spread over so many connections; wait for every answer."""
    counts: list[Counter[int]] = [Counter() for _ in range(connections)]
    threads = [
        threading.Thread(target=_run, args=(port, requests[number::connections], counts[number]))
        for number in range(connections)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    statuses: Counter[int] = sum(counts, Counter())
    return Load(sum(statuses.values()) / seconds, statuses)


def _run(port: int, requests: Sequence[bytes], statuses: Counter[int]) -> None:
    connection = _connect(port)
    for request in requests:
        try:
            status, keep = _exchange(connection, request)
        except OSError:
            status, keep = 0, False
        statuses[status] += 1
        if not keep:
            connection.close()
            connection = _connect(port)
    connection.close()


def _exchange(connection: socket.socket, request: bytes) -> tuple[int, bool]:
    connection.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        data += _received(connection)
    head, _, rest = data.partition(b"\r\n\r\n")
    lowered = head.lower()
    length = int(lowered.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
    while len(rest) < length:
        rest += _received(connection)
    return int(head.split(b" ", 2)[1]), b"connection: close" not in lowered


def _received(connection: socket.socket) -> bytes:
    part = connection.recv(65_536)
    if not part:
        raise OSError("the server closed the connection")
    return part


def _connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=60)
