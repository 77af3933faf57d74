"""What pages about visits call things."""

from collections.abc import Iterable

from services.invitations.roster.models import RosterPerson
from services.invitations.visits.models import Visit
from services.invitations.visits.queries import FamilyToVisit, Shown
from services.invitations.visits.rules import MINUTES, Company, Purpose, Side, State, Step, Time
from services.invitations.wording import CHANNELS, SUPPORTS, Words
from shared.events.invitations import Support
from shared.events.visits import PlaceKind
from shared.web.formats import day, day_and_time, time_span
from shared.web.languages import LazyString, _, lazy_, ngettext, pgettext
from shared.web.lists import in_line, names_in_text

PURPOSES: Words = {
    Purpose.GET_TO_KNOW.value: lazy_("Get to know each other"),
    Purpose.LEARN_FROM_FAMILY.value: lazy_("Learn from what you do at home"),
    Purpose.GOOD_NEWS.value: lazy_("Share good news about learning"),
    Purpose.WELCOME.value: lazy_("Welcome you to school"),
    Purpose.PLAN_TOGETHER.value: lazy_("Plan the next step together"),
    Purpose.SOMETHING_HARD.value: lazy_("Talk about something that is hard"),
}
PLACES: Words = {
    PlaceKind.HOME.value: lazy_("At our home"),
    PlaceKind.SCHOOL.value: lazy_("At school"),
    PlaceKind.LIBRARY.value: lazy_("In a library"),
    PlaceKind.PARK.value: lazy_("In a park"),
    PlaceKind.COMMUNITY.value: lazy_("At a marae, church or community place"),
    PlaceKind.ONLINE.value: lazy_("By video"),
    PlaceKind.OTHER.value: lazy_("Somewhere else"),
}
PLACES_FOR_STAFF: Words = {**PLACES, PlaceKind.HOME.value: lazy_("At the family’s home")}
COMPANY: Words = {
    Company.INTERPRETER.value: lazy_("An interpreter"),
    Company.LIAISON.value: lazy_("Somebody who connects families and school"),
}
STATES: Words = {
    State.PROPOSED.value: lazy_("Being arranged"),
    State.AGREED.value: lazy_("Agreed"),
    State.HELD.value: lazy_("Took place"),
    State.NOT_HELD.value: lazy_("Something came between"),
    State.DECLINED.value: lazy_("Not this time"),
    State.CANCELLED.value: lazy_("Called off"),
}
STEPS: Words = {
    Step.PROPOSED.value: lazy_("School asked for a visit"),
    Step.ASKED.value: lazy_("The family asked for a visit"),
    Step.OFFERED.value: lazy_("School offered other times"),
    Step.WISHED.value: lazy_("The family named a time and place"),
    Step.AGREED.value: lazy_("Agreed"),
    Step.DECLINED.value: lazy_("Not this time"),
    Step.RESCHEDULED.value: lazy_("Another time is being looked for"),
    Step.CANCELLED.value: lazy_("Called off"),
    Step.LINK_ENDED.value: lazy_("Called off: the guardian stands for no child here any more"),
    Step.HELD.value: lazy_("Took place"),
    Step.NOT_HELD.value: lazy_("Something came between"),
}
KINDS_OF_STATE = {
    State.AGREED.value: "school",
    State.HELD.value: "school",
    State.PROPOSED.value: "due",
}


def options(words: Words) -> list[tuple[str, LazyString]]:
    """The choices of a form."""
    return list(words.items())


def need_options() -> list[tuple[str, LazyString]]:
    """What would make a visit easier for a family (S12)."""
    asked = (Support.INTERPRETER, Support.CHILD_CARE, Support.TRANSPORT, Support.QUIET_SPACE)
    return [(one.value, SUPPORTS[one.value]) for one in asked]


def minutes_options() -> list[tuple[int, str]]:
    """How long a visit lasts."""
    return [(one, ngettext("%(num)s minute", "%(num)s minutes", one)) for one in MINUTES]


def family_options(families: Iterable[FamilyToVisit]) -> list[tuple[str, str]]:
    """Guardians with their children."""
    return [
        (
            one.guardian_id,
            _("%(name)s, for %(children)s", name=one.name, children=names_in_text(one.children)),
        )
        for one in families
    ]


def person_options(people: Iterable[RosterPerson]) -> list[tuple[str, str]]:
    """People by their names."""
    return [(one.person_id, one.full_name) for one in people]


def host_options(shown: Shown) -> list[tuple[str, str]]:
    """Those who come from school."""
    return [(one, shown.names[one]) for one in shown.visit.host_ids if one in shown.names]


def time_words(time: Time, zone: str) -> str:
    """``Thursday 26 November, 5:30 pm to 6:15 pm``."""
    return str(in_line([day(time.starts_at, zone), time_span(time.starts_at, time.ends_at, zone)]))


def answer_options(times: Iterable[Time], zone: str) -> list[tuple[str, str]]:
    """The times to choose from, a time of one's own, or no."""
    offered = [(str(number), time_words(one, zone)) for number, one in enumerate(times)]
    return [
        *offered,
        ("other", _("Another time suits us better")),
        ("no", _("No visit, not now")),
    ]


def standing(shown: Shown, side: str) -> str:
    """How a visit stands, for that side, in a few words."""
    visit = shown.visit
    if visit.state == State.PROPOSED.value:
        if visit.turn != side:
            return _("Waiting for school") if side == Side.FAMILY.value else _("Asked the family")
        return _("Needs your answer")
    return str(STATES[visit.state])


def who_comes(shown: Shown) -> list[str]:
    """Those who come from school, by name, and who comes along."""
    visit = shown.visit
    if not visit.company:
        return list(shown.hosts)
    kind = (
        pgettext("with a name", "interpreter")
        if visit.company == Company.INTERPRETER.value
        else pgettext("with a name", "liaison")
    )
    along = _("%(name)s (%(kind)s)", name=visit.company_name, kind=kind)
    return [*shown.hosts, along]


def step_lines(shown: Shown) -> list[dict[str, object]]:
    """What happened, the newest last: ``{text, detail, words}``."""
    zone = shown.school.zone
    return [
        {
            "text": STEPS[one["what"]],
            "detail": in_line(
                part
                for part in (
                    shown.names.get(one["by"], ""),
                    day_and_time(one["at"], zone),
                    _("entered by %(name)s", name=shown.names.get(one["entered_by"], ""))
                    if one["entered_by"]
                    else "",
                    CHANNELS[one["channel"]] if one["entered_by"] else "",
                )
                if part
            ),
            "words": one["words"],
        }
        for one in shown.visit.steps
    ]


def place_of(visit: Visit, words: Words) -> str:
    """Where it is: the kind of place, and what the family wrote."""
    if not visit.place_kind:
        return ""
    return str(in_line([words[visit.place_kind], visit.place_words]))


def title_of(shown: Shown) -> str:
    """What a calendar calls it."""
    return _("Visit: %(who)s", who=names_in_text(who_comes(shown)))


def title_for_staff(shown: Shown) -> str:
    """What the calendar of staff calls it; no child's name, for calendars are shown around."""
    return _("Visit: %(who)s", who=shown.guardian)
