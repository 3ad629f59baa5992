"""Making, revoking and counting tokens; and the writes of the API that must not happen twice."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from app.access.enums import Tier
from app.access.policy import Actor
from app.api import rules
from app.api.enums import TokenScope
from app.api.labels import TOKEN_SCOPE
from app.api.queries import get_token, list_evidence_of
from app.api.tables import ApiToken
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.core import ids
from app.core.errors import Conflict, Denied, Invalid, NotFound, RuleViolation, Stale, TooMany
from app.core.text import clean_line
from app.db.sql import execute, fetch_value, insert
from app.db.transaction import transaction
from app.documents.blobs import StagedFile
from app.evidence.actions import Link, add_evidence
from app.evidence.enums import EvidenceKind, LinkKind
from app.evidence.queries import get_target
from app.organisation.actions.common import lock_person


async def create_token(actor: Actor, *, name: str, scopes: Sequence[TokenScope], expires_on: date | None) -> str:
    """A new token of the actor's own, and the only time anybody sees it; its digest is what is kept.

    Raises `Invalid` naming the field (no name, no scope, no last day or one beyond a year), `RuleViolation` for one
    too many, and `Denied` for who has no login or comes with a token: a token makes no token.
    """
    name = clean_line(name)
    problems = {}
    if not name or len(name) > 80:
        problems["name"] = "Skriv, hvad nøglen skal bruges til, med højst 80 tegn."
    if not scopes:
        problems["scopes"] = "Vælg mindst én ting, som nøglen må."
    if expires_on is None:
        problems["expires_on"] = "Skriv, hvor længe nøglen skal gælde."
    elif problem := rules.expiry_problem(expires_on, actor.today):
        problems["expires_on"] = problem
    if problems:
        raise Invalid("token.fields", "Ret felterne.", problems)
    secret = rules.PREFIX + ids.new_token()
    async with transaction():
        await lock_person(actor, actor.require_person())  # also against another one too many at the same moment
        account = await _own_account(actor)
        live = await fetch_value(
            int,
            "SELECT COUNT(*) AS n FROM api_tokens WHERE account = {} AND revoked_at IS NULL AND expires_on >= {}",
            account,
            actor.today,
        )
        if (live or 0) >= rules.MOST_TOKENS:
            raise RuleViolation(
                "token.too_many", f"Du har {live} nøgler, der virker. Tilbagekald en, du ikke bruger mere."
            )
        key = await insert(
            ApiToken(
                public_id=ids.new_public_id(),
                digest=ids.token_digest(secret),
                shown=secret[: rules.SHOWN],
                account=account,
                name=name,
                scopes=rules.scopes_text(scopes),
                created_at=actor.now,
                expires_on=expires_on,
                last_used_at=None,
                revoked_at=None,
                revoked_by=None,
                requests=0,
                window_ends_at=actor.now,
            )
        )
        after = {"må": [TOKEN_SCOPE[each] for each in scopes], "gælder til og med": expires_on}
        record(actor, AuditAction.CREATED, EntityKind.API_TOKEN, key, subject=name, after=after)
    return secret


async def _own_account(actor: Actor) -> int:
    found = await fetch_value(
        int,
        "SELECT a.id FROM accounts a JOIN persons p ON p.id = a.person WHERE p.id = {} AND a.is_active AND p.is_active",
        actor.require_person(),
    )
    if found is None or actor.only is not None:
        raise Denied("token.account", "Kun den, der selv er logget ind, kan lave en nøgle.")
    return found


async def revoke_token(actor: Actor, public_id: str) -> None:
    """Ends a token at once and for good: by its owner, or an administrator who has the owner in reach.

    Once more changes nothing. Raises `NotFound` to everybody else.
    """
    async with transaction():
        token = await get_token(actor.scope, public_id)
        if actor.only is not None:
            raise NotFound
        ended = await execute(
            "UPDATE api_tokens SET revoked_at = {}, revoked_by = {} WHERE id = {} AND revoked_at IS NULL RETURNING id",
            actor.now,
            actor.person,
            token.id,
        )
        if ended:
            subject = token.name if token.owner == actor.person else f"{token.name} ({token.owner_name})"
            record(actor, AuditAction.WITHDRAWN, EntityKind.API_TOKEN, token.id, subject=subject)


class _Used(msgspec.Struct, frozen=True):
    requests: int
    window_ends_at: datetime


async def count_request(actor: Actor, token: int) -> None:
    """Notes that a token is used: once more this minute, and when (to within five minutes). One short write.

    Raises `TooMany` when it has been used too often in the minute that runs.
    """
    async with transaction():
        rows = await execute(
            "UPDATE api_tokens SET requests = CASE WHEN window_ends_at <= {} THEN 1 ELSE requests + 1 END, "
            "window_ends_at = CASE WHEN window_ends_at <= {} THEN {} ELSE window_ends_at END, "
            "last_used_at = CASE WHEN last_used_at IS NULL OR last_used_at < {} THEN {} ELSE last_used_at END "
            "WHERE id = {} RETURNING requests, window_ends_at",
            actor.now,
            actor.now,
            actor.now + rules.WINDOW,
            actor.now - rules.LAST_USED_EVERY,
            actor.now,
            token,
        )
        used = msgspec.convert(rows[0], _Used, strict=False)
    if used.requests > rules.MOST_REQUESTS:
        raise TooMany(max(1, int((used.window_ends_at - actor.now).total_seconds())))


class NewEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """What is said about a new piece of evidence."""

    kind: EvidenceKind | None
    title: str
    dated_on: date | None
    esdh_reference: str
    focus_point: str
    tier: Tier | None


async def add_evidence_once(
    actor: Actor,
    token: int,
    *,
    kind: LinkKind,
    public_id: str,
    seen: str,
    new: NewEvidence,
    files: Sequence[StagedFile],
) -> tuple[str, ...]:
    """Adds evidence to the list that the caller has seen as `seen`, and gives the new public ids.

    Sent once more the list has changed, and nothing is added: `Stale`. The token's row is held until the commit, so
    that the same request sent twice at once is two requests in turn. Raises what `add_evidence` raises, too.
    """
    async with transaction():
        await execute("UPDATE api_tokens SET requests = requests WHERE id = {}", token)
        known = await list_evidence_of(actor.scope, kind, public_id)
        if known.tag != seen:
            there = ", ".join(dict.fromkeys(row.title for row in known.rows[-5:])) or "ingen"
            mine = new.title or ", ".join(file.file_name for file in files) or new.esdh_reference
            raise Stale(conflicts=(Conflict("Dokumentation", mine, there),))
        link = await _link(actor, kind, public_id, new.focus_point)
        made = await add_evidence(
            actor,
            kind=new.kind,
            title=new.title,
            dated_on=new.dated_on,
            link=link,
            files=files,
            esdh_reference=new.esdh_reference,
            tier=new.tier or Tier.OPEN,
        )
    return tuple(each.public_id for each in made)


async def _link(actor: Actor, kind: LinkKind, public_id: str, focus_point: str) -> Link:
    """To the case or item, or to one focus point of the case."""
    if not focus_point:
        return Link(kind, public_id)
    text = "Vælg et fokuspunkt på sagen."
    if kind is not LinkKind.CASE:
        raise Invalid("evidence.focus_point", text, {"focus_point": text})
    try:
        point = await get_target(actor.scope, LinkKind.FOCUS_POINT, focus_point)
    except NotFound:
        point = None
    if point is None or point.case_public_id != public_id:
        raise Invalid("evidence.focus_point", text, {"focus_point": text})
    return Link(LinkKind.FOCUS_POINT, focus_point)
