"""What the next report says is new since the last, and what it must not say of it."""

from datetime import date

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from app.access.enums import Tier
from app.db.sql import fetch_value
from app.plans.actions import set_item_tier
from app.reports.actions import create_snapshot, release_snapshot
from app.reports.changes import GROUPS, news_since
from app.reports.content import DateMove, Finding, Involvement, NewsEntry, canonical_json, decode, sha256
from app.reports.enums import Profile, SnapshotState
from app.reports.queries import get_snapshot
from app.reports.sheets import render_csv
from tests.factories_cases import make_case
from tests.factories_plans import make_item
from tests.factories_reports import make_informed
from tests.reports.pdf.samples import make_evidence, make_report
from tests.reports.pdf.samples import make_item as item_of
from tests.reports.test_changes import REPORT

SEP, OCT = date(2025, 9, 1), date(2025, 10, 1)
ITEM = item_of(no="1", title="Sparring", status="I gang", is_done=False, done_on=None, due_on=SEP, effect_result="")
MOVE = DateMove(from_on=SEP, to_on=OCT, reason="Vikaren er syg.")
SECRET = "Fortrolig 7"


def of(**parts):
    return make_report(focus_points=(), **{"other_items": (ITEM,), **parts})


def told(old, new):
    return [(each.group, each.subject, each.label, each.before, each.after, each.reason) for each in old_news(old, new)]


def old_news(old, new):
    return news_since(old, new).entries


EVIDENCE = make_evidence(no="B1", title="Referat", sha256="a" * 64, is_withdrawn=False, note="")
EACH = {
    "a new item": (
        of(),
        of(other_items=(ITEM, item_of(no="2", title="Makker", status="I gang"))),
        [("Nyt", "Tiltag 2: Makker", "", "", "I gang", "")],
    ),
    "an item done": (
        of(),
        of(other_items=(replace(ITEM, status="Gennemført", is_done=True, done_on=OCT),)),
        [("Gennemført", "Tiltag 1: Sparring", "", "", "1. oktober 2025", "")],
    ),
    "a moved date": (
        of(),
        of(other_items=(replace(ITEM, due_on=OCT, date_moves=(*ITEM.date_moves, MOVE)),)),
        [("Flyttede datoer", "Tiltag 1: Sparring", "Frist", "1. september 2025", "1. oktober 2025", MOVE.reason)],
    ),
    "a changed effect": (
        of(other_items=(replace(ITEM, effect_result="Utilstrækkelig effekt"),)),
        of(other_items=(replace(ITEM, effect_result="Tilstrækkelig effekt"),)),
        [("Effekt", "Tiltag 1: Sparring", "Effekt", "Utilstrækkelig effekt", "Tilstrækkelig effekt", "")],
    ),
    "added evidence": (
        of(evidence=()),
        of(evidence=(EVIDENCE,)),
        [("Dokumentation", "Dokumentation: Referat", "Ny", "", EVIDENCE.file_name, "")],
    ),
    "withdrawn evidence": (
        of(evidence=(EVIDENCE,)),
        of(evidence=(replace(EVIDENCE, is_withdrawn=True),)),
        [("Dokumentation", "Dokumentation: Referat", "Trukket tilbage", "nej", "ja", "")],
    ),
    "a changed remark": (
        of(involvement=(Involvement(on=SEP, kind="Orienteret", forum="AMO", remark="Vi er enige."),)),
        of(involvement=(Involvement(on=SEP, kind="Orienteret", forum="AMO", remark="Vi er ikke enige."),)),
        [("Bemærkninger", "Orienteret: AMO, 1. september 2025", "Bemærkning", "", "Vi er ikke enige.", "")],
    ),
    "a finding that is gone": (
        of(findings=(Finding(no="1", kind="Krav", text="Et krav"),)),
        of(findings=()),
        [("Andet, der er ændret", "Krav 1", "Ikke længere med", "", "", "")],
    ),
    "an item that is gone, the rest numbered anew": (
        of(other_items=(item_of(no="1", title=SECRET), replace(ITEM, no="2"))),
        of(),
        [],
    ),
    "what pointed at it": (
        of(other_items=(replace(ITEM, follow_up=(f"7 {SECRET}",)),), evidence=()),
        of(other_items=(replace(ITEM, follow_up=()),), evidence=()),
        [("Effekt", "Tiltag 1: Sparring", "Nye tiltag", "", "", "")],
    ),
    "nothing": (of(), of(), []),
}


