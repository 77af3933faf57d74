"""Named reads of conferences that students lead: whose, what was prepared, how many."""

from collections.abc import Collection
from datetime import datetime

from services.invitations.conferences.models import Conference, Preparation, Talk
from services.invitations.conferences.rules import Format, TalkState
from services.invitations.roster.queries import classes_attended, schools
from shared import ids, store


def conferences_led_by(person_ids: Collection[str], now: datetime) -> list[tuple[Conference, str]]:
    """The conferences to come that a student leads, each with the student's id, the next first."""
    found = []
    for place in schools().values():
        for person_id in person_ids:
            attended = classes_attended([person_id], place.day_of(now))
            led = Conference.objects(
                school_id=place.school_id,
                class_ids__in=list(attended),
                form=Format.STUDENT_LED.value,
                state="open",
                last_at__gt=now,
            )
            found += [(one, person_id) for one in led]
    return sorted(found, key=lambda pair: pair[0].last_at)


def talks_led_by(person_ids: Collection[str], now: datetime) -> list[tuple[Talk, Conference]]:
    """The student's own talks to come that the student leads, the next first."""
    booked = Talk.objects(
        student_id__in=list(person_ids), state=TalkState.BOOKED.value, ends_at__gt=now
    )
    talks = list(booked.order_by("starts_at"))
    led = {
        one.id: one
        for one in Conference.objects(
            id__in=[one.conference_id for one in talks], form=Format.STUDENT_LED.value
        )
    }
    return [(one, led[one.conference_id]) for one in talks if one.conference_id in led]


def share_led_by_students(school_id: str) -> tuple[int, int]:
    """Of all talks that took place at the school: how many a student led, and how many there were.

    Source: teacher tips T5 (S93). A number of the school; no teacher or family is ranked (R7).
    """
    held = Talk.objects(school_id=school_id, came=True)
    return held.filter(led_by_student=True).count(), held.count()


def preparation_id(conference_id: str, student_id: str) -> str:
    """The id of what the student prepares for the talks of the conference."""
    return ids.derived_id("preparation", conference_id, student_id)


def preparation_of(conference_id: str, student_id: str) -> Preparation | None:
    """What the student prepared, if anything."""
    found: Preparation | None = store.load(Preparation, preparation_id(conference_id, student_id))
    return found
