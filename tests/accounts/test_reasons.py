"""Why somebody sees something, in plain Danish: by role, by committee (and what lower ones cover), by single case."""

import html
import re
from datetime import date

import pytest

from app.access.enums import Role
from app.access.tables import RoleGrant
from app.accounts.actions import grant_role
from app.core import ids
from app.db.sql import insert
from app.db.transaction import transaction
from tests.factories import Cast, Client, Member, make_committee
from tests.factories_cases import make_case
from tests.factories_committees import make_plain


def words(text: str) -> str:
    """What is read on the page, as one line."""
    main = text[text.index("<main") : text.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split()).replace(" .", ".")


async def advise(person: int, case: int, until: date | None) -> None:
    async with transaction():
        await insert(
            RoleGrant(
                public_id=ids.new_public_id(),
                person=person,
                role=Role.EXTERNAL_ADVISER,
                unit=None,
                case=case,
                valid_from=date(2025, 8, 1),
                valid_to=until,
                source="manual",
            )
        )


async def seen(client: Client, member: Member, path: str = "/min-adgang") -> str:
    await client.as_(member)
    answer = await client.get(path)
    assert answer.status_code == 200
    return words(answer.text)


async def test_by_committee_and_what_a_lower_one_covers_instead(client: Client, cast: Cast) -> None:
    before = await seen(client, cast.dorte)
    await make_committee(cast.clock, cast.municipality, "LMU Nord", [cast.nord.id])
    text = await seen(client, cast.dorte)

    assert "Medlem, MED-udvalget for centret Udvalget dækker Familiecentret og alt under. Du ser sagerne der." in text
    told = "LMU Nord dækker selv sine enheder. Dér ser du kun, hvor mange sager der er, ikke sagerne."
    assert (told in before, told in text) == (False, True)
    assert "Du læser også det, der er forbeholdt arbejdsmiljøorganisationen, men ikke ledelsen." in text
    assert f'href="/udvalg/{cast.committee.public_id}"' in (await client.get("/min-adgang")).text


async def test_many_lower_committees_are_counted(client: Client, cast: Cast) -> None:
    for no in range(7):
        await make_committee(cast.clock, cast.municipality, f"LMU {no}", [cast.nord.id])
    text = await seen(client, cast.dorte)
    assert "LMU 0, LMU 1, LMU 2, LMU 3, LMU 4 og 2 udvalg mere dækker selv deres enheder." in text


@pytest.mark.parametrize(
    ("until", "told"), [(date(2025, 9, 1), "slutter 1. september 2025"), (None, "1. august 2025.")]
)
async def test_by_single_case_and_until_when(client: Client, cast: Cast, until: date | None, told: str) -> None:
    case = await make_case(cast, title="Støj i hallen")
    person = await make_plain(cast, "Rikke Rådgiver")
    await advise(person.id, case.id, until)
    text = await seen(client, person)

    assert f"Du ser sagen {case.reference}: Støj i hallen, og ingen andre sager." in text
    assert told in text
    assert "Du er ekstern rådgiver på netop denne sag." in await seen(
        client, person, f"/min-adgang?sag={case.public_id}"
    )


async def test_a_case_that_was_given_until_yesterday_is_not_told_of(client: Client, cast: Cast) -> None:
    case = await make_case(cast, title="Støj i hallen")
    person = await make_plain(cast, "Rikke Rådgiver")
    await advise(person.id, case.id, date(2025, 8, 20))
    assert "Støj i hallen" not in await seen(client, person)


async def test_an_administrator_reads_that_there_is_a_case_but_not_which(client: Client, cast: Cast) -> None:
    """No case content for administrators: neither title nor reference."""
    case = await make_case(cast, title="Støj i hallen")
    await advise(cast.carl.id, case.id, None)
    text = await seen(client, cast.fie, f"/personer/{cast.carl.public_id}")
    assert "Carl Syd ser én sag, og ingen andre sager." in text
    assert ("Støj i hallen" in text, case.reference in text) == (False, False)


async def test_on_the_persons_page_the_committee_is_told_too(client: Client, cast: Cast) -> None:
    text = await seen(client, cast.fie, f"/personer/{cast.dorte.public_id}")
    assert "Udvalget dækker Familiecentret og alt under. Dorte Udvalg ser sagerne der." in text


async def test_the_list_of_people_names_places_in_committees(client: Client, cast: Cast) -> None:
    assert "Dorte Udvalg – Medlem, MED-udvalget for centret" in await seen(client, cast.fie, "/personer")


async def test_every_way_to_one_case_is_told(client: Client, cast: Cast) -> None:
    case = await make_case(cast, title="Begge", units=(cast.nord.id, cast.syd.id))
    path = f"/min-adgang?sag={case.public_id}"
    assert "Du er leder på Familiecentret, og sagen handler om Ågruppen Nord og Gruppen Syd." in await seen(
        client, cast.anna, path
    )
    assert "Du er arbejdsmiljørepræsentant (AMR) på Ågruppen Nord, og sagen handler om Ågruppen Nord." in await seen(
        client, cast.bo, path
    )
    await make_committee(cast.clock, cast.municipality, "LMU Nord", [cast.nord.id])
    await grant_role(cast.system, cast.dorte.id, role=Role.READER, unit=cast.top.id)
    text = await seen(client, cast.dorte, path)
    assert "Du sidder i MED-udvalget for centret, som dækker Gruppen Syd." in text
    assert "Du er læser på Eksempel Kommune, og sagen handler om Ågruppen Nord og Gruppen Syd." in text
    assert f'href="/min-adgang?sag={case.public_id}"' in (await client.get(f"/sager/{case.public_id}")).text


async def test_a_case_out_of_reach_has_no_reasons(client: Client, cast: Cast) -> None:
    case = await make_case(cast)
    for member in (cast.carl, cast.fie, cast.hans):
        await client.as_(member)
        assert (await client.get(f"/min-adgang?sag={case.public_id}")).status_code == 404


@pytest.mark.parametrize("role", [Role.HR_SURVEYS, Role.SECRETARIAT])
async def test_roles_that_read_no_cases_say_so(client: Client, cast: Cast, role: Role) -> None:
    person = await make_plain(cast, "Solveig Stab")
    await grant_role(cast.system, person.id, role=role, unit=cast.top.id)
    assert "Rollen giver ikke adgang til sager." in await seen(client, person)


async def test_who_has_nothing_is_told_whom_to_ask(client: Client, cast: Cast) -> None:
    person = await make_plain(cast, "Nina Ny")
    text = await seen(client, person)
    assert "Du har ingen rolle lige nu og sidder ikke i et udvalg." in text
    assert "Spørg en administrator: Fie Admin." in text
