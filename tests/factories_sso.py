"""A browser's way through single sign-on, with the provider of tests/support/provider.py."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from app.access.enums import Role
from app.accounts.actions.sso import create_mapping
from app.config.sso import Oidc
from app.core.clock import FixedClock
from app.db.sql import fetch_rows, fetch_value
from tests.factories import Cast, Client, UnitRef
from tests.support import provider as support

NINA: dict[str, Any] = {"sub": "nina-1", "name": "Nina Ny", "email": "nina@eksempel.dk", "groups": ["ledere"]}


def said(process: support.Provider, clock: FixedClock, claims: dict[str, Any], **lies: Any) -> None:
    process.set(clock.now().timestamp(), claims, **lies)


def oidc_of(process: support.Provider, **more: Any) -> Oidc:
    return Oidc(process.address, support.CLIENT, support.SECRET, "EKS", **more)


async def rule(cast: Cast, value: str, role: Role, unit: UnitRef, by: Any = None) -> int:
    """Whoever is in the group `value` gets the role."""
    return await create_mapping(by or cast.system, claim="groups", value=value, role=role, unit=unit.id)


async def way_back(begun: httpx.Response) -> str:
    """Logs in at the provider that `begun` leads to; gives the path, with its query, that the browser is sent to."""
    address = begun.headers.get("location") or _onwards(begun)
    async with httpx.AsyncClient(verify=False) as browser:  # noqa: S501 - plain http on this machine
        back = urlsplit((await browser.get(address)).headers["location"])
    assert back.netloc == "handlepligt.test"
    return f"{back.path}?{back.query}"


def _onwards(page: httpx.Response) -> str:
    """Where a page sends the browser on to: by itself, and by its button."""
    address = page.text.split('content="0; url=')[1].split('"')[0]
    assert f'href="{address}"' in page.text
    return address.replace("&amp;", "&")


async def sign_on(client: Client, **begin: str) -> httpx.Response:
    """The whole way, as whoever the provider was told of: gives our answer at its end."""
    return await client.get(await way_back(await client.get("/log-ind/kommune", **begin)))


async def roles_of(name: str) -> list[tuple[str, str, bool]]:
    """Role, source, and whether it holds."""
    rows = await fetch_rows(
        "SELECT g.role, g.source, g.valid_from, g.valid_to FROM role_grants g JOIN persons p ON p.id = g.person "
        "WHERE p.name = {} ORDER BY g.id",
        name,
    )
    return [
        (str(row["role"]), str(row["source"]), str(row["valid_to"]) > str(row["valid_from"]))
        if row["valid_to"] is not None
        else (str(row["role"]), str(row["source"]), True)
        for row in rows
    ]


async def count(table: str) -> int:
    return await fetch_value(int, f"SELECT COUNT(*) FROM {table}") or 0
