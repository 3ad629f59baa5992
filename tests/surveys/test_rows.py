"""Rows of respondents: kept only where the installation says so, for a purpose, until a day, and then really gone."""

import re
from datetime import date, timedelta

import msgspec
import pytest

from app import config
from app.access.enums import Role
from app.core.clock import FixedClock
from app.core.errors import Denied
from app.db.engine import Database
from app.db.sql import fetch_rows, fetch_value
from app.documents.blobs import BlobStore
from app.documents.papers import purge_papers
from app.surveys.actions import create_round
from app.surveys.rules.rows import rows_problems
from app.surveys.rules.shipped import QUICK_FOUR
from tests.factories import Cast, make_client, make_member
from tests.factories_files import files_in
from tests.surveys.test_file_page import FACTS, fields_of

TODAY = date(2025, 8, 20)


@pytest.mark.parametrize(
    ("purpose", "until", "most", "wrong"),
    [
        ("Analyse", date(2025, 9, 1), 0, {"keep_rows"}),
        ("", None, 365, {"keep_purpose", "keep_until"}),
        ("Analyse", TODAY, 365, {"keep_until"}),
        ("Analyse", TODAY + timedelta(366), 365, {"keep_until"}),
        ("Analyse", TODAY + timedelta(365), 365, set()),
    ],
)
def test_rows_need_a_purpose_and_a_day_that_the_installation_allows(
    purpose: str, until: date | None, most: int, wrong: set[str]
) -> None:
    assert set(rows_problems(purpose, until, TODAY, most)) == wrong


async def test_rows_are_kept_where_it_is_allowed_and_gone_on_their_day(
    cast: Cast, db: Database, clock: FixedClock, settings: config.Settings
) -> None:
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    made = await create_round(cast.system, unit=cast.centre.public_id, instrument="fire-hurtige", facts=FACTS)
    here, day = f"/maalinger/{made.public_id}", clock.now().date()
    items = [item.wording for item in QUICK_FOUR.scales[0].items]
    text = "\n".join([";".join(["Enhed", *items]), *[f"{cast.nord.name};4;3;2;{no}" for no in (0, 1, 2, 3, 4)]])
    sent = {"file": ("svar.csv", text.encode(), "text/csv")}
    rows = {"confirm": "1", "keep_rows": "1", "keep_purpose": "Til analysen i MED"}
    async with make_client(settings, clock, db) as client:
        await client.as_(lone)
        seen = await client.post(f"{here}/fil", {}, files=sent)
        assert "keep_rows" not in seen.text
        until = (day + timedelta(30)).isoformat()
        refused = await client.post(f"{here}/fil", {**fields_of(seen.text), **rows, "keep_until": until}, files=sent)
        assert refused.status_code == 422
    store = BlobStore.of(settings)
    async with make_client(msgspec.structs.replace(settings, survey_rows_days=90), clock, db) as client:
        await client.as_(lone)
        seen = await client.post(f"{here}/fil", {}, files=sent)
        form = {**fields_of(seen.text), **rows}
        late = await client.post(f"{here}/fil", {**form, "keep_until": (day + timedelta(91)).isoformat()}, files=sent)
        assert late.status_code == 422
        assert 'value="Til analysen i MED"' in late.text
        assert await fetch_value(int, "SELECT COUNT(*) AS n FROM survey_results") == 0
        assert files_in(settings.blob_dir) == []
        form |= fields_of(late.text)
        assert (await client.post(f"{here}/fil", {**form, "keep_until": until}, files=sent)).status_code == 303
        page = (await client.get(here)).text
        assert "Formål: Til analysen i MED" in page
        (file,) = re.findall(rf'href="({here}/filer/[^"]+/hent/svar.csv)"', page)
        assert (await client.get(file)).text == text
        await client.as_(cast.anna)
        assert (await client.get(file)).status_code == 404
        with pytest.raises(Denied):
            await purge_papers(lone.actor, store)
        assert await purge_papers(cast.system, store) == 0
        clock.instant += timedelta(30)
        await client.as_(lone)
        assert (await client.get(file)).status_code == 404
        later = msgspec.structs.replace(cast.system, now=clock.now())
        assert [await purge_papers(later, store) for _ in range(2)] == [1, 0]
        assert files_in(settings.blob_dir) == []
        assert "indholdet er slettet" in (await client.get(here)).text
    (entry,) = await fetch_rows("SELECT entity_kind FROM audit_entries WHERE action = 'erased'")
    assert entry["entity_kind"] == "paper"
