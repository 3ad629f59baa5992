"""What a work-environment group is made of: a hint, never a refusal."""

from collections.abc import Collection

from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide


def lacking_text(kind: CommitteeKind, held: Collection[tuple[CommitteeSide, CommitteeFunction]]) -> str:
    """Who a group has not, in a sentence, or "". `held` are sides and functions of today.

    A group is an appointed leader and an elected AMR, as the AMO is organised outside MED agreements, which may say
    otherwise; so it is said, and nothing is refused.
    """
    if kind is not CommitteeKind.WORK_ENVIRONMENT_GROUP:
        return ""
    lacks = []
    if not any(side is CommitteeSide.EMPLOYER for side, _ in held):
        lacks.append("udpeget arbejdsleder")
    if not any(function is CommitteeFunction.HEALTH_SAFETY_REP for _, function in held):
        lacks.append("valgt AMR")
    if not lacks:
        return ""
    return (
        f"En arbejdsmiljøgruppe har en udpeget arbejdsleder og en valgt AMR. Her er ingen {' og ingen '.join(lacks)}. "
        "Jeres MED-aftale kan sige noget andet."
    )
