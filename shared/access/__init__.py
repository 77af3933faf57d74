"""Access: who asks (sessions), whether they may (rules), where a subject's page is (targets)."""

from shared.access.addresses import local_path
from shared.access.current import (
    Roles,
    current_principal,
    current_roles,
    reader_key,
    required_principal,
)
from shared.access.guard import (
    allow,
    allow_endpoint,
    init_app,
    require_rules,
    routes_without_rule,
)
from shared.access.principal import Principal, Purpose
from shared.access.roles import STAFF_ROLES, AppRole, derive_roles
from shared.access.rules import (
    ANY_FAMILY,
    COORDINATORS,
    DISTRICT_STAFF,
    LEADERS,
    PUBLIC,
    SIGNED_IN,
    STUDENTS,
    TEACHERS,
    Rule,
    purpose,
)

__all__ = [
    "ANY_FAMILY",
    "COORDINATORS",
    "DISTRICT_STAFF",
    "LEADERS",
    "PUBLIC",
    "SIGNED_IN",
    "STAFF_ROLES",
    "STUDENTS",
    "TEACHERS",
    "AppRole",
    "Principal",
    "Purpose",
    "Roles",
    "Rule",
    "allow",
    "allow_endpoint",
    "current_principal",
    "current_roles",
    "derive_roles",
    "init_app",
    "local_path",
    "purpose",
    "reader_key",
    "require_rules",
    "required_principal",
    "routes_without_rule",
]
