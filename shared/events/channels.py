"""The ways a family and a school reach each other; spoken by invitations and messaging alike."""

from enum import StrEnum


class Channel(StrEnum):
    """How something reached a person, or came back; paper and phone are channels as well."""

    WEB = "web"
    EMAIL = "email"
    SMS = "sms"
    PAPER = "paper"
    PHONE = "phone"
