"""What pages of conferences show: a family's times, a host's timetable, how a round stands."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.invitations.conferences.models import Conference, Slot, Talk
from services.invitations.conferences.queries import (
    Need,
    family_of,
    free_slots,
    guardians_by_child,
    names_wanted,
    talk_with,
)
from services.invitations.conferences.rules import Span, TalkState, Window, window_at
from services.invitations.conferences.suggesting import Option, Plan, plans
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import School, children_of, people, school

FEW_TALKS = 60


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One child and one host with the family's talk, if any, and the free times by day."""

    need: Need
    talk: Talk | None
    window: Window
    days: tuple[tuple[date, tuple[Slot, ...]], ...]

    @property
    def is_open(self) -> bool:
        """Whether a time can be booked for it now."""
        return self.window is Window.OPEN

    @property
    def is_settled(self) -> bool:
        """Whether the family has said what it wants."""
        return self.talk is not None and self.talk.state != TalkState.RELEASED.value


@dataclass(frozen=True, kw_only=True)
class BookingPage:
    """All that a guardian needs to book: each child and host, and times that fit together."""

    conference: Conference
    school: School
    asked: tuple[Asked, ...]
    plans: tuple[Plan, ...]
    named: Mapping[str, RosterPerson]

    @property
    def window(self) -> Window:
        """Whether anything can be booked now."""
        windows = {one.window for one in self.asked}
        return next((one for one in (Window.OPEN, Window.BEFORE) if one in windows), Window.CLOSED)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One time in a host's timetable; ``link_ended``: the guardian stands for the child no more."""

    slot: Slot
    talk: Talk | None
    link_ended: bool = False


@dataclass(frozen=True, kw_only=True)
class HostCount:
    """How one host's times stand."""

    host_id: str
    slots: int = 0
    booked: int = 0
    phone: int = 0
    not_needed: int = 0


@dataclass(frozen=True, kw_only=True)
class ChildRow:
    """A child of the classes, with each guardian and what they said to each host."""

    student_id: str
    guardians: tuple[tuple[str, tuple[Talk, ...]], ...]

    @property
    def is_silent(self) -> bool:
        """Whether nobody of the family has said anything yet."""
        return not any(talks for _, talks in self.guardians)


def booking_page(
    conference: Conference, needs: Sequence[Need], now: datetime, *, by_staff: bool = False
) -> BookingPage:
    """What the guardian of these needs sees."""
    place = school(conference.school_id)
    free = free_slots(conference, {one.host_id for one in needs}, now)
    named = people(
        {person for one in needs for person in (one.student_id, one.host_id, one.guardian_id)}
    )
    asked = tuple(
        _asked(conference, one, free[one.host_id], place, now, by_staff=by_staff)
        for one in sorted(needs, key=lambda need: _by_name(need, named))
    )
    return BookingPage(
        conference=conference,
        school=place,
        asked=asked,
        plans=tuple(_plans(conference, asked)),
        named=named,
    )


def own_talks(person_ids: Collection[str], now: datetime) -> list[Talk]:
    """The booked talks that these guardians may see, their household's too, the next first."""
    found: dict[str, Talk] = {}
    for child in children_of(person_ids, now):
        family = family_of(child.guardian_id, child.student_id, child.school_id, now)
        booked = Talk.objects(
            student_id=child.student_id,
            guardian_id__in=list(family),
            state=TalkState.BOOKED.value,
        )
        found |= {one.id: one for one in booked.order_by("-starts_at").limit(FEW_TALKS)}
    return sorted(found.values(), key=lambda one: one.starts_at)


def timetable(conference: Conference, host_id: str, now: datetime) -> list[Row]:
    """Every time of the host, in order, with the talk in it."""
    slots = list(
        Slot.objects(conference_id=conference.id, host_id=host_id, closed__ne=True).order_by(
            "starts_at"
        )
    )
    talks = {one.slot_id: one for one in Talk.objects(slot_id__in=[one.id for one in slots])}
    standing = {
        (one.guardian_id, one.student_id)
        for one in children_of({one.guardian_id for one in talks.values()}, now)
        if one.school_id == conference.school_id
    }
    return [
        Row(
            slot=slot,
            talk=(talk := talks.get(slot.id)),
            link_ended=talk is not None and (talk.guardian_id, talk.student_id) not in standing,
        )
        for slot in slots
    ]


def by_day(rows: Sequence[Row], place: School) -> list[tuple[date, list[Row]]]:
    """The rows by the day of the school's calendar."""
    days: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        days[row.slot.starts_at.astimezone(ZoneInfo(place.zone)).date()].append(row)
    return list(days.items())


