"""Who may do what with an item: the role, and owning it or helping with it."""

import pytest

from app.access.enums import Permission as P
from app.access.enums import Role as R
from app.access.policy import Above, Actor, Grant
from app.plans.enums import ItemStatus as S
from app.plans.policy import (
    HANDED_ON_EFFECT,
    LEFT_POINT_EFFECT,
    OWN_CASE_EFFECT,
    OWN_ITEM_EFFECT,
    OWN_POINT_EFFECT,
    Standing,
    may_judge_point,
    may_on_item,
    permitted_steps,
    step_permission,
)
from app.plans.rules import Answerable, Link, who_answers
from tests.conftest import NOW

NORD, CENTRE, SYD = 3, 2, 4
HERE = Above((frozenset({1, CENTRE, NORD}),))
PROGRESS = {P.ITEM_UPDATE, P.EVIDENCE_ADD}


def somebody(*grants: tuple[R, int]) -> Actor:
    held = tuple(Grant(role, unit, 1) for role, unit in grants)
    return Actor(person=7, name="Nogen", grants=held, now=NOW, request_id="test")


def allowed(actor: Actor, *, is_theirs: bool, is_owner: bool = False) -> set[P]:
    standing = Standing(HERE, is_theirs, is_owner=is_owner)
    asked = {P.CASE_READ, P.PLAN_WRITE, P.PLAN_APPROVE, P.EFFECT_EVALUATE, P.EVIDENCE_WITHDRAW, *PROGRESS}
    return {permission for permission in asked if may_on_item(actor, permission, standing).ok}


@pytest.mark.parametrize("role", [R.READER, R.COMMITTEE_MEMBER])
def test_a_reader_says_how_her_own_item_goes_and_nothing_more(role: R) -> None:
    reader = somebody((role, NORD))
    assert allowed(reader, is_theirs=False) == {P.CASE_READ}
    assert allowed(reader, is_theirs=True) == {P.CASE_READ, *PROGRESS}


@pytest.mark.parametrize("grants", [(), ((R.READER, SYD),), ((R.ADMINISTRATOR, NORD),)])
def test_an_owner_who_cannot_read_the_unit_does_nothing(grants: tuple[tuple[R, int], ...]) -> None:
    assert allowed(somebody(*grants), is_theirs=True) == set()


def test_owning_takes_nothing_from_a_role() -> None:
    manager = somebody((R.MANAGER, CENTRE))
    assert (
        allowed(manager, is_theirs=True)
        == allowed(manager, is_theirs=False)
        == {
            P.CASE_READ,
            P.PLAN_WRITE,
            P.PLAN_APPROVE,
            P.EFFECT_EVALUATE,
            P.EVIDENCE_WITHDRAW,
            *PROGRESS,
        }
    )


def test_a_second_person_judges_the_effect() -> None:
    """Decision 0016: not the owner, nor who gave the item away; a helper may. The role is needed all the same."""
    manager, reader = somebody((R.MANAGER, CENTRE)), somebody((R.READER, NORD))
    everything = allowed(manager, is_theirs=True)
    assert allowed(manager, is_theirs=True, is_owner=True) == everything - {P.EFFECT_EVALUATE}
    for standing, reason in (
        (Standing(HERE, is_theirs=True, is_owner=True), OWN_ITEM_EFFECT),
        (Standing(HERE, has_handed_on=True), HANDED_ON_EFFECT),
    ):
        assert may_on_item(manager, P.EFFECT_EVALUATE, standing).reason == reason
        assert S.IN_PROGRESS not in permitted_steps(manager, S.EFFECT_EVALUATED, standing)
    assert not may_on_item(reader, P.EFFECT_EVALUATE, Standing(HERE)).ok
    others, mine = frozenset({8, 9}), frozenset({7, 9})
    assert may_judge_point(manager, HERE, Answerable(others, others, others)).ok
    assert may_judge_point(manager, HERE, Answerable(items=mine)).reason == OWN_POINT_EFFECT
    assert may_judge_point(manager, HERE, Answerable(left=mine)).reason == LEFT_POINT_EFFECT
    assert may_judge_point(manager, HERE, Answerable(case=mine)).reason == OWN_CASE_EFFECT
    assert not may_judge_point(reader, HERE, Answerable()).ok


@pytest.mark.parametrize(
    ("links", "left", "answers"),
    [
        ((), {4}, Answerable(left=frozenset({4}), case=frozenset({1, 2}))),
        ((Link(5, None, False, False),), (), Answerable(frozenset({5}), case=frozenset({1, 2}))),
        ((Link(5, None, True, False),), (), Answerable(case=frozenset({1, 2}))),
        ((Link(5, None, True, True),), (), Answerable(frozenset({5}), case=frozenset({1, 2}))),
        ((Link(5, 6, False, True), Link(7, None, False, False)), {4}, Answerable(frozenset({5, 6, 7}), frozenset({4}))),
    ],
    ids=["nothing", "planned", "given up unbegun", "given up once begun", "begun"],
)
def test_who_answers_for_a_focus_point(links: tuple[Link, ...], left: set[int], answers: Answerable) -> None:
    """Decision 0016: those of its items, and until one has begun those of the case; 2 gave the case away, 4 took theirs
    from it."""
    assert who_answers(links, left, {1, 2, None}) == answers


def test_giving_up_is_planning_and_leaving_an_evaluation_is_judging() -> None:
    assert step_permission(S.PLANNED, S.DONE) is P.ITEM_UPDATE
    assert step_permission(S.DONE, S.IN_PROGRESS) is P.ITEM_UPDATE
    assert step_permission(S.CANCELLED, S.CANCELLED) is P.ITEM_COMMENT  # a note alone
    assert step_permission(S.IN_PROGRESS, S.CANCELLED) is P.PLAN_WRITE
    assert step_permission(S.CANCELLED, S.PLANNED) is P.PLAN_WRITE
    assert step_permission(S.EFFECT_EVALUATED, S.IN_PROGRESS) is P.EFFECT_EVALUATE
    assert step_permission(S.EFFECT_EVALUATED, S.EFFECT_EVALUATED) is P.ITEM_COMMENT


def test_the_steps_of_an_owner_who_reads() -> None:
    hers = Standing(HERE, is_theirs=True)
    reader = somebody((R.READER, NORD))
    assert permitted_steps(reader, S.PLANNED, hers) == {S.PLANNED, S.IN_PROGRESS, S.DONE}
    assert permitted_steps(reader, S.CANCELLED, hers) == {S.CANCELLED}
    assert permitted_steps(reader, S.EFFECT_EVALUATED, hers) == {S.EFFECT_EVALUATED}
