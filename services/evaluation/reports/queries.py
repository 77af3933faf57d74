"""Reading a report: a school's own, or the district's over all of its schools."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from services.evaluation.ledger import measures
from services.evaluation.ledger.queries import family_of, last_at, roll_of
from services.evaluation.reports.numbers import (
    Mix,
    Numbers,
    Period,
    calendar_year,
    count_school,
    period_of,
)
from services.evaluation.reports.rules import (
    DistrictReport,
    Report,
    district_report_of,
    report_of,
)
from services.evaluation.roster.models import RosterOrg
from services.evaluation.roster.queries import all_schools, zone_of
from services.evaluation.roster.years import school_year_of
from shared.events.activities import ActivityHeld
from shared.events.invitations import (
    ActivityAnnounced,
    AttendanceRecorded,
    HomePracticeRecorded,
    InvitationAnswered,
    InvitationIssued,
    InvitationOpened,
)
from shared.events.messaging import DeliveryStatusChanged
from shared.tenancy import scope

SOURCES: Mapping[str, tuple[type, ...]] = {
    "home": (HomePracticeRecorded,),
    "school": (AttendanceRecorded,),
    "reach": (
        InvitationIssued,
        DeliveryStatusChanged,
        InvitationOpened,
        InvitationAnswered,
        AttendanceRecorded,
    ),
    "offers": (InvitationIssued, DeliveryStatusChanged, InvitationOpened, InvitationAnswered),
    "mix": (ActivityAnnounced, ActivityHeld),
}
"""The events that each part of a report is counted from."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around a report's numbers: whose, of which days, and how fresh.

    ``last`` says when the last event of each part's sources was recorded.
    """

    name: str
    zone: str
    period: Period
    last: Mapping[str, datetime | None]


def school_report(school_id: str, now: datetime) -> tuple[Frame, Report]:
    """The report of one school in scope, as things stand now."""
    school = _school(school_id)
    zone, name = (school.zone, school.name) if school else (zone_of(school_id), "")
    period = _period(school_id, zone, now)
    report = report_of(_numbers(school_id, _main_language(school), period))
    with scope(read=[school_id]):
        return Frame(name=name, zone=zone, period=period, last=_last()), report


def district_report(
    district_id: str, now: datetime
) -> tuple[Frame, DistrictReport, Mapping[str, str]]:
    """The district's report and its schools' names, as things stand now.

    Reads beyond the asker's own schools: only for district staff, and only counts come back.
    """
    schools = all_schools()
    zone = zone_of(district_id)
    period = _period(district_id, zone, now)
    numbers = {
        school.org_id: _numbers(school.org_id, _main_language(school), period) for school in schools
    }
    with scope(read=[district_id]):
        district = _school(district_id)
    with scope(read=[school.org_id for school in schools]):
        last = _last()
    frame = Frame(name=district.name if district else "", zone=zone, period=period, last=last)
    return frame, district_report_of(numbers), {one.org_id: one.name for one in schools}


def practices_this_month(guardian_id: str, school_id: str, now: datetime) -> int:
    """How often the guardian's family told this school of learning at home this month."""
    family = family_of(guardian_id, school_id)
    if family is None:
        return 0
    today = now.astimezone(ZoneInfo(zone_of(school_id))).date()
    with scope(read=[school_id]):
        return measures.practices_of(family, f"{today:%Y-%m}")


def _numbers(school_id: str, main_language: str, period: Period) -> Numbers:
    with scope(read=[school_id]):
        kinds, focuses = measures.activity_mix(period.begins_at, period.ends_at)
        closed, gained = measures.activities_closed(period.begins_at, period.ends_at)
        return count_school(
            roll_of(school_id),
            measures.family_groups(period.begins_at, period.ends_at),
            measures.home_groups(period.begins_on, period.ends_before),
            Mix(kinds=kinds, focuses=focuses, closed=closed, gained=gained),
            main_language=main_language,
        )


def _school(org_id: str) -> RosterOrg | None:
    return RosterOrg.objects(org_id=org_id).first()  # type: ignore[no-any-return]


def _main_language(school: RosterOrg | None) -> str:
    languages = school.languages if school else []
    return str(languages[0]) if languages else "en"


def _period(org_id: str, zone: str, now: datetime) -> Period:
    """The school year as the feed tells it, else the calendar year."""
    today = now.astimezone(ZoneInfo(zone)).date()
    year = school_year_of(org_id, today)
    if year is None:
        return calendar_year(today, zone)
    return period_of(year.begins_on, year.ends_before, zone)


def _last() -> dict[str, datetime | None]:
    times = {one: last_at([one]) for one in {one for own in SOURCES.values() for one in own}}
    return {
        part: max((at for one in own if (at := times[one])), default=None)
        for part, own in SOURCES.items()
    }
