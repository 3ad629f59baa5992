"""Who may take a frozen report back."""

from app.access.enums import Permission
from app.access.policy import Above, Actor, Verdict, may
from app.reports.enums import SnapshotState


def may_withdraw(actor: Actor, state: SnapshotState, above: Above) -> Verdict:
    """What was released, who may release; anything else, who may make one. Whether it was taken back is asked apart."""
    needed = Permission.REPORT_RELEASE if state is SnapshotState.RELEASED else Permission.REPORT_CREATE
    return may(actor, needed, above)