def asked_to_phone(conference: Conference, host_id: str) -> list[Talk]:
    """The families that asked the host for a call."""
    return list(
        Talk.objects(conference_id=conference.id, host_id=host_id, state=TalkState.PHONE.value)
    )


def host_counts(conference: Conference) -> list[HostCount]:
    """How the times of each host stand, in no order of merit: by the hosts' ids."""
    slots = Slot._get_collection().aggregate(
        [
            {"$match": {"conference_id": conference.id, "closed": {"$ne": True}}},
            {
                "$group": {
                    "_id": "$host_id",
                    "slots": {"$sum": 1},
                    "booked": {"$sum": {"$cond": [{"$ifNull": ["$talk_id", False]}, 1, 0]}},
                }
            },
        ]
    )
    counted = {row.pop("_id"): row for row in slots}
    said: Counter[tuple[str, str]] = Counter()
    for talk in Talk.objects(conference_id=conference.id).only("host_id", "state"):
        said[talk.host_id, talk.state] += 1
    return [
        HostCount(
            host_id=host,
            **counted.get(host, {}),
            phone=said[host, TalkState.PHONE.value],
            not_needed=said[host, TalkState.NOT_NEEDED.value],
        )
        for host in conference.host_ids
    ]


def child_rows(
    conference: Conference, host_ids: Collection[str], now: datetime
) -> tuple[list[ChildRow], dict[str, RosterPerson]]:
    """The children whom these hosts teach, by name, with what each guardian said; and names."""
    classes = {one["class_id"] for one in conference.teaching if one["host_id"] in host_ids}
    pairs = guardians_by_child(conference, now, classes)
    said: dict[tuple[str, str], list[Talk]] = defaultdict(list)
    talks = list(Talk.objects(conference_id=conference.id, host_id__in=list(host_ids)))
    for talk in talks:
        if talk.state != TalkState.RELEASED.value:
            said[talk.student_id, talk.guardian_id].append(talk)
    named = people(
        {*pairs, *(one for of in pairs.values() for one in of), *names_wanted(talks), *host_ids}
    )
    rows = [
        ChildRow(
            student_id=student,
            guardians=tuple((one, tuple(said[student, one])) for one in guardians),
        )
        for student, guardians in pairs.items()
        if student in named
    ]
    return sorted(rows, key=lambda one: named[one.student_id].full_name), named


def _asked(
    conference: Conference,
    need: Need,
    free: Sequence[Slot],
    place: School,
    now: datetime,
    *,
    by_staff: bool,
) -> Asked:
    family = family_of(need.guardian_id, need.student_id, conference.school_id, now)
    days: dict[date, list[Slot]] = defaultdict(list)
    for slot in free:
        days[slot.starts_at.astimezone(ZoneInfo(place.zone)).date()].append(slot)
    window = window_at(
        now,
        opens_at=conference.opened_at if by_staff else conference.opens_at,
        closes_at=conference.last_at if by_staff else conference.closes_at,
        first_at=conference.first_for(need.student_id),
    )
    talk = talk_with(need, conference.id, family, now)
    over = talk is not None and talk.is_booked and talk.ends_at <= now
    return Asked(
        need=need,
        talk=None if over else talk,
        window=window,
        days=tuple((day, tuple(of)) for day, of in days.items()),
    )


def _by_name(need: Need, named: Mapping[str, RosterPerson]) -> tuple[str, str, Need]:
    """Siblings stand in the order of their names, as on every other page, then their teachers."""
    child, host = (named.get(one) for one in (need.student_id, need.host_id))
    return child.called if child else "", host.full_name if host else "", need


def _plans(conference: Conference, asked: Sequence[Asked]) -> list[Plan]:
    """Times that fit together, for those who still look for one beside what is booked."""
    open_ones = [one for one in asked if one.is_open]
    looking = [one for one in open_ones if not one.is_settled]
    booked = [one for one in open_ones if one.talk is not None and one.talk.is_booked]
    if not looking or len(looking) + len(booked) < 2:
        return []
    options = {one.need.key: _options(one) for one in (*looking, *booked)}
    return plans(options, walking=timedelta(minutes=conference.walking_minutes))


def _options(one: Asked) -> list[Option]:
    if one.talk is not None and one.talk.is_booked:
        spans = [(one.talk.slot_id, Span(starts_at=one.talk.starts_at, ends_at=one.talk.ends_at))]
    else:
        spans = [(slot.id, slot.span) for _, slots in one.days for slot in slots]
    return [
        Option(need=one.need.key, host_id=one.need.host_id, slot_id=slot_id, span=span)
        for slot_id, span in spans
    ]
