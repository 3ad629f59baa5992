"""The policy as it is told: docs/permissions.md, and the page that everybody can read."""

import html
import re

from app.access.enums import Permission, Role, Tier
from app.access.labels import PERMISSION, ROLE, TIER
from app.access.pages import permission_rights, role_rights, tier_rights
from app.access.policy import ALLOWED, READS
from scripts.permissions_doc import DOCUMENT, document
from tests.factories import Cast, Client


def test_the_document_is_current() -> None:
    """Run `python -m scripts.permissions_doc` after a change of the policy."""
    assert DOCUMENT.read_text("utf-8") == document()


def test_the_document_marks_what_the_table_allows() -> None:
    lines = {line.split("|")[1].strip(): line for line in document().splitlines() if line.startswith("| `")}
    for permission in Permission:
        assert lines[f"`{permission.value}`"].count("✓") == len(ALLOWED[permission])
    for tier in Tier:
        assert lines[f"`{tier.value}`"].count("✓") == len(READS[tier])


def test_roles_and_permissions_are_two_views_of_one_table() -> None:
    by_role = {(role.name, each) for role in role_rights() for each in role.may}
    by_permission = {
        (name, each.name) for each in permission_rights() for name in each.roles if each.name != "Læse sager"
    }
    assert by_role == by_permission
    reading = {role.name for role in role_rights() if role.reads != "Ingen sager"}
    assert reading == {ROLE[role] for role in ALLOWED[Permission.CASE_READ]}
    assert [(each.name, len(each.roles)) for each in tier_rights()] == [(TIER[tier], len(READS[tier])) for tier in Tier]


async def test_everybody_can_read_who_may_what(client: Client, cast: Cast) -> None:
    for member in (cast.fie, cast.gerda):
        await client.as_(member)
        page = await client.get("/rettigheder")
        text = html.unescape(re.sub(r"<[^>]+>", " ", page.text))
        assert page.status_code == 200
        assert [word for word in (*ROLE.values(), *PERMISSION.values(), *TIER.values()) if word not in text] == []
        assert "/rettigheder" in (await client.get("/min-adgang")).text
    await client.as_(cast.fie)
    assert "/rettigheder" in (await client.get("/personer")).text
    client.http.cookies.clear()
    assert (await client.get("/rettigheder")).status_code == 303


def test_administrators_write_no_case_and_auditors_write_nothing() -> None:
    """The issue's words: accounts and settings, no case content; reads everything in scope and the log."""
    assert {each for each in Permission if Role.AUDITOR in ALLOWED[each]} == {
        Permission.CASE_READ,
        Permission.CYCLE_READ,
        Permission.INQUIRY_READ,
        Permission.LOG_READ,
        Permission.MEETING_READ,
        Permission.REPORT_EXPORT,
        Permission.SURVEY_READ,
    }
    assert all(Role.ADMINISTRATOR not in roles for roles in READS.values())
