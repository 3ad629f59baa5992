"""A supplier's file into a round: looked at first, all of it or nothing, and nothing about a single person."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.commands.survey_files import import_file
from app.core.errors import NotFound, RuleViolation
from app.db.sql import fetch_rows
from app.surveys.actions import RoundFacts, UnitEntry, create_round, put_figures
from app.surveys.actions.importing import open_for_file
from app.surveys.enums import SurveyDirection
from app.surveys.rules.shipped import SHIPPED
from tests.factories import Cast

FACTS = RoundFacts(name="Trivsel 2025", period_from=date(2025, 6, 1), period_to=date(2025, 6, 30))
WIDE = "Enhed;Inviteret;Besvaret;Social kapital\r\n{};20;12;10,2\r\nSyd;9;<5;-\r\n"


def options(path: Path, public_id: str, **more: Any) -> argparse.Namespace:
    chosen = {"file": path, "round": public_id, "dates": None, "mapping": None, "apply": False, "reason": None, **more}
    return argparse.Namespace(**chosen)


async def saved(public_id: str) -> list[tuple[Any, ...]]:
    rows = await fetch_rows(
        "SELECT u.name, u.invited, u.answered, u.direction, x.n, x.mean, x.is_hidden_by_supplier AS hidden "
        "FROM round_units u JOIN survey_rounds r ON r.id = u.round LEFT JOIN survey_results x ON x.round_unit = u.id "
        "WHERE r.public_id = {} AND (x.id IS NOT NULL OR u.invited IS NOT NULL) ORDER BY u.position",
        public_id,
    )
    return [tuple(row.values()) for row in rows]


async def entries() -> int:
    return int((await fetch_rows("SELECT COUNT(*) AS n FROM audit_entries"))[0]["n"])


async def test_a_file_is_looked_at_taken_in_once_and_known_again(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = await create_round(cast.system, unit=cast.top.public_id, instrument="fire-hurtige", facts=FACTS)
    fallen = UnitEntry(unit=cast.nord.id, direction=SurveyDirection.NEGATIVE)
    await put_figures(cast.system, made.public_id, [fallen])
    path, mapping = tmp_path / "målt.csv", tmp_path / "opsætning.json"
    path.write_bytes(WIDE.format(cast.nord.name).replace("Syd", cast.syd.name).encode("cp1252"))
    before, untouched = await entries(), await saved(made.public_id)

    assert await import_file(cast.system, options(path, made.public_id, mapping=mapping)) == 0
    assert (await entries(), await saved(made.public_id)) == (before, untouched)
    told = capsys.readouterr().out
    assert "Filen: Windows (cp1252), skilletegn semikolon, decimaltegn komma (3,5), overskrifter i række 1." in told
    assert f"Række 2: ny – {cast.nord.name}" in told
    assert told.endswith("Intet er gemt. Kør igen med --apply, når det ser rigtigt ud.\n")

    assert await import_file(cast.system, options(path, made.public_id, mapping=mapping, apply=True)) == 0
    assert await saved(made.public_id) == [
        (cast.syd.name, 9, None, None, None, None, True),
        (cast.nord.name, 20, 12, "negative", 12, "10.2", False),
    ]
    (entry,) = await fetch_rows("SELECT * FROM audit_payloads ORDER BY id DESC LIMIT 1")
    assert "målt.csv" in str(entry)
    assert "10.2" not in str(entry)

    assert await import_file(cast.system, options(path, made.public_id, apply=True)) == 0
    assert capsys.readouterr().out.endswith("Filen ændrer intet: de tal, der læses, står der i forvejen.\n")

    path.write_bytes(path.read_bytes().replace(b"10,2", b"16,5"))
    assert await import_file(cast.system, options(path, made.public_id, apply=True)) == 2
    assert "Række 2, kolonne D »Social kapital«: »16,5« er uden for skalaen" in capsys.readouterr().out
    assert (await saved(made.public_id))[1][-2] == "10.2"


async def test_respondents_are_counted_in_their_unit_and_all_above_it(cast: Cast, tmp_path: Path) -> None:
    """Rules 31 and 35, from a file to the database: no row of a person is kept."""
    made = await create_round(cast.system, unit=cast.centre.public_id, instrument="fire-hurtige", facts=FACTS)
    items = next(each for each in SHIPPED if each.key == "fire-hurtige").scales[0].items
    rows = [
        "Navn;Enhed;Dato;" + ";".join(item.wording for item in items),
        *[f"Person {no};{cast.nord.name};03-04-2025;3;2;2;3" for no in range(5)],
        *[f"Person {no};{cast.syd.name};03-04-2025;4;4;4;4" for no in range(2)],
        f"Person 9;{cast.syd.name};03-04-2025;4;4;4;ved ikke",
    ]
    path = tmp_path / "svar.csv"
    path.write_text("\n".join(rows), "utf-8")

    assert await import_file(cast.system, options(path, made.public_id, dates="dag", apply=True)) == 0

    assert await saved(made.public_id) == [
        (cast.centre.name, None, 8, None, 7, "82/7", False),
        (cast.syd.name, None, 3, None, 2, "16", False),
        (cast.nord.name, None, 5, None, 5, "10", False),
    ]


async def test_a_round_without_an_instrument_takes_no_file_and_others_see_none(cast: Cast) -> None:
    made = await create_round(cast.system, unit=cast.top.public_id, instrument="", facts=FACTS)

    with pytest.raises(RuleViolation):
        await open_for_file(cast.system, made.public_id)
    with pytest.raises(NotFound):
        await open_for_file(cast.gerda.actor, made.public_id)
