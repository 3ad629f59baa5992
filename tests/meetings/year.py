"""A year of a committee tree played through with a fixed seed: three levels, items up and down, moved, members who come
and go, dissent. `play` is small in the suite and large in tests/performance/bench_meetings.py."""

import random
from datetime import timedelta

import msgspec

from app.committees.actions import add_member, end_member
from app.committees.enums import CommitteeFunction, CommitteeSide
from app.committees.queries import get_committee
from app.core.errors import NotFound
from app.db.sql import fetch_rows
from app.involvement.enums import InvolvementKind
from app.meetings.actions import (
    ItemFacts,
    MeetingFacts,
    add_item,
    create_meeting,
    move_item,
    record_outcome,
    send_item,
    withdraw_outcome,
)
from app.meetings.enums import MeetingKind
from app.meetings.queries import (
    get_committee_forum,
    get_item,
    get_meeting,
    list_items,
    list_links,
    list_targets,
)
from tests.factories import Cast, Member, make_committee, make_member
from tests.factories_cases import make_case
from tests.factories_committees import renewed


class Played(msgspec.Struct):
    """What must be true afterwards: who has sat where, and what was said of which case."""

    committees: dict[str, str]
    sits: dict[str, set[str]]  # by committee, today
    meetings: list[str]
    said: dict[str, tuple[str, str, str]]  # by item: committee, outcome, remark
    withdrawn: int = 0
    sent: int = 0
    moved: int = 0


async def play(cast: Cast, rounds: int, seed: int) -> Played:
    """`rounds` meetings of each of four committees."""
    dice = random.Random(seed)  # noqa: S311 - the same year each time
    per = await make_member(cast.clock, cast.municipality, "Per Top", None, None)
    made = {
        "top": await make_committee(cast.clock, cast.municipality, "HMU", [cast.department.id], per.id, rank="HMU"),
        "mid": cast.committee,
        "nord": await make_committee(cast.clock, cast.municipality, "LMU Nord", [cast.nord.id], cast.bo.id),
        "syd": await make_committee(cast.clock, cast.municipality, "LMU Syd", [cast.syd.id], cast.carl.id),
    }
    cases = {
        "nord": await make_case(cast, units=(cast.nord.id,)),
        "syd": await make_case(cast, units=(cast.syd.id,)),
        "mid": await make_case(cast, units=(cast.centre.id,)),
    }
    people = {"per": per, "dorte": cast.dorte, "bo": cast.bo, "carl": cast.carl}
    sits = {"top": {"per"}, "mid": {"dorte"}, "nord": {"bo"}, "syd": {"carl"}}
    played = Played({name: each.public_id for name, each in made.items()}, sits, [], {})
    keeper = cast.erik
    for _ in range(rounds):
        for name, committee in made.items():
            actor = keeper.actor
            forum = await get_committee_forum(actor.scope, committee.public_id)
            facts = MeetingFacts(kind=MeetingKind.ORDINARY, held_on=actor.today)
            meeting = (await create_meeting(actor, forum, facts)).public_id
            played.meetings.append(meeting)
            if name in cases:
                linked = ItemFacts(title=f"Punkt fra {name}", cases=(cases[name].public_id,), meeting=meeting)
                await add_item(actor, forum, linked)
            await _go_through(keeper, meeting, name, dice, played)
        await _change_members(cast, people, dice, played)
        cast.clock.instant += timedelta(days=30)
    return played


async def _go_through(keeper: Member, meeting: str, name: str, dice: random.Random, played: Played) -> None:
    actor = keeper.actor
    targets = [
        each.public_id
        for each in await list_targets(actor.scope, await get_committee_forum(actor.scope, played.committees[name]))
    ]
    for item in await list_items(actor.scope, await get_meeting(actor.scope, meeting)):
        act = dice.random()
        if act < 0.2:
            await move_item(actor, item.public_id, seen=item.version, reason="Tiden gik")
            played.moved += 1
            continue
        outcome = dice.choice(list(InvolvementKind))
        remark = f"»Nej,   {item.public_id}\n  tak«" if outcome is InvolvementKind.DISSENTED else ""
        await record_outcome(actor, item.public_id, seen=item.version, outcome=outcome, remark=remark)
        played.said[item.public_id] = (name, outcome.value, remark)
        if act > 0.9:
            await withdraw_outcome(actor, item.public_id, seen=item.version + 1, reason="Forkert punkt")
            del played.said[item.public_id]
            played.withdrawn += 1
        elif act > 0.5:
            await send_item(actor, item.public_id, seen=item.version + 1, to=dice.choice(targets), note="Hvad nu?")
            played.sent += 1


async def _change_members(cast: Cast, people: dict[str, Member], dice: random.Random, played: Played) -> None:
    """One of them changes committee; nobody sits in two."""
    who = dice.choice(sorted(people))
    old = next(name for name, members in played.sits.items() if who in members)
    new = dice.choice(sorted(played.sits))
    if new == old:
        return
    found = await get_committee(cast.system.scope, played.committees[old])
    place = next(each for each in found.members if each.person == people[who].id and each.valid_to is None)
    await end_member(cast.system, place.id)
    target = await get_committee(cast.system.scope, played.committees[new])
    cast.clock.instant += timedelta(days=1)
    await add_member(
        cast.system,
        target.id,
        people[who].id,
        side=CommitteeSide.EMPLOYEE,
        function=CommitteeFunction.MEMBER,
    )
    played.sits[old].discard(who)
    played.sits[new].add(who)


async def faults(cast: Cast, played: Played) -> list[str]:
    """What is wrong: an outcome that is not on its case, word for word, or something shown to the wrong committee."""
    names = {each.public_id: each.name for each in [
        await get_committee(cast.system.scope, committee) for committee in played.committees.values()
    ]}  # fmt: skip
    wrong = []
    rows = await fetch_rows(
        "SELECT a.public_id, a.state, i.kind, i.forum_text, i.remark, i.is_withdrawn FROM agenda_items a "
        "JOIN agenda_links l ON l.item = a.id LEFT JOIN involvements i ON i.id = l.involvement "
        'WHERE l."case" IS NOT NULL'
    )
    for row in rows:
        told = played.said.get(row["public_id"])
        if told is None:
            if row["kind"] is not None and not row["is_withdrawn"]:
                wrong.append(f"{row['public_id']} is on its case, and nobody said it")
            continue
        name, outcome, remark = told
        said = (names[played.committees[name]], outcome, remark, False)
        if (row["forum_text"], row["kind"], row["remark"], bool(row["is_withdrawn"])) != said:
            wrong.append(f"{row['public_id']} is on its case as {row}")
    everywhere = await fetch_rows(
        "SELECT a.public_id, a.id, c.public_id AS committee FROM agenda_items a JOIN committees c ON c.id = a.committee"
    )
    people = {"dorte": cast.dorte, "bo": cast.bo, "carl": cast.carl, "gerda": cast.gerda, "anna": cast.anna}
    for who, member in people.items():
        scope = (await renewed(cast, member)).scope
        own = {played.committees[name] for name, members in played.sits.items() if who in members}
        for row in everywhere:
            try:
                await get_item(scope, row["public_id"])
                is_read = True
            except NotFound:
                is_read = False
            if is_read != (row["committee"] in own):
                wrong.append(f"{who} {'reads' if is_read else 'does not read'} {row['public_id']}")
        for links in (await list_links(scope, [row["id"] for row in everywhere if row["committee"] in own])).values():
            wrong += [f"{who} is led into {each.reference}" for each in links if each.told and each.case_public_id]
    return wrong
