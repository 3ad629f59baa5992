"""Writes docs/permissions.md from the policy's own tables: `python -m scripts.permissions_doc`."""

from pathlib import Path

from app.access.enums import UNIT_ROLES, Permission, Role, Tier
from app.access.labels import PERMISSION, ROLE, ROLE_SHORT, TIER
from app.access.pages import reads_text
from app.access.policy import ALLOWED, READS

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
_HEAD = """# Permissions

Made by `python -m scripts.permissions_doc` from `ALLOWED` and `READS` in app/access/policy.py; a test fails when it is
not current. Do not edit. The page `/rettigheder` is drawn from the same tables.

Deny by default: what no row allows, nobody may. A role is given on a unit and holds for everything below it;
committee roles follow from membership, on the committee's units less what a lower committee of its kind covers; an
external adviser is given one case for a time. Nobody grants themselves a role. The meetings of a committee are read by
its members in office, and by consultants and auditors who follow all its units (decision 0031).
"""


def document() -> str:
    """The whole text."""
    parts = [
        _HEAD,
        "## Roles\n",
        *_roles(),
        "\n## What each role may\n",
        *_permissions(),
        "\n## Tiers of rows\n",
        *_tiers(),
    ]
    return "\n".join(parts) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _roles() -> list[str]:
    lines = [_row("Role", "Danish", "Given", "Reads"), _row("---", "---", "---", "---")]
    for role in Role:
        given = "on a unit" if role in UNIT_ROLES else "by committee"
        if role is Role.EXTERNAL_ADVISER:
            given = "on one case"
        lines.append(_row(f"`{role.value}`", ROLE[role], given, reads_text(role)))
    return lines


def _permissions() -> list[str]:
    lines = [_row("Permission", "Danish", *ROLE_SHORT.values()), _row("---", "---", *("---" for _ in Role))]
    for each in Permission:
        marks = ("✓" if role in ALLOWED[each] else "" for role in ROLE_SHORT)
        lines.append(_row(f"`{each.value}`", PERMISSION[each], *marks))
    return lines


def _tiers() -> list[str]:
    lines = [_row("Tier", "Danish", *ROLE_SHORT.values()), _row("---", "---", *("---" for _ in Role))]
    for tier in Tier:
        lines.append(_row(f"`{tier.value}`", TIER[tier], *("✓" if role in READS[tier] else "" for role in ROLE_SHORT)))
    return [*lines, "", "Restricted rows have their readers by name, among those who read the case."]


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
