"""Who gets a mail about an invitation, and whose child it names."""

import json

from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.use_cases import claim_due
from shared import events, store
from shared.events.evaluation import ContactPointsChanged, OrgChanged, OrgKind, PersonChanged, Role
from shared.events.invitations import InvitationIssued
from shared.events.texts import Text
from shared.tenancy import scope_of
from tests.messaging.invitations import an_activity, an_invitation
from tests.messaging.mailboxes import Mailboxes, new_address, send, text_of
from tests.messaging.world import Family, World


def test_an_invitation_that_comes_before_the_roster_waits_and_is_sent(
    world: World, mailboxes: Mailboxes
) -> None:
    school, guardian, child, address = "school-late", "guardian-late", "child-late", new_address()
    activity = an_activity()
    world.tell(school, an_invitation(activity, guardian, child))
    send()
    later = [
        activity,
        ContactPointsChanged(person_id=guardian, emails=(address,), phones=()),
        _person(child, Role.STUDENT),
        _person(guardian, Role.GUARDIAN),
        OrgChanged(
            org_id=school,
            name="Late School",
            kind=OrgKind.SCHOOL,
            zone="Pacific/Auckland",
            languages=("en",),
            active=True,
        ),
    ]
    world.make_guardian_link(school, guardian, child)
    for event in later:
        assert mailboxes.of(address) == []
        world.tell(school, event)
        send()
    assert "Late School" in mailboxes.only(address)["Subject"]
    assert store.database()["waiting"].count_documents({}) == 0


def _person(person_id: str, role: Role) -> PersonChanged:
    return PersonChanged(
        person_id=person_id,
        given_name="Losa",
        family_name="T",
        roles=(role,),
        grades=(),
        languages=("en",),
        active=True,
    )


def test_without_an_address_the_others_are_told_at_once(
    world: World, family: Family, mailboxes: Mailboxes
) -> None:
    world.reach(family.school_id, family.guardian_id)
    invitation = family.is_invited()
    send()
    assert mailboxes.of(family.address) == []
    assert told(invitation) == [("no-contact", 1)]


def test_a_guardian_whose_link_ended_is_not_written_to(
    world: World, family: Family, mailboxes: Mailboxes
) -> None:
    invitation = family.is_invited()
    world.make_guardian_link(
        family.school_id, family.guardian_id, family.child_id, data_access=False
    )
    send()
    assert mailboxes.of(family.address) == []
    assert [status for status, _ in told(invitation)] == ["sending", "not-needed"]


def test_a_child_is_named_to_those_only_who_stand_for_it(
    world: World, family: Family, mailboxes: Mailboxes
) -> None:
    other = world.make_person(family.school_id, Role.STUDENT, given_name="Canary")
    activity = an_activity()
    world.tell(
        family.school_id,
        activity,
        an_invitation(activity, family.guardian_id, family.child_id, other),
    )
    send()
    mail = mailboxes.only(family.address)
    assert "Sione" in text_of(mail)
    assert "Canary" not in mail.as_string()


def test_two_schools_never_mix(world: World, mailboxes: Mailboxes) -> None:
    here = Family.made_in(world, world.make_school("Kōwhai Street School"))
    there = Family.made_in(world, world.make_school("CANARY College"), given_name="Canary")
    there.is_invited(
        title={"en": Text("CANARY title")},
        relevance={"en": Text("CANARY relevance")},
        place={"en": Text("CANARY place")},
    )
    here.is_invited()
    with scope_of(here.school_id):
        assert [one.person_id for one in Delivery.objects] == [here.guardian_id]
        assert [one.person_id for one in claim_due("nobody", limit=9)] == [here.guardian_id]
    store.database()["deliveries"].update_many({}, {"$unset": {"lease_until": 1}})
    send()
    assert "canary" not in mailboxes.only(here.address).as_string().lower()
    assert "CANARY title" in mailboxes.only(there.address)["Subject"]
    rows = store.database()["outbox"].find({"headers.ce_type": {"$exists": True}})
    for row in rows:
        assert row["key"].split("/")[0] in (here.school_id, there.school_id)


def told(invitation: InvitationIssued) -> list[tuple[str, int]]:
    """What the others hear about the deliveries of the invitation: status and version, in order."""
    found = []
    for row in store.database()["outbox"].find().sort("version"):
        if "/delivery/" in row["key"]:
            event = events.load(row["headers"]["ce_type"].decode(), json.loads(row["value"]))
            assert event.about == f"invitation/{invitation.invitation_id}"
            found.append((event.status.value, int(row["version"])))
    return found