@pytest.mark.parametrize("kind", EACH)
def test_each_kind_of_change_is_its_own_line_and_nothing_else(kind):
    old, new, expected = EACH[kind]
    found = told(old, new)
    assert found == expected
    assert SECRET not in str(found)


@given(REPORT, REPORT)
@settings(max_examples=60, deadline=None)
def test_nothing_is_new_since_itself_and_the_groups_stand_in_their_order(old, new):
    assert old_news(old, old) == ()
    found = [GROUPS.index(each.group) for each in old_news(old, new)]
    assert found == sorted(found)


def test_it_is_printed_in_every_format_and_the_first_report_has_none():
    entry = NewsEntry(group="Nyt", subject="Tiltag 2: Makker", after="=1+1", reason="Fordi")
    first = make_report()
    later = replace(first, news=replace(news_since(first, first), entries=(entry,)))
    for report, is_there in ((first, False), (later, True)):
        canonical = canonical_json(report)
        assert decode(canonical) == report
        csv = render_csv(canonical, sha256(canonical), SnapshotState.DRAFT).decode()
        assert ("Tiltag 2: Makker" in csv) is is_there
    assert "'=1+1" in csv


async def test_the_next_report_tells_what_is_new_and_nothing_of_what_is_confidential_now(cast, client):
    """Rules 39, 41: frozen into the content, against the last report that the same receiver got."""
    case = await make_case(cast)
    secret = await make_item(cast, case, title=SECRET)
    await make_item(cast, case, title="Åbent tiltag")
    first = await create_snapshot(cast.anna.actor, case.id)
    assert (await content_of(cast, case, first.no)).news is None
    await client.as_(cast.anna)
    base = f"/sager/{case.public_id}/rapport"
    assert "Der skal være to rapporter" in (await client.get(f"{base}/sammenlign")).text
    assert "sammenlign" not in (await client.get(base)).text
    await make_informed(cast.anna.actor, case, first.no)
    await release_snapshot(cast.anna.actor, case.id, first.no)
    await set_item_tier(
        cast.anna.actor, secret.id, tier=Tier.MANAGEMENT, readers=(), reason="Handler om få", seen=await seen_of(secret)
    )
    await make_item(cast, case, title="Nyt tiltag")
    other = await create_snapshot(cast.anna.actor, case.id, profile=Profile.MANAGEMENT)
    assert (await content_of(cast, case, other.no)).news is None  # they have had none

    second = await create_snapshot(cast.anna.actor, case.id)
    report = await content_of(cast, case, second.no)
    assert report.news is not None
    assert (report.news.since_no, SECRET in str(report)) == ("1", False)
    assert [(each.group, each.subject) for each in report.news.entries if "tiltag" in each.subject] == [
        ("Nyt", "Tiltag 2: Nyt tiltag")
    ]
    shown = (await client.get(f"{base}/{second.no}")).text
    assert "Hvad er nyt siden rapport nr. 1" in shown
    compared = (await client.get(f"{base}/sammenlign")).text
    assert f'href="{base}/sammenlign"' in (await client.get(base)).text
    assert "Fra nr. 1 til nr. 2" in compared
    assert SECRET in compared  # in a page for who reads both reports
    assert "De siger det samme" in (await client.get(f"{base}/sammenlign?fra=2&til=2")).text
    assert "hver sin modtager" in (await client.get(f"{base}/sammenlign?fra=1&til={other.no}")).text
    assert (await client.get(f"{base}/sammenlign?fra=77")).status_code == 404
    assert (await client.get(f"{base}/sammenlign?fra=x&til=-1")).status_code == 200


async def content_of(cast, case, no):
    return decode((await get_snapshot(cast.anna.scope, case.id, no)).canonical)


async def seen_of(item):
    return await fetch_value(int, "SELECT version FROM action_items WHERE id = {}", item.id)
