"""Thresholds as the municipality's choice: looked at before they count, and old rounds follow them (rule 33)."""

import re
from decimal import Decimal

import pytest

from app.access.enums import Role
from app.core.errors import Denied, Invalid
from app.db.sql import fetch_rows
from app.organisation.rules import Thresholds, threshold_problems
from app.surveys.actions.thresholds import change_thresholds, preview_thresholds
from app.surveys.enums import HiddenReason
from app.surveys.rules.shown import Suppressed
from tests.factories import Cast, Client, make_member
from tests.factories_surveys import entry, make_figures, scores
from tests.web.html_check import faults

FEW = Suppressed(HiddenReason.TOO_FEW)


def test_rule_33_no_number_goes_under_four_and_none_under_that_of_a_score() -> None:
    assert threshold_problems(4, 8, 20, 20) == {}
    assert set(threshold_problems(3, 8, 20, 20)) == {"minimum"}
    assert set(threshold_problems(9, 8, 20, 9)) == {"distribution", "span"}
    with pytest.raises(ValueError, match="never under 4"):
        Thresholds(minimum=3)


async def test_what_other_thresholds_do_is_shown_first_and_then_holds_for_old_rounds(
    client: Client, cast: Cast
) -> None:
    rows = [entry(cast.centre.id, 40, 19, "10.2"), entry(cast.nord.id, 20, 13, "10"), entry(cast.syd.id, 20, 6, "9")]
    made = await make_figures(cast, cast.centre, *rows)
    assert (await scores(cast.anna, made))["Gruppen Syd"] == Decimal("9.0")
    await client.as_(cast.fie)
    page = (await client.get("/kommune/maalinger")).text
    assert faults(page) == []
    assert page.count("Standard, ikke lov") == 4
    form = {"municipality": "EKS", "minimum": "7", "distribution": "8", "sensitive": "20", "span": "20"}
    form |= {"reason": "Aftalt i MED", "version": re.findall(r'name="version"[^>]*value="(\d+)"', page)[0]}
    low = await client.post("/kommune/maalinger", {**form, "minimum": "3"})
    assert (low.status_code, "Færre end 4 svar vises aldrig" in low.text) == (422, True)
    for unseen in ({}, {"confirm": "1"}, {"confirm": "1", "looked_at": "6-8-20-20"}):
        looked = await client.post("/kommune/maalinger", {**form, **unseen})
        assert looked.status_code == 200
        assert "6 tal i én måling, der er vist i dag, bliver skjult. Intet nyt bliver vist." in looked.text
        assert "Gruppen Syd" not in looked.text  # she administers, and reads no surveys
    assert (await scores(cast.anna, made))["Gruppen Syd"] == Decimal("9.0")

    sent = await client.post("/kommune/maalinger", {**form, "confirm": "1", "looked_at": "7-8-20-20"})
    assert sent.status_code == 303

    assert (await scores(cast.anna, made))["Gruppen Syd"] == FEW
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    for member, is_told in ((lone, True), (cast.anna, False)):
        text = (await (await client.as_(member)).get(f"/maalinger/{made}")).text
        warning = "Gruppen Syd (siden 20.08.2025): antal svar, Social kapital (antal svar), Social kapital"
        assert (warning in text, "færre end 7 svaret" in text) == (is_told, True)
    log = await fetch_rows("SELECT p.json FROM audit_payloads p ORDER BY p.id DESC LIMIT 5")
    assert any('"Aftalt i MED"' in row["json"] and "svar, før en score vises" in row["json"] for row in log)
    assert any("prøvede grænser" in row["json"] and "7, 8, 20, 20" in row["json"] for row in log)


async def test_who_may_not_choose_is_not_told_what_a_choice_would_do(cast: Cast) -> None:
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.top.id)
    for member in (lone, cast.anna, cast.hans):
        with pytest.raises(Denied):
            await preview_thresholds(member.actor, cast.municipality, Thresholds(4))
        with pytest.raises(Denied):
            await change_thresholds(member.actor, cast.municipality, Thresholds(4), seen=None, reason="Derfor")
    with pytest.raises(Invalid):
        await change_thresholds(cast.fie.actor, cast.municipality, Thresholds(4), seen=None, reason=" ")
