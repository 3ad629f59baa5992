from enum import StrEnum


class Role(StrEnum):
    MANAGER = "manager"
    HEALTH_SAFETY_REP = "health_safety_rep"
    COMMITTEE_MEMBER = "committee_member"
    CONSULTANT = "consultant"
    ADMINISTRATOR = "administrator"
    READER = "reader"


class Permission(StrEnum):
    """The closed vocabulary of what can be allowed: resource and verb."""

    CASE_READ = "case:read"
    CASE_WRITE = "case:write"
    CASE_CLOSE = "case:close"
    PLAN_WRITE = "plan:write"
    PLAN_APPROVE = "plan:approve"
    ITEM_UPDATE = "item:update"
    EFFECT_EVALUATE = "effect:evaluate"
    EVIDENCE_ADD = "evidence:add"
    EVIDENCE_WITHDRAW = "evidence:withdraw"
    INVOLVEMENT_ADD = "involvement:add"
    REPORT_CREATE = "report:create"
    REPORT_RELEASE = "report:release"
    REPORT_BACK = "report:back"
    ORGANISATION_WRITE = "organisation:write"
    ACCOUNT_WRITE = "account:write"
