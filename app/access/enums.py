from enum import StrEnum


class Role(StrEnum):
    MANAGER = "manager"
    HEALTH_SAFETY_REP = "health_safety_rep"
    UNION_REP = "union_rep"
    COMMITTEE_MEMBER = "committee_member"
    COMMITTEE_SECRETARY = "committee_secretary"
    CONSULTANT = "consultant"
    HR_SURVEYS = "hr_surveys"
    SECRETARIAT = "secretariat"
    EXTERNAL_ADVISER = "external_adviser"
    READER = "reader"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


# Roles that are given on a unit and everything below it. Committees have members, and an adviser is given a case.
UNIT_ROLES = (
    Role.MANAGER,
    Role.HEALTH_SAFETY_REP,
    Role.UNION_REP,
    Role.CONSULTANT,
    Role.HR_SURVEYS,
    Role.SECRETARIAT,
    Role.READER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)


class Tier(StrEnum):
    """Who may read a row among those who may read its case or unit at all."""

    OPEN = "open"
    AMO = "amo"
    MANAGEMENT = "management"
    RESTRICTED = "restricted"


class Permission(StrEnum):
    """The closed vocabulary of what can be allowed: resource and verb."""

    CASE_READ = "case:read"
    CASE_WRITE = "case:write"
    CASE_CLOSE = "case:close"
    PLAN_WRITE = "plan:write"
    PLAN_APPROVE = "plan:approve"
    ITEM_COMMENT = "item:comment"
    ITEM_UPDATE = "item:update"
    ITEM_HAND_OVER = "item:hand_over"
    EFFECT_EVALUATE = "effect:evaluate"
    EVIDENCE_ADD = "evidence:add"
    EVIDENCE_WITHDRAW = "evidence:withdraw"
    EVIDENCE_REQUEST = "evidence:request"
    CONTENT_ERASE = "content:erase"
    INVOLVEMENT_ADD = "involvement:add"
    REPORT_CREATE = "report:create"
    REPORT_RELEASE = "report:release"
    REPORT_BACK = "report:back"
    REPORT_EXPORT = "report:export"
    ORGANISATION_WRITE = "organisation:write"
    ACCOUNT_WRITE = "account:write"
    COMMITTEE_WRITE = "committee:write"
    CASE_SHARE = "case:share"
    LOG_READ = "log:read"
    PERSON_EXPORT = "person:export"
    SURVEY_READ = "survey:read"
    SURVEY_WRITE = "survey:write"
    MATERIAL_SEND = "material:send"
    MATERIAL_ANSWER = "material:answer"
    CYCLE_READ = "cycle:read"
    CYCLE_WRITE = "cycle:write"
    INDICATOR_WRITE = "indicator:write"
    INDICATOR_DEFINE = "indicator:define"
    MEETING_READ = "meeting:read"
    MEETING_WRITE = "meeting:write"
    INQUIRY_READ = "inquiry:read"
    INQUIRY_WRITE = "inquiry:write"
    INQUIRY_APPROVE = "inquiry:approve"
