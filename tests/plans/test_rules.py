"""Action items, plans and effects (rules 12, 18, 21, 23-27; trap 8)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Blocker
from app.organisation.rules import MunicipalitySettings
from app.plans.enums import EffectResult, ItemStatus, PlanState
from app.plans.labels import when_words
from app.plans.rules import (
    PLANNED_FIELDS,
    ItemFacts,
    Progress,
    effect_blockers,
    item_is_overdue,
    item_missing,
    item_transition_blockers,
    items_breaking_date,
    late_item,
    needs_effect_check,
    needs_review,
    next_review,
    plan_approve_blockers,
    plan_step_blockers,
    plan_warnings,
    planned_fields_changed,
    progress,
    suggested_due,
)

S, E = ItemStatus, EffectResult
COMPLY = date(2025, 11, 1)
TODAY = date(2025, 7, 14)


def item(**facts):
    """An item that lacks nothing."""
    return ItemFacts(
        **{
            "no": 1,
            "problem": "Uklare roller",
            "cause": "Nye arbejdsgange",
            "severity": "Alle i klyngen, hver uge",
            "measure": "Rollebeskrivelser",
            "prevention_level": 3,
            "has_owner": True,
            "due_on": COMPLY,
            "effect_criterion": "Færre tvivlssager",
            "effect_check_on": date(2026, 2, 1),
            **facts,
        }
    )


def codes(blockers):
    return [each.code for each in blockers]


def test_rule_23_a_whole_item_lacks_nothing():
    assert item_missing(item()) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"problem": " \n"}, "item.problem_missing"),
        ({"cause": ""}, "item.cause_missing"),
        ({"severity": ""}, "item.severity_missing"),
        ({"measure": ""}, "item.measure_missing"),
        ({"prevention_level": None}, "item.prevention_level_missing"),
        ({"prevention_level": 0}, "item.prevention_level_missing"),
        ({"prevention_level": 10}, "item.prevention_level_missing"),
        ({"has_owner": False}, "item.owner_missing"),
        ({"due_on": None}, "item.due_on_missing"),
        ({"effect_criterion": ""}, "item.effect_criterion_missing"),
        ({"effect_check_on": None}, "item.effect_check_on_missing"),
    ],
)
def test_rule_23_every_field_is_asked_for(facts, code):
    assert codes(item_missing(item(**facts))) == [code]


def test_rule_23_an_empty_item_says_it_all_and_leads_to_its_page():
    found = item_missing(ItemFacts(href="/opgaver/abc"))

    assert [(each.text, each.href) for each in found] == [
        (text, "/opgaver/abc")
        for text in (
            "Beskriv problemet.",
            "Skriv årsagen til problemet.",
            "Beskriv problemets art, alvor og omfang.",
            "Beskriv, hvad I vil gøre.",
            "Skriv, hvordan I kan se, at det har virket.",
            "Vælg et forebyggelsesniveau fra 1 til 9.",
            "Vælg én ansvarlig.",
            "Vælg en frist.",
            "Vælg, hvornår effekten skal vurderes.",
        )
    ]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"next_review_on": date(2026, 1, 1)}, []),
        ({"next_review_on": date(2026, 1, 1), "effect_check_on": None}, []),
        ({"next_review_on": None}, ["item.next_review_on_missing"]),  # trap 27
        (
            {"next_review_on": None, "effect_check_on": None},
            ["item.next_review_on_missing", "item.effect_check_on_missing"],
        ),
    ],
)
def test_rule_27_an_ongoing_item_has_a_review_instead_of_a_deadline(facts, found):
    assert codes(item_missing(item(ongoing_interval_months=6, due_on=None, **facts))) == found


@pytest.mark.parametrize(
    ("due", "compliance", "reason", "is_late"),
    [
        (COMPLY, COMPLY, "", False),
        (COMPLY + timedelta(days=1), COMPLY, "", True),
        (COMPLY + timedelta(days=1), COMPLY, "  ", True),
        (COMPLY + timedelta(days=1), COMPLY, "Kurset holdes først i november.", False),
        (COMPLY, None, "", False),
        (None, COMPLY, "", False),
    ],
)
def test_rule_18_an_item_after_the_compliance_date_needs_a_reason(due, compliance, reason, is_late):
    found = late_item(due, compliance, reason)

    assert (found is not None) is is_late
    if found:
        assert found == Blocker(
            "item.late_without_reason",
            "Fristen 2. november 2025 ligger efter efterkommelsesfristen 1. november 2025. "
            "Vælg en tidligere frist, eller skriv hvorfor.",
        )


def test_rule_18_the_suggestion_is_a_setting():
    assert suggested_due(COMPLY) == date(2025, 10, 18)
    assert suggested_due(COMPLY, MunicipalitySettings(action_lead_days=30)) == date(2025, 10, 2)
    assert suggested_due(None) is None


def test_rule_18_a_moved_date_flags_unfinished_items_without_reason():
    items = [
        item(no=1, due_on=COMPLY),
        item(no=2, due_on=COMPLY - timedelta(days=1)),
        item(no=3, due_on=COMPLY, late_reason="Aftalt med Arbejdstilsynet"),
        item(no=4, due_on=COMPLY, status=S.DONE),
        item(no=5, due_on=None),
        item(no=6, due_on=COMPLY, status=S.IN_PROGRESS, effect_check_on=date(2026, 6, 1)),
    ]

    assert items_breaking_date(items, COMPLY) == []
    assert [each.no for each in items_breaking_date(items, COMPLY - timedelta(days=1))] == [1, 6]
    assert items_breaking_date(items, None) == []


def test_a_plan_is_approved_when_discussed_and_whole():
    items = [item(), ItemFacts(no=2, status=S.CANCELLED)]

    assert plan_approve_blockers(items, state=PlanState.DISCUSSED, compliance_on=COMPLY) == []
    assert codes(plan_approve_blockers(items, state=PlanState.DRAFT)) == ["plan.not_discussed"]
    assert codes(plan_approve_blockers(items, state=PlanState.REVISED)) == ["plan.not_discussed"]
    assert codes(plan_approve_blockers(items, state=PlanState.APPROVED)) == ["plan.step_not_permitted"]


@pytest.mark.parametrize("items", [[], [ItemFacts(status=S.CANCELLED)]])
def test_an_empty_plan_is_not_approved(items):
    assert plan_approve_blockers(items, state=PlanState.DISCUSSED) == [
        Blocker("plan.empty", "Tilføj mindst ét tiltag.")
    ]


def test_rules_18_and_23_the_plan_names_the_item_that_lacks_something():
    items = [item(no=3, cause="", href="/opgaver/c"), item(no=4, due_on=date(2025, 11, 2), href="/opgaver/d")]

    assert plan_approve_blockers(items, state=PlanState.DISCUSSED, compliance_on=COMPLY) == [
        Blocker("item.cause_missing", "Tiltag 3: Skriv årsagen til problemet.", "/opgaver/c"),
        Blocker(
            "item.late_without_reason",
            "Tiltag 4: Fristen 2. november 2025 ligger efter efterkommelsesfristen 1. november 2025. "
            "Vælg en tidligere frist, eller skriv hvorfor.",
            "/opgaver/d",
        ),
    ]


def test_the_steps_of_a_plan():
    allowed = {(old, new) for old in PlanState for new in PlanState if not plan_step_blockers(old, new)}

    assert allowed == {
        (PlanState.DRAFT, PlanState.DISCUSSED),
        (PlanState.DISCUSSED, PlanState.DRAFT),
        (PlanState.DISCUSSED, PlanState.APPROVED),
        (PlanState.APPROVED, PlanState.REVISED),
        (PlanState.REVISED, PlanState.DISCUSSED),
    }


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([], []),
        ([item(prevention_level=9)], ["plan.only_instruction"]),
        ([item(prevention_level=9), item(prevention_level=8)], []),
        ([item(prevention_level=9), item(prevention_level=3, status=S.CANCELLED)], ["plan.only_instruction"]),
        ([item(is_individual=True), item(is_individual=True)], ["plan.only_individual"]),
        ([item(is_individual=True), item()], []),
        ([item(prevention_level=9, is_individual=True)], ["plan.only_instruction", "plan.only_individual"]),
        ([item(is_owner_active=False)], ["item.owner_inactive"]),  # rule 26
        ([item(is_owner_active=False, status=S.DONE)], []),
    ],
)
def test_rule_25_a_weak_plan_warns_and_is_not_blocked(items, found):
    assert codes(plan_warnings(items)) == found
    if items:
        assert plan_approve_blockers(items, state=PlanState.DISCUSSED) == []


@pytest.mark.parametrize(
    ("old", "new", "facts", "note", "found"),
    [
        (S.PLANNED, S.IN_PROGRESS, {}, "", []),
        (S.PLANNED, S.DONE, {}, "", []),
        (S.PLANNED, S.PLANNED, {}, "", []),
        (S.PLANNED, S.EFFECT_EVALUATED, {"effect_result": E.SUFFICIENT}, "", ["item.not_done"]),  # rule 24
        (S.IN_PROGRESS, S.EFFECT_EVALUATED, {"effect_result": E.SUFFICIENT}, "", ["item.not_done"]),
        (S.DONE, S.EFFECT_EVALUATED, {}, "", ["item.effect_result_missing"]),
        (S.DONE, S.EFFECT_EVALUATED, {"effect_result": E.SUFFICIENT}, "", []),
        (S.DONE, S.EFFECT_EVALUATED, {"effect_result": E.INSUFFICIENT}, "", ["effect.follow_up_missing"]),  # rule 25
        (S.DONE, S.EFFECT_EVALUATED, {"effect_result": E.INSUFFICIENT, "has_follow_up": True}, "", []),
        (S.PLANNED, S.CANCELLED, {}, " ", ["item.cancel_note_missing"]),
        (S.PLANNED, S.CANCELLED, {}, "Dækket af tiltag 2", []),
        (S.DONE, S.CANCELLED, {}, "x", ["item.step_not_permitted"]),
        (S.CANCELLED, S.DONE, {}, "", ["item.step_not_permitted"]),
        (S.CANCELLED, S.PLANNED, {}, "", []),
        (S.DONE, S.IN_PROGRESS, {}, "", []),
        (S.EFFECT_EVALUATED, S.IN_PROGRESS, {}, "", []),
    ],
)
def test_rules_24_and_25_the_steps_of_an_item(old, new, facts, note, found):
    assert codes(item_transition_blockers(old, new, item(**facts), note=note)) == found


@pytest.mark.parametrize(
    ("result", "options", "found"),
    [
        (E.SUFFICIENT, {"basis": "Målingen i maj"}, []),
        (E.SUFFICIENT, {"basis": " "}, ["effect.basis_missing"]),
        (E.INSUFFICIENT, {"basis": "Målingen i maj"}, ["effect.follow_up_missing"]),
        (E.INSUFFICIENT, {"basis": "Målingen i maj", "has_follow_up": True}, []),
    ],
)
def test_rule_25_an_insufficient_effect_needs_a_follow_up(result, options, found):
    assert codes(effect_blockers(result, **options)) == found


def test_rule_27_the_next_review_clamps():
    assert next_review(date(2025, 8, 31), 6) == date(2026, 2, 28)
    with pytest.raises(ValueError, match="mindst en måned"):
        next_review(date(2025, 8, 31), 0)


@pytest.mark.parametrize(
    ("old", "new", "is_changed"),
    [
        ({"measure": "A", "status": "planned"}, {"measure": "A", "status": "done"}, False),
        ({"measure": "A"}, {"measure": "B"}, True),
        ({"measure": "A", "due_on": COMPLY}, {"due_on": None}, True),
        ({"measure": "A"}, {}, False),
        ({}, {"cause": "Ny"}, True),
        ({"solves_how": ""}, {"solves_how": "Sådan", "done_on": COMPLY, "effect_result": "sufficient"}, False),
    ],
)
def test_a_plan_version_freezes_what_is_planned_and_not_the_progress(old, new, is_changed):
    assert planned_fields_changed(old, new) is is_changed


@pytest.mark.parametrize("name", PLANNED_FIELDS)
def test_every_planned_field_opens_the_next_draft(name):
    assert planned_fields_changed({name: 1}, {name: 2})


@given(st.integers(-400, 400), st.sampled_from(ItemStatus))
def test_rule_12_an_item_is_overdue_the_day_after_and_only_unfinished(days_past, status):
    is_overdue = item_is_overdue(TODAY, status, TODAY + timedelta(days=days_past))

    assert is_overdue is (days_past >= 1 and status in (S.PLANNED, S.IN_PROGRESS))
    assert not item_is_overdue(None, status, TODAY)


@pytest.mark.parametrize(
    ("status", "check_on", "is_needed"),
    [
        (S.DONE, TODAY, True),
        (S.DONE, TODAY + timedelta(days=1), False),
        (S.DONE, None, True),
        (S.IN_PROGRESS, TODAY, False),
        (S.EFFECT_EVALUATED, TODAY, False),
    ],
)
def test_rule_24_done_items_wait_for_their_effect(status, check_on, is_needed):
    assert needs_effect_check(status, check_on, TODAY) is is_needed


def test_rule_27_ongoing_items_are_reviewed():
    assert needs_review(TODAY, S.IN_PROGRESS, TODAY)
    assert not needs_review(TODAY + timedelta(days=1), S.IN_PROGRESS, TODAY)
    assert not needs_review(None, S.IN_PROGRESS, TODAY)
    assert not needs_review(TODAY, S.CANCELLED, TODAY)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], Progress(text="Der er ingen tiltag endnu.")),
        (
            [(S.PLANNED, None), (S.DONE, None), (S.EFFECT_EVALUATED, E.SUFFICIENT), (S.CANCELLED, None)],
            Progress(
                planned=1,
                done=1,
                sufficient=1,
                cancelled=1,
                text="2 af 3 tiltag er gennemført. For 1 er effekten vurderet tilstrækkelig.",
            ),
        ),
        (
            [(S.DONE, None), (S.EFFECT_EVALUATED, E.INSUFFICIENT)],
            Progress(
                done=1,
                insufficient=1,
                text="Alle tiltag er gennemført. For 1 er effekten ikke tilstrækkelig. "
                "Kun Arbejdstilsynet afgør, om afgørelsen er efterkommet.",
            ),
        ),
        # an item that was done again keeps the result of its last evaluation
        (
            [(S.IN_PROGRESS, E.INSUFFICIENT)],
            Progress(in_progress=1, text="0 af 1 tiltag er gennemført."),
        ),
    ],
)
def test_trap_8_progress_counts_and_never_says_complied(items, expected):
    assert progress(items) == expected


def test_of_guidance_nobody_judges_whether_it_is_complied_with():
    done = [(S.DONE, None)]
    assert progress(done, is_ruled=False).text == "Tiltaget er gennemført. Effekten er ikke vurderet endnu."
    assert progress(done).text.endswith(" Kun Arbejdstilsynet afgør, om afgørelsen er efterkommet.")


@given(st.lists(st.tuples(st.sampled_from(ItemStatus), st.none() | st.sampled_from(EffectResult))))
def test_progress_counts_every_item_once(items):
    found = progress(items)

    assert found.total + found.cancelled == len(items)
    assert found.carried_out <= found.total
    assert "%" not in found.text


@pytest.mark.parametrize(
    ("status", "result", "due", "done", "text"),
    [
        (ItemStatus.PLANNED, None, None, None, "planlagt, frist ukendt"),
        (ItemStatus.IN_PROGRESS, None, date(2025, 9, 1), None, "i gang, frist 01.09.2025"),
        (ItemStatus.DONE, None, None, None, "gennemført på ukendt dag, effekt ikke vurderet"),
        (
            ItemStatus.EFFECT_EVALUATED,
            EffectResult.INSUFFICIENT,
            date(2025, 9, 1),
            date(2025, 8, 2),
            "gennemført 02.08.2025, effekt: ikke tilstrækkelig",
        ),
    ],
)
def test_an_item_of_an_own_plan_says_when(
    status: ItemStatus, result: EffectResult | None, due: date | None, done: date | None, text: str
) -> None:
    assert when_words(status, result, due, done) == text
