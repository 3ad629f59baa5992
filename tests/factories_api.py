"""Tokens for the cast, and a program that uses them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import httpx

from app.access.policy import Actor
from app.accounts.tables import Account
from app.api.actions import create_token
from app.api.enums import TokenScope
from app.core import ids
from app.db.sql import fetch_rows, insert
from app.db.transaction import transaction
from tests.factories import Member

EVERYTHING = tuple(TokenScope)


async def ensure_account(member: Member) -> int:
    """The key of the person's login; one that nobody can log in with where there was none."""
    async with transaction():
        found = await fetch_rows("SELECT id FROM accounts WHERE person = {}", member.id)
        if found:
            return int(found[0]["id"])
        return await insert(
            Account(
                public_id=ids.new_public_id(),
                person=member.id,
                username=member.username,
                password_hash="",
                is_active=True,
                last_login_at=None,
            )
        )


async def make_token(
    member: Member,
    scopes: Sequence[TokenScope] = EVERYTHING,
    *,
    name: str = "Fagsystem",
    expires_on: date | None = None,
) -> str:
    """A key of the member's own, by the product's own action."""
    await ensure_account(member)
    actor: Actor = member.actor
    return await create_token(
        actor, name=name, scopes=scopes, expires_on=expires_on or actor.today + timedelta(days=90)
    )


class Program:
    """Another program: it has a key and nothing else."""

    def __init__(self, http: httpx.AsyncClient, secret: str = "") -> None:
        self.http = http
        self.secret = secret

    async def call(self, method: str, path: str, *, if_match: str | None = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        headers |= {"If-Match": if_match} if if_match is not None else {}
        headers |= more.pop("headers", {})
        self.http.cookies.clear()
        return await self.http.request(method, f"/api/v1{path}", headers=headers, **more)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.call("GET", path, **more)
