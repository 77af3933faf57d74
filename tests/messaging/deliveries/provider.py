"""A mail provider in one of its moods: speaks SMTP on a port of its own, answers as it is told."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

OK = "250 fine"


class Provider(socketserver.ThreadingTCPServer):
    """``answers`` are the replies to the next recipients, then it takes everything.

    ``on_accept`` is called when a mail is in its hands, before it says so.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.answers: list[str] = []
        self.accepted: list[EmailMessage] = []
        self.connections = 0
        self.on_accept: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.accepted]


class _Conversation(socketserver.StreamRequestHandler):
    server: Provider

    def handle(self) -> None:
        self.server.connections += 1
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            command = line.split()[0].upper()
            if command == "RCPT":
                answer = self.server.answers.pop(0) if self.server.answers else OK
                self._say(answer)
                if answer.startswith("421"):
                    return
            elif command == "DATA":
                self._say("354 go on")
                self._take()
            elif command == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say(OK)

    def _take(self) -> None:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        mail = message_from_bytes(b"".join(lines), _class=EmailMessage, policy=default)
        self.server.accepted.append(mail)
        self.server.on_accept()
        self._say(OK)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def open_provider(port: int = 0) -> Iterator[Provider]:
    """A provider that listens until the block ends."""
    with Provider(port) as provider:
        thread = threading.Thread(target=provider.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            provider.shutdown()
            thread.join()
