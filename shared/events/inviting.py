"""The words that invitations' events are told in: kinds, answers, places, help, refusals."""

from enum import StrEnum


class ActivityKind(StrEnum):
    """What an activity does for partnership. Source: leadership article, opening (S2)."""

    SUPPORTS_SCHOOL = "supports-school"
    INFORMS_FAMILIES = "informs-families"
    PARTNERSHIP = "partnership"
    COLLABORATION = "collaboration"


class Focus(StrEnum):
    """What an activity is about. Source: leadership article §1 (S10)."""

    LEARNING = "learning"
    WELLBEING = "wellbeing"
    SCHOOL_SUPPORT = "school-support"


class Support(StrEnum):
    """Help to come: what the school offers at an activity, and what a family asks for."""

    INTERPRETER = "interpreter"
    CHILD_CARE = "child-care"
    TRANSPORT = "transport"
    FOOD = "food"
    QUIET_SPACE = "quiet-space"
    VISUAL_SCHEDULE = "visual-schedule"
    ONLINE = "online"
    RECORDING = "recorded"
    COST_HELP = "cost-help"


class Answer(StrEnum):
    """What a family says to an invitation; ``help`` is "what would help us to come"."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    HELP = "help"


class Place(StrEnum):
    """What an answer got the family at an activity."""

    SEAT = "seat"
    WAITING = "waiting"
    NONE = "none"


class Way(StrEnum):
    """How a family takes part that does not come: never a dead end (S119)."""

    AT_HOME = "at-home"
    RECORDED = "recorded"
    ONLINE = "online"
    PHONE = "phone"


class AnswerCause(StrEnum):
    """Why an answer stands as it does: it was given, or something else changed its place."""

    GIVEN = "given"
    REPLACED = "replaced"
    LAPSED = "lapsed"
    ENDED = "ended"


class RefusalReason(StrEnum):
    """Why an answer by text, mail, calendar or paper did not count as it was given."""

    CLOSED = "closed"
    FULL = "full"
    CANCELLED = "cancelled"
    ENDED = "ended"
    UNCLEAR = "unclear"
    OVERTAKEN = "overtaken"


class AttendanceMode(StrEnum):
    """How a family took part."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    AT_HOME = "at-home"


class PracticeKind(StrEnum):
    """What a family does with a child at home; the last three before OTHER are for older ones."""

    READING = "reading"
    TALKING = "talking"
    MAKING = "making"
    MATHS = "maths"
    CULTURE = "culture"
    LANGUAGE = "language"
    FAITH = "faith"
    SPORT = "sport"
    CARING = "caring"
    OUTDOORS = "outdoors"
    ROUTINE = "routine"
    SPACE = "space"
    MATERIALS = "materials"
    OTHER = "other"
