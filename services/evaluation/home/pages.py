"""What evaluation puts into the home page: reports, held results, what is new of each child."""

from flask import Blueprint, current_app, render_template

from services.evaluation.progress import day_words
from services.evaluation.progress import wording as result_words
from services.evaluation.progress.news import ChildNews, HeldWork, held_work_of, news_of
from services.evaluation.progress.viewing import own_places
from services.evaluation.reports import queries, wording
from services.evaluation.roster.queries import school_names
from shared import audit, clock
from shared.access import SIGNED_IN, AppRole, allow, current_roles, required_principal
from shared.small_counts import SMALLEST_SHOWN
from shared.tenancy import scope, writing_to

blueprint = Blueprint("home", __name__, url_prefix="/evaluation", template_folder="templates")
_LEADS = frozenset({AppRole.LEADER, AppRole.COORDINATOR})
_AT_HOME = frozenset({AppRole.FAMILY, AppRole.STUDENT})


@blueprint.get("/fragments/home")
@allow(SIGNED_IN)
def show_home_fragment() -> str:
    """Sections for each role of the asker, without a frame; may be empty."""
    now = clock.now()
    roles = current_roles()
    led = _schools_with(_LEADS)
    is_district = any(AppRole.DISTRICT in held for held in roles.values())
    district_id = str(current_app.config["SETTINGS"].district_id)
    return render_template(
        "evaluation/home/home.html",
        led=[(school, *queries.school_report(school, now)) for school in led],
        appoints={school for school, held in roles.items() if AppRole.LEADER in held},
        district=queries.district_report(district_id, now) if is_district else None,
        held=_held_results(),
        children=_news_of_children(),
        practices=_practices_told(),
        words=wording,
        results=result_words,
        days=day_words,
        threshold=SMALLEST_SHOWN,
    )


def _held_results() -> list[HeldWork]:
    person_ids = required_principal().person_ids
    taught = _schools_with(frozenset({AppRole.TEACHER}))
    return [held_work_of(person_ids, school) for school in taught]


def _news_of_children() -> list[ChildNews]:
    """What is new of each child; noted, for it tells of the child's record."""
    if not _schools_with(_AT_HOME):
        return []
    principal = required_principal()
    news = [news_of(one, principal.person_ids) for one in own_places(principal)]
    for one in news:
        with writing_to(one.place.school_id):
            audit.append("child.news-viewed", f"person/{one.place.person_id}")
    return news


def _practices_told() -> list[tuple[str, int]]:
    """School name and practices of this month, where the asker's family told of any."""
    principal, now = required_principal(), clock.now()
    schools = _schools_with(frozenset({AppRole.FAMILY}))
    names = school_names(schools)
    told = []
    for school_id in schools:
        with scope(read=[school_id]):
            counts = [
                queries.practices_this_month(person, school_id, now)
                for person in principal.person_ids
            ]
        told += [(names.get(school_id, ""), max(counts))] if any(counts) else []
    return sorted(told)


def _schools_with(wanted: frozenset[AppRole]) -> list[str]:
    return sorted(school for school, held in current_roles().items() if held & wanted)
