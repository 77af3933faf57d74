"""What can happen to a sheet: it is printed, and the answer on it is keyed in."""

import secrets
from collections.abc import Sequence

from services.messaging.contacts.queries import languages_of
from services.messaging.deliveries.use_cases import Mail, note_paper
from services.messaging.links.use_cases import MailedLink, mint_mailed_links
from services.messaging.notices.models import KnownActivity, KnownInvitation
from services.messaging.notices.rules import Notice
from services.messaging.paper.models import PaperSheet, sheet_id
from services.messaging.paper.rules import ALPHABET, DRAWN, code_of
from services.messaging.replies.rules import Came
from services.messaging.replies.use_cases import record_reply
from services.messaging.roster.models import RosterPerson
from services.messaging.settings import settings
from shared import clock, ids, store
from shared.errors import NotFound
from shared.events.channels import Channel
from shared.store import atomic
from shared.tenancy import projection_id, write_scope


@atomic
def print_sheets(activity_id: str, invitation_ids: Sequence[str]) -> None:
    """Have sheets for these invitations of an activity: codes, links, and that they go home.

    Raises:
        NotFound: there is no such activity.
    """
    school_id = write_scope()
    activity = KnownActivity.objects(id=projection_id(school_id, activity_id), erased=False).first()
    if activity is None:
        raise NotFound("activity")
    wanted = [projection_id(school_id, one) for one in invitation_ids]
    invited = list(KnownInvitation.objects(id__in=wanted, activity_id=activity_id, erased=False))
    languages = _languages([one.guardian_id for one in invited])
    default = settings().default_language
    sheets = [_sheet(one, languages.get(one.guardian_id, default)) for one in invited]
    mint_mailed_links(
        [
            MailedLink(
                delivery_id=sheet.delivery_id,
                person_id=sheet.person_id,
                school_id=school_id,
                language=sheet.language,
                subject=sheet.about,
                closes_at=activity.ends_at,
            )
            for sheet in sheets
        ]
    )
    for sheet, one in zip(sheets, invited, strict=True):
        note_paper(_on_paper(sheet, one), arrived=False)


@atomic
def key_in(sheet: PaperSheet, choice: str, adults: int, children: int, entered_by: str) -> str:
    """Tell who asked what the family answered on the sheet; returns the reply's id."""
    reply_id = ids.new_id()
    record_reply(
        Came(
            reply_id=reply_id,
            about=sheet.about,
            choice=choice,
            person_id=sheet.person_id,
            channel=Channel.PAPER,
            adults=adults,
            children=children,
            entered_by=entered_by,
        )
    )
    invited = KnownInvitation.objects(
        id=projection_id(write_scope(), sheet.about.partition("/")[2])
    ).first()
    note_paper(_on_paper(sheet, invited), arrived=True)
    return reply_id


def _sheet(invited: KnownInvitation, language: str) -> PaperSheet:
    school_id, now = write_scope(), clock.now()
    about = f"invitation/{invited.invitation_id}"
    sheet: PaperSheet | None = PaperSheet.objects(id=sheet_id(school_id, about)).first()
    if sheet is None:
        sheet = PaperSheet(
            id=sheet_id(school_id, about),
            school_id=school_id,
            code=_fresh_code(),
            about=about,
            activity_id=invited.activity_id,
            person_id=invited.guardian_id,
        )
    sheet.print_again(language, now)
    store.save(sheet)
    return sheet


def _fresh_code() -> str:
    """A code that no sheet of the school has; a duplicate key would end the transaction."""
    while True:
        code = code_of([secrets.randbelow(len(ALPHABET)) for _ in range(DRAWN)])
        if PaperSheet.objects(school_id=write_scope(), code=code).first() is None:
            return code


def _on_paper(sheet: PaperSheet, invited: KnownInvitation | None) -> Mail:
    students = list(invited.student_ids) if invited is not None else []
    return Mail(
        id=sheet.delivery_id,
        notice=Notice.INVITATION_ISSUED,
        about=sheet.about,
        person_id=sheet.person_id,
        language=sheet.language,
        has_address=True,
        details={"activity_id": sheet.activity_id, "student_ids": students},
        channel=Channel.PAPER,
    )


def _languages(guardians: Sequence[str]) -> dict[str, str]:
    wanted = [projection_id(write_scope(), one) for one in guardians]
    return languages_of(RosterPerson.objects(id__in=wanted))
