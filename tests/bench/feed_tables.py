"""The rows of a made-up district of any size, table by table. No name belongs to anybody."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from tests.bench.feed_size import Size

_FIRST_DAY = date(2026, 2, 2)
_GIVEN = ("Mere", "Ana", "Tama", "Sione", "Wei", "Priya", "Noah", "Lucía", "Hana", "Ravi", "Zoë")
_FAMILY = ("Ngata", "Smith", "Tuilagi", "Chen", "Patel", "O'Brien", "García-Ruiz", "Müller")
_SUBJECTS = ("English", "Mathematics", "Science", "Te reo Māori", "Art", "History", "Music", "PE")
_STATUSES = ("fully graded", "fully graded", "fully graded", "submitted", "not submitted", "exempt")

Rows = Iterator[Sequence[object]]


def _orgs(size: Size) -> Rows:
    yield "100", "", "", "District of Nowhere", "district", "", ""
    for number in range(size.schools):
        yield f"{200 + number}", "", "", f"School {number}", "school", f"{4000 + number}", "100"


def _sessions(_: Size) -> Rows:
    yield "year", "", "", "2026", "schoolYear", "2026-01-27", "2026-12-18", "", "2026"
    for number in range(4):
        begin = _FIRST_DAY + timedelta(weeks=11 * number)
        end = begin + timedelta(weeks=10)
        yield f"term{number}", "", "", f"Term {number + 1}", "term", begin, end, "year", "2026"


def _courses(size: Size) -> Rows:
    for number in range(size.schools * len(_SUBJECTS)):
        subject = _SUBJECTS[number % len(_SUBJECTS)]
        school = f"{200 + number // len(_SUBJECTS)}"
        yield f"c{number}", "", "", "year", subject, subject[:3], "09,10", school, subject, ""


def _classes(size: Size) -> Rows:
    for number in range(size.classes):
        subject = (number // size.schools) % len(_SUBJECTS)
        course = f"c{(number % size.schools) * len(_SUBJECTS) + subject}"
        title = f"{_SUBJECTS[subject]} {number}"
        school, terms = size.school_of(number), "term0,term1,term2,term3"
        where = f"Room {number % 40}"
        code = f"K{number}"
        rest = ("scheduled", where, school, terms, _SUBJECTS[subject], "", f"{number % 6 + 1}")
        yield f"k{number}", "", "", title, "09", course, code, *rest


def _users(size: Size) -> Rows:
    for number in range(size.students):
        agents = [f"g{one % size.guardians}" for one in (number, number + size.students // 7 + 1)]
        wanted = agents if number % 3 else agents[:1]
        new = "Renamed" if number < size.renamed else ""
        yield _user(f"s{number}", number, size.school_of(number), ",".join(wanted), new)
    for number in range(size.guardians):
        yield _user(f"g{number}", number + 5, size.school_of(number), "", "")
    for number in range(size.staff):
        yield _user(f"t{number}", number + 3, size.school_of(number), "", "")


def _user(sourced_id: str, number: int, school: str, agents: str, new: str) -> list[object]:
    given = new or _GIVEN[number % len(_GIVEN)]
    family = f"{_FAMILY[number % len(_FAMILY)]} {number // 88}"
    mail = "" if number % 9 == 0 else f"{sourced_id}@home.example"
    phone = f"+64 21 {number % 1_000_000:07d}"
    grades = f"{number % 13 + 1:02d}" if sourced_id.startswith("s") else ""
    names = ["true", sourced_id, f"{{SIS:{sourced_id}}}", given, family, "", f"{number:06d}"]
    return [sourced_id, "", "", *names, mail, "", phone, agents, grades, *[""] * 5, school, ""]


def _profiles(size: Size) -> Rows:
    for number in range(size.staff):
        told = ("learning", "vendor", "app", "", "password", f"t{number}", "")
        yield f"p{number}", "", "", f"t{number}", *told


def _roles(size: Size) -> Rows:
    for number in range(size.students):
        yield _role(f"s{number}", "student", size.school_of(number))
    for number in range(size.guardians):
        yield _role(f"g{number}", "guardian", size.school_of(number))
    for number in range(size.staff):
        word = "principal" if number < size.schools else "teacher"
        yield _role(f"t{number}", word, size.school_of(number), f"p{number}")


def _role(user: str, role: str, school: str, profile: str = "") -> list[object]:
    return [f"r-{user}", "", "", user, "primary", role, "2026-01-27", "", school, profile]


def _enrollments(size: Size) -> Rows:
    for number in range(size.classes):
        # Of the same school as the class.
        teachers = range(number % size.schools, size.staff, size.schools)
        teacher = f"t{teachers[number % len(teachers)]}" if teachers else "t0"
        yield _enrollment(number, teacher, "teacher", "true", size)
    for student in range(size.students):
        for number in size.classes_of(student):
            yield _enrollment(number, f"s{student}", "student", "", size)


def _enrollment(number: int, user: str, role: str, primary: str, size: Size) -> list[object]:
    begin, school = "2026-02-02", size.school_of(number)
    return [f"e{number}-{user}", "", "", f"k{number}", school, user, role, primary, begin, ""]


def _demographics(size: Size) -> Rows:
    for number in range(size.students):
        born = date(2012, 1, 1) + timedelta(days=number % 2_000)
        sex = ("female", "male", "other", "unspecified")[number % 4]
        yield f"s{number}", "", "", born, sex, *["false"] * 7, "NZ", "", "", ""


def _categories(_: Size) -> Rows:
    for number, title in enumerate(("Homework", "Test", "Project")):
        yield f"cat{number}", "", "", title, f"{number * 20 + 20}"


def _line_items(size: Size) -> Rows:
    for number in range(size.assignments):
        school_class = number % size.classes
        begin = _FIRST_DAY + timedelta(days=number % 200)
        title, told = f"Task {number}", "Read the chapter, then answer the questions."
        due = begin + timedelta(days=7)
        where = (f"k{school_class}", f"cat{number % 3}", "term0", "0", "100")
        yield f"l{number}", "", "", title, told, begin, due, *where, size.school_of(school_class)


def _results(size: Size) -> Rows:
    for student in range(size.students):
        mine = size.classes_of(student)
        items = [one for number in mine for one in range(number, size.assignments, size.classes)]
        again = range(2 if student % 7 in {0, 3} else 1)
        for number, item in [(number, item) for number in again for item in items]:
            status = _STATUSES[(student + item) % len(_STATUSES)]
            score = "" if status in {"exempt", "not submitted"} else f"{(student * item) % 101}"
            late = "true" if item % 11 == 0 else "false"
            day = _FIRST_DAY + timedelta(days=(item + number) % 200)
            told = (status, score, day, "", "", f"k{item % size.classes}", "", "", late, "")
            yield f"m{item}-{student}-{number}", "", "", f"l{item}", f"s{student}", *told


def _scales(size: Size) -> Rows:
    steps = "{A+:100},{A:94},{A-:90},{B:80},{C:70}"
    for number in range(0, size.classes, 10):
        course = f"c{(number % size.schools) * len(_SUBJECTS)}"
        school = size.school_of(number)
        yield f"sc{number}", "", "", "Letters", "letter", school, course, f"k{number}", steps


def _scales_of_items(size: Size) -> Rows:
    for number in range(0, size.classes, 10):
        yield f"ls{number}", "", "", "", f"l{number}", f"sc{number}"


def _objectives(size: Size) -> Rows:
    for number in range(0, size.assignments, 10):
        objective = f"{number:08x}-0000-4000-8000-{number:012x}"
        yield f"lo{number}", "", "", f"l{number}", "case", objective


def _resources(size: Size) -> Rows:
    for number in range(len(_SUBJECTS)):
        yield f"b{number}", "", "", f"book-{number}", f"Book {number}", "student", "primary", "", ""


def _resources_of_classes(size: Size) -> Rows:
    for number in range(size.classes):
        yield f"kb{number}", "", "", "", f"k{number}", f"b{number % len(_SUBJECTS)}"


def _resources_of_courses(size: Size) -> Rows:
    for number in range(size.schools * len(_SUBJECTS)):
        yield f"cb{number}", "", "", "", f"c{number}", f"b{number % len(_SUBJECTS)}"


def _resources_of_users(size: Size) -> Rows:
    for student in range(0, size.students, 50):
        school_class = size.classes_of(student)[0]
        where = (size.school_of(student), f"k{school_class}", f"b{student % len(_SUBJECTS)}")
        yield f"ub{student}", "", "", f"s{student}", *where


def _scales_of_results(size: Size) -> Rows:
    for student in range(0, size.students, 50):
        item = size.classes_of(student)[0]
        yield f"ms{student}", "", "", "", f"m{item}-{student}-0", "sc0"


def _objectives_of_results(size: Size) -> Rows:
    for student in range(0, size.students, 50):
        item = size.classes_of(student)[0]
        told = ("unknown", f"goal-{student}", "3.5", "good")
        yield f"mo{student}", "", "", f"m{item}-{student}-0", *told


FILES: dict[str, tuple[str, Callable[[Size], Rows]]] = {
    "orgs": ("name type identifier parentSourcedId", _orgs),
    "academicSessions": ("title type startDate endDate parentSourcedId schoolYear", _sessions),
    "courses": (
        "schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes",
        _courses,
    ),
    "classes": (
        "title grades courseSourcedId classCode classType location schoolSourcedId"
        " termSourcedIds subjects subjectCodes periods",
        _classes,
    ),
    "users": (
        "enabledUser username userIds givenName familyName middleName identifier email sms phone"
        " agentSourcedIds grades password userMasterIdentifier preferredGivenName"
        " preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns",
        _users,
    ),
    "userProfiles": (
        "userSourcedId profileType vendorId applicationId description credentialType username"
        " password",
        _profiles,
    ),
    "roles": (
        "userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId",
        _roles,
    ),
    "enrollments": (
        "classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate",
        _enrollments,
    ),
    "demographics": (
        "birthDate sex americanIndianOrAlaskaNative asian blackOrAfricanAmerican"
        " nativeHawaiianOrOtherPacificIslander white demographicRaceTwoOrMoreRaces"
        " hispanicOrLatinoEthnicity countryOfBirthCode stateOfBirthAbbreviation cityOfBirth"
        " publicSchoolResidenceStatus",
        _demographics,
    ),
    "categories": ("title weight", _categories),
    "lineItems": (
        "title description assignDate dueDate classSourcedId categorySourcedId"
        " academicSessionSourcedId resultValueMin resultValueMax schoolSourcedId",
        _line_items,
    ),
    "results": (
        "lineItemSourcedId studentSourcedId scoreStatus score scoreDate comment textScore"
        " classSourcedId inProgress incomplete late missing",
        _results,
    ),
    "scoreScales": (
        "title type orgSourcedId courseSourcedId classSourcedId scoreScaleValue",
        _scales,
    ),
    "lineItemScoreScales": ("title lineItemSourcedId scoreScaleSourcedId", _scales_of_items),
    "lineItemLearningObjectiveIds": ("lineItemSourcedId source learningObjectiveId", _objectives),
    "resultScoreScales": ("title resultSourcedId scoreScaleSourcedId", _scales_of_results),
    "resultLearningObjectiveIds": (
        "resultSourcedId source learningObjectiveId score textScore",
        _objectives_of_results,
    ),
    "resources": ("vendorResourceId title roles importance vendorId applicationId", _resources),
    "classResources": ("title classSourcedId resourceSourcedId", _resources_of_classes),
    "courseResources": ("title courseSourcedId resourceSourcedId", _resources_of_courses),
    "userResources": (
        "userSourcedId orgSourcedId classSourcedId resourceSourcedId",
        _resources_of_users,
    ),
}
"""File to its columns after the first three, and its rows; in the order of the standard."""
