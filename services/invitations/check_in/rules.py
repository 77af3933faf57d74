"""How a family takes part. Pure."""

from dataclasses import dataclass

from shared.events.invitations import AttendanceMode


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """How a family takes part, and with how many."""

    mode: AttendanceMode
    adults: int
    children: int

    @property
    def is_nobody(self) -> bool:
        """Whether nobody at all came."""
        return self.adults + self.children == 0
