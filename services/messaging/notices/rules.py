"""The kinds of notices there are. Pure."""

from enum import StrEnum


class Notice(StrEnum):
    """What is said; its words are the templates in the folder of that name."""

    INVITATION_ISSUED = "invitation_issued"
    INVITATION_PROMOTED = "invitation_promoted"
    SIGN_IN_LINK = "sign_in_link"


# They say that there is a place to answer, so their link leads to the invitation.
ABOUT_INVITATIONS = frozenset({Notice.INVITATION_ISSUED, Notice.INVITATION_PROMOTED})
