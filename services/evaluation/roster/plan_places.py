"""What changed orgs, classes and enrollments are in the schools."""

from collections.abc import Sequence
from datetime import datetime

from services.evaluation.roster import rules
from services.evaluation.roster.models import RosterClass, RosterEnrollment, RosterOrg
from services.evaluation.roster.orgs import OrgTree
from services.evaluation.roster.plan import Plan
from services.evaluation.roster.stored import Row, fields_of


def plan_orgs(rows: Sequence[Row], tree: OrgTree, _: datetime) -> Plan:
    """Each org stands in the school it is or lies in, else in the district."""
    plan = Plan()
    for row in rows:
        sourced_id = row["sourced_id"]
        school_id = tree.tenant_of(sourced_id)
        plan.want(RosterOrg, school_id, tree.state_of(sourced_id))
        plan.schools[row["_id"]] = {school_id}
        plan.had(RosterOrg, row["published_in"], tree.id_of(sourced_id))
    return plan


def plan_classes(rows: Sequence[Row], tree: OrgTree, _: datetime) -> Plan:
    """Each class stands in its school."""
    plan = Plan()
    for row in rows:
        state = rules.class_state(
            row["sourced_id"], row["fields"], is_active=row["is_active"], ids=tree.ids
        )
        school_id = tree.tenant_of(row["fields"]["schoolSourcedId"])
        plan.want(RosterClass, school_id, state)
        plan.schools[row["_id"]] = {school_id}
        plan.had(RosterClass, row["published_in"], state.class_id)
    return plan


def plan_enrollments(rows: Sequence[Row], tree: OrgTree, now: datetime) -> Plan:
    """Each enrollment stands in its class's school, while class and person are there.

    One that has not begun is told with its day; one that is over is not active any more.
    """
    plan = Plan()
    source = tree.ids.source
    classes = fields_of(source, "classes", {row["fields"]["classSourcedId"] for row in rows})
    users = fields_of(source, "users", {row["fields"]["userSourcedId"] for row in rows})
    schools = {
        org: (tree.tenant_of(org), tree.day_in(org, now).isoformat())
        for org in {one["fields"]["schoolSourcedId"] for one in classes.values()}
    }
    for row in rows:
        fields = row["fields"]
        of_class = classes.get(fields["classSourcedId"])
        user = users.get(fields["userSourcedId"])
        if of_class is None or user is None:
            continue
        school_id, today = schools[of_class["fields"]["schoolSourcedId"]]
        is_over = bool(fields.get("endDate")) and fields["endDate"] <= today
        is_active = row["is_active"] and of_class["is_active"] and user["is_active"]
        state = rules.enrollment_state(
            row["sourced_id"], fields, is_active=is_active and not is_over, ids=tree.ids
        )
        if state is None:
            continue
        plan.want(RosterEnrollment, school_id, state)
        plan.schools[row["_id"]] = {school_id}
        plan.had(RosterEnrollment, row["published_in"], state.enrollment_id)
    return plan
