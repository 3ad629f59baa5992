"""The pack of a meeting: what changed since the last one, for the committee's own tier, compared with the log."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from app.access.enums import Role, Tier
from app.access.policy import Grant
from app.cases.actions import add_contact
from app.core.clock import FixedClock
from app.core.errors import NotFound
from app.db.engine import record_statements
from app.db.sql import fetch_all, fetch_value
from app.deadlines.enums import DateSource, DeadlineKind
from app.evidence.actions import withdraw_evidence
from app.involvement.enums import InvolvementKind
from app.meetings.actions import ItemFacts, MeetingFacts, add_item, create_meeting, record_outcome
from app.meetings.enums import MeetingKind
from app.meetings.queries import get_committee_forum, get_meeting, get_unit_forum
from app.packs.content import Pack, freeze
from app.packs.pack_pdf import render_pack
from app.packs.queries import load_pack
from app.packs.rules import boundary
from app.plans.actions import edit_item, evaluate_effect, set_item_tier
from app.plans.enums import EffectResult, ItemStatus
from app.requests.actions import answer_request
from tests.factories import Cast, Client, Member
from tests.factories_cases import make_case, make_focus_point, put_date
from tests.factories_evidence import make_evidence, to_item
from tests.factories_plans import item_version, make_item, set_status
from tests.factories_reports import make_reply, make_report_back
from tests.factories_requests import PART, make_asked
from tests.reports.pdf.test_status_report_pdf import text_of

Moving = tuple[Cast, FixedClock]
BEGUN = datetime(2025, 8, 20, 8, tzinfo=UTC)  # 10.00 in Denmark


@pytest.fixture
def moving(cast: Cast) -> Moving:
    """The cast by a clock that can be moved."""
    clock = FixedClock(BEGUN)
    return cast.living_by(clock), clock


async def meet(cast: Cast, day: date, starts: str = "", ends: str = "", *, held: bool = False) -> str:
    """A meeting of the committee of the centre; `held`: with an outcome, recorded when the clock stands there."""
    facts = MeetingFacts(kind=MeetingKind.ORDINARY, held_on=day, starts=starts, ends=ends)
    forum = await get_committee_forum(cast.erik.scope, cast.committee.public_id)
    made = await create_meeting(cast.erik.actor, forum, facts)
    if held:
        item = await add_item(cast.erik.actor, forum, ItemFacts(title="Orientering", meeting=made.public_id))
        seen = await fetch_value(int, "SELECT version FROM agenda_items WHERE public_id = {}", item.public_id)
        told = InvolvementKind.INFORMED
        await record_outcome(cast.erik.actor, item.public_id, seen=seen or 0, outcome=told)
    return made.public_id


async def pack_for(cast: Cast, member: Member, public_id: str) -> Pack:
    meeting = await get_meeting(member.scope, public_id)
    forum = await get_committee_forum(member.scope, cast.committee.public_id)
    return await load_pack(member.scope, forum, meeting, member.actor.now)


def told(pack: Pack) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for case in pack.cases for line in case.changes]


async def test_the_first_pack_says_so_and_shows_all_and_is_the_same_for_everybody(moving: Moving) -> None:
    """Erik reads the management's tier, and Dorte does not: rows of it are in nobody's pack."""
    cast, _ = moving
    coming = await meet(cast, date(2025, 9, 3), "13.00", "15.00")
    assert (await pack_for(cast, cast.erik, coming)).cases == ()
    case = await make_case(cast)
    item = await make_item(cast, case, title="Fast vagt på Ågården")
    anna, management = cast.anna.actor, Tier.MANAGEMENT
    hidden = await make_item(cast, case, title="Kun for ledelsen")
    seen = await item_version(hidden.id)
    await set_item_tier(anna, hidden.id, tier=management, readers=(), reason="Personsag", seen=seen)
    await set_status(cast, hidden, ItemStatus.DONE, by=cast.anna)
    await make_evidence(cast, to_item(item), title="Hemmeligt bilag", tier=management, actor=anna)
    pack = await pack_for(cast, cast.erik, coming)
    assert pack.since is None
    assert ("Ny sag", "Sagen er oprettet") in told(pack)
    assert [text for kind, text in told(pack) if kind == "Nyt tiltag"] == ["1. Fast vagt på Ågården, frist 01.10.2025"]
    assert {kind for kind, _ in told(pack)} == {"Ny sag", "Nyt tiltag", "Ny dato"}
    assert freeze(pack) == freeze(await pack_for(cast, cast.dorte, coming))
    with pytest.raises(NotFound):
        await pack_for(cast, cast.anna, coming)  # she leads the centre, and does not sit in its committee


async def test_who_does_not_read_all_of_a_unit_gets_no_pack_of_its_meeting(moving: Moving) -> None:
    """A higher committee reads the unit less what a lower one covers."""
    cast, _ = moving
    forum = await get_unit_forum(cast.erik.scope, cast.centre.public_id)
    facts = MeetingFacts(kind=MeetingKind.STANDING, held_on=date(2025, 9, 3))
    made = await create_meeting(cast.erik.actor, forum, facts)
    await make_case(cast)
    for reader in (cast.erik, cast.anna):
        meeting = await get_meeting(reader.scope, made.public_id)
        pack = await load_pack(reader.scope, forum, meeting, reader.actor.now)
        assert [case.title for case in pack.cases] == ["Stor arbejdsmængde i Ågruppen"]
    part = Grant(Role.COMMITTEE_MEMBER, cast.centre.id, cast.municipality, but=frozenset({cast.nord.id}))
    partly = msgspec.structs.replace(cast.dorte, grants=(part,))
    meeting = await get_meeting(partly.scope, made.public_id)
    with pytest.raises(NotFound):
        await load_pack(partly.scope, forum, meeting, partly.actor.now)


@pytest.mark.parametrize(
    ("day", "times", "last_in"),
    [
        # when it ended, on a summer and a winter day
        (date(2025, 9, 3), ("13.00", "15.00"), datetime(2025, 9, 3, 13, tzinfo=UTC)),
        (date(2025, 12, 3), ("13.00", "15.00"), datetime(2025, 12, 3, 14, tzinfo=UTC)),
        # when it began, and the midnight before, where that is all that is known
        (date(2025, 9, 3), ("13.00", ""), datetime(2025, 9, 3, 11, tzinfo=UTC)),
        (date(2025, 9, 3), ("", ""), datetime(2025, 9, 2, 22, tzinfo=UTC)),
        # the night when clocks go back, the day after it, and the night when they go forward
        (date(2025, 10, 26), ("01.00", "02.30"), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
        (date(2025, 10, 27), ("", ""), datetime(2025, 10, 26, 23, tzinfo=UTC)),
        (date(2026, 3, 29), ("01.00", "02.30"), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
async def test_what_comes_after_the_meeting_is_in_the_next_pack_and_nothing_in_both(
    moving: Moving, day: date, times: tuple[str, str], last_in: datetime
) -> None:
    cast, clock = moving
    first_out = last_in + timedelta(seconds=1)
    case = await make_case(cast)
    for title, at in (("Før", last_in), ("Efter", first_out)):
        clock.instant = at
        await make_item(cast, case, title=title, draft=True)
    clock.instant = first_out + timedelta(days=2)
    held = await meet(cast, day, *times, held=True)
    coming = await meet(cast, day + timedelta(days=30))
    first, second = await pack_for(cast, cast.dorte, held), await pack_for(cast, cast.dorte, coming)
    assert [text for kind, text in told(first) if kind == "Nyt tiltag"] == ["1. Før, frist ukendt"]
    assert told(second) == [("Nyt tiltag", "2. Efter, frist ukendt")]
    assert (first.until, second.since) == (last_in, last_in)


class _Entry(msgspec.Struct, frozen=True):
    action: str
    entity_kind: str
    n: int


class _Moment(msgspec.Struct, frozen=True):
    at: datetime
    entity_kind: str


# What the log calls the thing that a line is about.
CALLED = {
    "Nyt tiltag": "action_item",
    "Flyttet frist": "action_item",
    "Dokumentation": "evidence",
    "Kontakt med Arbejdstilsynet": "contact",
}

# By what the log says: what the pack calls it.
KINDS = {
    ("action_item", "created"): "Nyt tiltag",
    ("action_item", "completed"): "Gennemført",
    ("effect_evaluation", "evaluated"): "Effekt vurderet",
    ("evidence", "added"): "Dokumentation",
    ("evidence", "withdrawn"): "Dokumentation trukket tilbage",
    ("deadline", "moved"): "Flyttet dato",
    ("contact", "created"): "Kontakt med Arbejdstilsynet",
    ("report_back", "recorded"): "Tilbagemelding",
    ("authority_reply", "recorded"): "Svar fra Arbejdstilsynet",
}


async def test_the_pack_says_what_the_log_says_and_nothing_else(moving: Moving, tmp_path: Path) -> None:
    """A period with a change of every kind, and with changes that are no news: a cause, and a note."""
    cast, clock = moving
    case = await make_case(cast)
    point = await make_focus_point(cast, case)
    old = await make_item(cast, case, title="Gammelt", focus_points=(point.id,))
    await meet(cast, date(2025, 8, 20), "10.00", "11.00", held=True)
    since = datetime(2025, 8, 20, 9, tzinfo=UTC)
    clock.instant = BEGUN + timedelta(hours=2)
    anna, today = cast.anna.actor, clock.instant.date()
    new = await make_item(cast, case, title="Nyt")
    seen = await item_version(old.id)
    await edit_item(anna, old.id, seen, reason="Vi manglede folk", due_on=date(2025, 10, 20))
    await edit_item(anna, new.id, await item_version(new.id), cause="Andet")
    await set_status(cast, new, ItemStatus.IN_PROGRESS, note="Vi er i gang")
    await set_status(cast, old, ItemStatus.DONE)
    proof = await make_evidence(cast, to_item(old), title="Vagtplan")
    clock.instant += timedelta(hours=3)
    anna = cast.anna.actor
    await withdraw_evidence(cast.bo.actor, proof.public_id, reason="Forkert uge")
    good = {"result": EffectResult.SUFFICIENT, "criterion": "Færre sager", "basis": "Målt", "evaluated_on": today}
    await evaluate_effect(anna, old.id, seen=await item_version(old.id), **good)
    letter = {"on_date": date(2025, 12, 1), "source": DateSource.LETTER, "reason": "Udsat"}
    await put_date(anna, case.id, DeadlineKind.COMPLIANCE, **letter)
    await add_contact(anna, case.id, on_date=today, note="Ny frist")
    await make_report_back(cast, case)
    await make_reply(cast, case, tmp_path, replied_on=today)
    pack = await pack_for(cast, cast.dorte, await meet(cast, date(2025, 9, 10)))
    assert pack.since == since
    logged = await fetch_all(
        _Entry,
        "SELECT action, entity_kind, COUNT(*) AS n FROM audit_entries WHERE at > {} AND case_id = {} "
        "GROUP BY action, entity_kind",
        since,
        case.id,
    )
    entries = {(each.entity_kind, each.action): each.n for each in logged}
    said = Counter(kind for kind, _ in told(pack))
    assert {kind: said.pop(kind) for kind in KINDS.values()} == {kind: entries.pop(key) for key, kind in KINDS.items()}
    # A moved date, a status, and a cause that is no news, are all changes of an item to the log.
    assert entries.pop(("action_item", "changed")) == 3
    assert said == {"Flyttet frist": 1, "Ændret status": 1}
    assert set(entries) == {("item_update", "added"), ("document", "added"), ("case", "changed")}  # its phase
    reasons = {line.kind: line.reason for each in pack.cases for line in each.changes if line.reason}
    assert reasons == {
        "Flyttet frist": "Vi manglede folk",
        "Flyttet dato": "Udsat",
        "Dokumentation trukket tilbage": "Forkert uge",
        "Effekt vurderet": "Målt",
    }


@pytest.mark.parametrize("seed", range(5))
async def test_over_a_random_year_every_change_is_in_exactly_the_pack_of_its_meeting(moving: Moving, seed: int) -> None:
    """Changes at random moments between five meetings: each pack has those that the log puts between its borders."""
    cast, clock = moving
    chance = random.Random(seed)  # noqa: S311 - a test's own
    case = await make_case(cast, dates={})
    items = [await make_item(cast, case, title=f"Tiltag {no} æøå") for no in range(3)]
    days = [date(2025, 9, 3) + timedelta(days=42 * no) for no in range(5)]
    times = [("13.00", "15.00"), ("", ""), ("09.00", ""), ("08.00", "09.30"), ("13.00", "15.00")]
    moments = sorted(BEGUN + timedelta(minutes=chance.randrange(1, 60 * 24 * 180)) for _ in range(30))
    moments += [boundary(day, *each) for day, each in zip(days, times, strict=True)]  # at the border itself
    for at in sorted(moments):
        clock.instant = at
        item = chance.choice(items)
        seen, anna = await item_version(item.id), cast.anna.actor
        step = chance.randrange(4)
        if step == 0:
            due = date(2027, 1, 1) + timedelta(days=chance.randrange(9999))
            await edit_item(anna, item.id, seen, reason="Mangler folk", due_on=due)
        elif step == 1:
            items.append(await make_item(cast, case, title=f"Nyt {at:%d%H%M}"))
        elif step == 2:
            await make_evidence(cast, to_item(item), title=f"Bilag {at:%d%H%M}")
        else:
            await add_contact(anna, case.id, on_date=cast.anna.actor.today, note="Vi ringede")
    clock.instant = max(moments) + timedelta(days=1)
    meetings = [await meet(cast, day, *each, held=True) for day, each in zip(days, times, strict=True)]
    meetings.append(await meet(cast, clock.instant.astimezone(UTC).date() + timedelta(days=30)))
    borders = [BEGUN, *(boundary(day, *each) for day, each in zip(days, times, strict=True)), clock.instant]
    for meeting, since, until in zip(meetings, borders[:-1], borders[1:], strict=True):
        logged = await fetch_all(
            _Moment,
            "SELECT e.at, e.entity_kind FROM audit_entries e WHERE e.at > {} AND e.at <= {} AND e.case_id = {} "
            "AND e.entity_kind IN ('action_item', 'evidence', 'contact') ORDER BY e.at",
            since,
            until,
            case.id,
        )
        lines = [line for each in (await pack_for(cast, cast.dorte, meeting)).cases for line in each.changes]
        assert [(line.at, CALLED[line.kind]) for line in lines if line.at > BEGUN] == [
            (each.at, each.entity_kind) for each in logged
        ]


async def test_items_over_their_day_are_shown_with_what_is_new_among_them(moving: Moving) -> None:
    cast, clock = moving
    case = await make_case(cast)
    for title, due in (("Længe", date(2025, 8, 1)), ("Lige", date(2025, 8, 25)), ("I dag", date(2025, 9, 10))):
        await make_item(cast, case, title=title, due_on=due)
    await meet(cast, date(2025, 8, 20), "10.00", "11.00", held=True)
    clock.instant = datetime(2025, 9, 10, 10, tzinfo=UTC)
    (found,) = (await pack_for(cast, cast.dorte, await meet(cast, date(2025, 9, 10)))).cases
    assert [(each.text, each.is_new) for each in found.late] == [("1. Længe", False), ("2. Lige", True)]


@pytest.mark.parametrize("count", [1, 50])
async def test_the_page_asks_as_much_for_many_cases_and_leads_to_the_outcome(
    client: Client, cast: Cast, count: int
) -> None:
    cases = [await make_case(cast, title=f"Sag <b>{no}</b> æøå") for no in range(count)]
    coming = await meet(cast, cast.clock.now().date())
    forum = await get_committee_forum(cast.erik.scope, cast.committee.public_id)
    facts = ItemFacts(title="Påbud", cases=(cases[0].public_id,), meeting=coming)
    item = await add_item(cast.erik.actor, forum, facts)
    await client.as_(cast.erik)
    with record_statements() as seen:
        answer = await client.get(f"/moeder/{coming}/pakke")
    assert answer.status_code == 200
    assert f'href="/punkter/{item.public_id}/udfald"' in answer.text
    assert "Sag &lt;b&gt;0&lt;/b&gt; æøå" in answer.text
    assert "det første møde" in answer.text
    others = answer.text.count(f"?moede={coming}&amp;sag=")  # each leads to an item about the case that it stands by
    assert others == count - 1
    assert len(seen) == 29, "\n".join(map(str, seen))


async def test_the_pdf_is_made_of_the_pack_and_its_leaving_is_logged(client: Client, cast: Cast) -> None:
    await make_case(cast)
    coming = await meet(cast, cast.clock.now().date())
    await client.as_(cast.dorte)
    answer = await client.get(f"/moeder/{coming}/pakke.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    logged = "SELECT COUNT(*) FROM audit_entries WHERE entity_kind = 'meeting' AND action = 'exported'"
    assert await fetch_value(int, logged) == 1
    await client.as_(cast.anna)
    assert (await client.get(f"/moeder/{coming}/pakke.pdf")).status_code == 404


async def test_a_pack_holds_what_the_committee_asked_for_and_has_not_got(cast: Cast) -> None:
    """The same for whoever reads it; who answers and the caveat of a part go along."""
    committee = cast.committee.public_id
    forum = await get_committee_forum(cast.erik.scope, committee)
    facts = MeetingFacts(kind=MeetingKind.ORDINARY, held_on=cast.erik.actor.today)
    meeting = (await create_meeting(cast.erik.actor, forum, facts)).public_id
    due_on = cast.erik.actor.today - timedelta(days=1)
    late = await make_asked(cast.dorte.actor, committee, "Omsætning?", owner=cast.bo.public_id, due_on=due_on)
    await answer_request(cast.bo.actor, late, seen=1, facts=PART)
    await make_asked(cast.dorte.actor, committee, "Fravær?")
    packs = [
        await load_pack(each.scope, forum, await get_meeting(each.scope, meeting), each.actor.now)
        for each in (cast.erik, cast.dorte)
    ]
    assert packs[0] == packs[1]
    assert [(each.text, each.owner, each.due_on, each.is_late, each.said) for each in packs[0].requests] == [
        ("Omsætning?", "Bo Ærø", due_on, True, ("Den var højere end før (forbehold: Talt i hånden)",)),
        ("Fravær?", "Ingen endnu", None, False, ()),
    ]
    said = text_of(render_pack(*freeze(packs[0])))
    assert "svarsenest19.08.2025,overskredet" in said
    assert "forbehold:Taltihånden" in said
