"""What can go wrong in the local run, each with words a newcomer can act on."""


class LocalRunError(Exception):
    """The run cannot go on. ``what`` says why, ``remedy`` what to do, ``log`` the last lines."""

    def __init__(self, what: str, *, remedy: str = "", log: tuple[str, ...] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.log = log

    def __str__(self) -> str:
        """All parts, for a log or a test's output."""
        return "\n".join(part for part in (self.what, *self.log, self.remedy) if part)
