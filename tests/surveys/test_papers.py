"""The supplier's report: kept as it came, opened by few, taken back with a reason, and nowhere else."""

import re
from pathlib import Path

import pytest

from app.access.enums import Role
from app.commands.evidence import told
from app.core.errors import NotFound
from app.db.sql import execute, fetch_rows, fetch_value
from app.db.transaction import transaction
from app.documents.blobs import BlobStore
from app.evidence.queries import verify_files
from app.evidence.queries.quarantine import get_quarantine
from app.surveys.actions import remove_draft
from app.surveys.actions.papers import add_report
from app.surveys.queries.papers import list_round_papers
from tests.factories import Cast, Client, make_member
from tests.factories_files import files_in, page, stage
from tests.factories_surveys import entry, make_figures
from tests.web.html_check import faults


async def test_a_report_is_opened_by_whom_its_tier_lets_in(client: Client, cast: Cast) -> None:
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    mette = await make_member(cast.clock, cast.municipality, "Mette Trivsel", Role.HR_SURVEYS, cast.centre.id)
    made = await make_figures(cast, cast.centre, entry(cast.centre.id, 40, 30, "10.2"))
    here = f"/maalinger/{made}"
    await client.as_(lone)
    assert "En rapport kan vise tal for få personer" in (await client.get(f"{here}/rapport")).text
    missing = await client.post(f"{here}/rapport", {"title": "Trivsel 2025", "tier": "restricted"})
    assert (missing.status_code, "Vælg filen." in missing.text, 'value="Trivsel 2025"' in missing.text) == (
        422,
        True,
        True,
    )
    sent = {"file": ("rapport.pdf", page(), "application/pdf")}
    saved = await client.post(f"{here}/rapport", {"title": "Trivsel 2025", "tier": "restricted"}, files=sent)
    tier = saved.headers["location"]
    assert faults((await client.get(tier)).text) == []
    shown = (await client.get(here)).text
    assert faults(shown) == []
    (file,) = re.findall(rf'href="({here}/filer/[^"]+/hent/rapport.pdf)"', shown)
    assert (await client.get(file)).content == page()
    assert "billede.jpg" not in shown  # opened on purpose alone

    for other in (mette, cast.anna, cast.bo):
        await client.as_(other)
        assert [(await client.get(path)).status_code for path in (file, tier)] in ([404, 404], [404, 403])
        assert ("1 fil, som du ikke selv kan åbne" in (await client.get(here)).text) is (other is mette)
    await client.as_(lone)
    form = await client.get(tier)
    version = re.findall(r'name="version"[^>]*value="(\d+)"', form.text)[0]
    names = {"tier": "restricted", "readers": mette.public_id, "reason": "To om det", "version": version}
    assert (await client.post(tier, names)).headers["location"] == here
    await client.as_(mette)
    assert (await client.get(file)).status_code == 200
    opened = await fetch_rows(
        "SELECT actor_person FROM audit_entries WHERE entity_kind = 'paper' AND action = 'opened'"
    )
    assert [row["actor_person"] for row in opened] == [lone.id, mette.id]
    version = re.findall(r'name="version"[^>]*value="(\d+)"', (await client.get(tier)).text)[0]
    wider = {"tier": "management", "reason": "Lederne skal se den", "version": version}
    assert (await client.post(tier, wider)).status_code == 303
    await client.as_(cast.anna)
    assert "billede.jpg" in (await client.get(here)).text
    assert (await client.get(file.replace("/hent/rapport.pdf", "/vis/billede.jpg"))).headers[
        "content-type"
    ] == "image/jpeg"
    await client.as_(cast.bo)
    assert (await client.get(file)).status_code == 404

    async with transaction():
        await execute("UPDATE blobs SET scan = 'waiting' WHERE media_type = 'application/pdf'")
    assert (await get_quarantine(cast.system.scope, [cast.municipality])).waiting == 1
    await client.as_(mette)
    assert "venter på virusscanning" in (await client.get(file)).text
    assert "Venter på virusscanning" in (await client.get(here)).text
    back = file.replace("/hent/rapport.pdf", "/traek-tilbage")
    assert (await client.post(back, {"reason": ""})).status_code == 422
    assert (await client.post(back, {"reason": "Forkert måling"})).status_code == 303
    gone = (await client.get(here)).text
    assert ("Ikke i brug længere (1)" in gone, "Forkert måling" in gone, "/hent/" in gone) == (True, True, False)
    assert (await client.get(file)).status_code == 404


async def test_a_report_is_verified_as_other_files_and_goes_with_its_draft(cast: Cast, tmp_path: Path) -> None:
    made = await make_figures(cast, cast.centre, entry(cast.centre.id, 40, 30, "10.2"), publish=False)
    lone = await make_member(cast.clock, cast.municipality, "Lone Trivsel", Role.HR_SURVEYS, cast.centre.id)
    store = BlobStore(tmp_path, 1)
    await add_report(lone.actor, made, file=await stage(tmp_path, "rapport.pdf"), title="")
    with pytest.raises(NotFound):
        await add_report(cast.anna.actor, made, file=await stage(tmp_path, "anden.pdf"), title="")
    round = await fetch_value(int, "SELECT id FROM survey_rounds WHERE public_id = {}", made) or 0
    (paper,) = await list_round_papers(lone.scope, round)
    assert (paper.title, paper.tier) == ("rapport", "restricted")
    store.path_of(paper.sha256).write_bytes(b"andet")
    found = [told(fault) async for fault in verify_files(cast.system.scope, store, older_than=cast.system.now)]
    assert found == [f"Filen er ændret: {paper.sha256}; »rapport« (rapport.pdf)"]

    await remove_draft(lone.actor, made, seen=1, store=store)
    assert paper.sha256 not in files_in(tmp_path)
    assert await fetch_rows("SELECT 1 AS n FROM papers UNION ALL SELECT 1 FROM named_readers") == []
