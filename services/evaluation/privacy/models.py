"""A request about one person and what each service answered; and legal holds. The district's."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from mongoengine.fields import DateTimeField, DictField, ListField, StringField

from services.evaluation.privacy.rules import Asker, HoldReason, Identity, State, state_of
from shared.errors import Conflict
from shared.tenancy import Aggregate
from shared.web.languages import lazy_


class PrivacyRequest(Aggregate):
    """That somebody's data was asked for, or that it be erased; codes only, no words.

    ``answers`` is ``{school: {service: {outcome, counts, kept, at}}}``; an answer that is still
    waited for is empty. ``refused_at``: a hold was in force, so nobody was asked.
    """

    meta = {  # noqa: RUF012
        "collection": "privacy_requests",
        "indexes": [("school_id", "-asked_at"), ("school_id", "person_id")],
    }
    id = StringField(primary_key=True)
    person_id = StringField(required=True)
    kind = StringField(required=True)
    asker = StringField(required=True, choices=[one.value for one in Asker])
    identity = StringField(required=True, choices=[one.value for one in Identity])
    asked_by = StringField(required=True)
    asked_at = DateTimeField(required=True)
    due_by = DateTimeField(required=True)
    schools = ListField(StringField())
    answers = DictField()
    refused_at = DateTimeField()
    done_at = DateTimeField()

    def expect(self, schools: list[str], services: tuple[str, ...]) -> None:
        """These services are asked in these schools."""
        self.schools = schools
        self.answers = {one: {service: {} for service in services} for one in schools}

    def refuse(self, now: datetime) -> None:
        """A legal hold is in force."""
        self.refused_at = now

    def hear(self, school_id: str, service: str, answer: Mapping[str, Any]) -> None:
        """A service answered in a school; the first answer stands."""
        of_school = dict(self.answers.get(school_id, {}))
        if not of_school.get(service):
            of_school[service] = dict(answer)
            self.answers = {**self.answers, school_id: of_school}

    def close(self, now: datetime) -> None:
        """All that answer have."""
        self.done_at = now

    def state(self, now: datetime) -> State:
        """How it stands at that moment."""
        if self.refused_at is not None:
            return State.HELD
        outcomes = {
            f"{school_id}/{service}": said.get("outcome")
            for school_id, of_school in self.answers.items()
            for service, said in of_school.items()
        }
        return state_of(outcomes, is_late=self.due_by < now)


class LegalHold(Aggregate):
    """That nothing about a person may be erased now; its id is made from the person's.

    ``schools`` are those that were told of it.
    """

    meta = {  # noqa: RUF012
        "collection": "legal_holds",
        "indexes": [("school_id", "lifted_at"), ("school_id", "person_id")],
    }
    id = StringField(primary_key=True)
    person_id = StringField(required=True)
    because = StringField(required=True, choices=[one.value for one in HoldReason])
    placed_by = StringField(required=True)
    placed_at = DateTimeField(required=True)
    lifted_by = StringField()
    lifted_at = DateTimeField()
    schools = ListField(StringField())

    @property
    def is_in_force(self) -> bool:
        """Whether it was not lifted."""
        return self.lifted_at is None

    def place(self, because: HoldReason, *, by: str, now: datetime) -> None:
        """It is in force from now on."""
        self.version += 1
        self.because, self.placed_by, self.placed_at = because.value, by, now
        self.lifted_by = self.lifted_at = None

    def tell(self, schools: Iterable[str]) -> list[str]:
        """These schools are told as well: returns all that know of it."""
        self.schools = sorted({*self.schools, *schools})
        return list(self.schools)

    def lift(self, *, by: str, now: datetime) -> None:
        """It is in force no more.

        Raises:
            Conflict: it was lifted before.
        """
        if not self.is_in_force:
            raise Conflict("hold-was-lifted", lazy_("This hold was lifted already."))
        self.version += 1
        self.lifted_by, self.lifted_at = by, now


DOCUMENTS = (PrivacyRequest, LegalHold)
