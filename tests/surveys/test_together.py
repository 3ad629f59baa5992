"""Readers who put together what they see know no more than one of them, whatever page or file it stands on."""

import re
from datetime import date

from app.access.enums import Role
from app.access.policy import Grant
from app.surveys.rules.shown import Suppressed
from tests.factories import Cast, Client, Member, make_member
from tests.factories_surveys import entry, make_figures, scores, seen_by

HIDDEN = ("11,3", "11.3", "7,9", "7.9", "8 svar", "4 svar")  # of the eight in Nord and the four in Syd


async def test_rule_34_all_readers_together_see_one_pattern_on_every_surface(client: Client, cast: Cast) -> None:
    """A manager of the parent, one of a child, one of two siblings, an auditor, and who wrote the figures."""
    rows = [entry(cast.centre.id, 40, 12, "10.2"), entry(cast.nord.id, 20, 8, "11.3")]
    rows.append(entry(cast.syd.id, 20, 4, "7.9"))
    made = [await make_figures(cast, cast.centre, *rows, until=date(year, 6, 1)) for year in (2023, 2025)]
    both = Member(
        cast.bo.id,
        cast.bo.public_id,
        cast.bo.name,
        cast.bo.username,
        tuple(Grant(Role.MANAGER, unit.id, cast.municipality) for unit in (cast.nord, cast.syd)),
        cast.clock,
    )
    lead = await make_member(cast.clock, cast.municipality, "Nils Leder", Role.MANAGER, cast.nord.id)
    auditor = await make_member(cast.clock, cast.municipality, "Asta Revisor", Role.AUDITOR, cast.top.id)
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    for round in made:
        whole = await scores(cast.anna, round)
        assert [unit for unit, mean in whole.items() if not isinstance(mean, Suppressed)] == ["Familiecentret"]
        for member in (both, lead, auditor, lone):
            seen = await scores(member, round)
            assert seen.items() <= whole.items()
    assert set(await scores(both, made[0])) == set(whole)  # two siblings, and what lies above to compare with

    for member in (cast.anna, lead, auditor, lone):
        await client.as_(member)
        paths = [
            "/",
            "/maalinger",
            f"/enheder/{cast.nord.public_id}",
            "/haendelseslog",
            "/haendelseslog/haendelseslog.csv",
        ]
        for round in made:
            here = f"/maalinger/{round}"
            paths += [here, f"{here}/maaling.csv", f"{here}/skalaer/social-kapital"]
            units = [unit for unit in (await seen_by(member, round)).units if unit.is_readable]
            paths += [f"{here}/enheder/{unit.public_id}{more}" for unit in units for more in ("", "/tal")]
        for path in [*paths, "/soeg?q=11,3"]:
            answer = await client.get(path)
            text = re.sub(r'value="11,3"|»11,3«|q=11[^"]*', "", answer.text)
            assert [figure for figure in HIDDEN if figure in text] == [], (member.name, path)
