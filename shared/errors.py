"""Every error the platform names. Domain errors map to HTTP in ``shared.web.errors``."""

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """A rule said no: ``code`` for programs, ``message`` (may be lazy text) for people."""

    status = 400

    def __init__(self, code: str, message: object = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class NotFound(DomainError):
    """There is no such thing, or none that the asker may know of. HTTP 404."""

    status = 404

    def __init__(self, code: str = "not-found", message: object = "") -> None:
        super().__init__(code, message)


class Refused(DomainError):
    """The asker may not do this. HTTP 403."""

    status = 403

    def __init__(self, code: str = "refused", message: object = "") -> None:
        super().__init__(code, message)


class Conflict(DomainError):
    """Somebody else changed it meanwhile, or its state does not allow this. HTTP 409."""

    status = 409

    def __init__(self, code: str = "conflict", message: object = "") -> None:
        super().__init__(code, message)


class Invalid(DomainError):
    """The input breaks a rule; ``fields`` says which, as field name to messages. HTTP 422."""

    status = 422

    def __init__(self, fields: Mapping[str, Sequence[object]], code: str = "invalid") -> None:
        super().__init__(code)
        self.fields = {name: list(messages) for name, messages in fields.items()}


class ConfigurationError(Exception):
    """The settings do not allow a start; the message lists every fault at once."""


class NoScope(Exception):
    """A tenant's collection was used while no school scope was in force, or outside it."""


class UnreadableEvent(Exception):
    """An event's envelope or data breaks its contract. Permanent: it is parked, never retried."""


class InfrastructureDown(Exception):
    """What we stand on cannot be reached now: MongoDB, Kafka, the keys of sessions. HTTP 503.

    Never a reason to park: back off and try again.
    """

    def __init__(self, message: str = "MongoDB or Kafka cannot be reached") -> None:
        super().__init__(message)
