"""Who may answer a request. Who may ask is who writes at the committee's meetings (`app/meetings/policy.py`)."""

from app.access.policy import YES, Actor, Verdict
from app.meetings.policy import Forum, may_plan, may_write


def may_answer(actor: Actor, forum: Forum | None, owner: int | None) -> Verdict:
    """Whoever was asked, and whoever plans the committee's meetings and writes down what was answered there."""
    if actor.person is not None and actor.person == owner:
        return YES
    return may_plan(actor, forum) if forum is not None else _NO


def may_ask_for_more(actor: Actor, forum: Forum | None) -> Verdict:
    """The committee alone says whether it got what it asked for."""
    return may_write(actor, forum) if forum is not None else _NO


def may_withdraw(actor: Actor, forum: Forum | None) -> Verdict:
    return may_plan(actor, forum) if forum is not None else _NO


_NO = Verdict(False, "Det er udvalgets egen sag.")
