"""Who asks: what a session says of the person in front of the page. It holds no roles."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """The one thing a limited session may do: ``action`` on ``subject`` ("<kind>/<id>")."""

    action: str
    subject: str

    @property
    def kind(self) -> str:
        """The kind of the subject, such as ``invitation``."""
        return self.subject.partition("/")[0]

    @property
    def subject_id(self) -> str:
        """The id of the subject."""
        return self.subject.partition("/")[2]


@dataclass(frozen=True, kw_only=True)
class Principal:
    """The account in front of the page, with the persons it stands for and their schools.

    ``purpose`` is set for a session opened by a purpose link: it may do that and nothing else.
    """

    account_id: str
    person_ids: tuple[str, ...]
    schools: tuple[str, ...]
    sid: str
    language: str
    purpose: Purpose | None = None

    @property
    def actor(self) -> str:
        """The person id under which this principal's commands are recorded."""
        return self.person_ids[0]
