"""The policy as people read it: drawn from the tables that the verdicts come from."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Protocol

import msgspec

from app.access.enums import UNIT_ROLES, Permission, Role, Tier
from app.access.labels import PERMISSION, ROLE, TIER, TIER_HELP, TIER_READERS
from app.access.policy import ALLOWED, READS
from app.access.queries import Named
from app.web.forms import FormState
from app.web.pages import Crumb, Option, Page

_FROM_COMMITTEE = "Gennem et udvalg"
_ON_UNIT = "På en enhed"
_ON_CASE = "På én sag"


class RoleRights(msgspec.Struct, frozen=True):
    """One role: where it holds, what it reads, and what else it may."""

    name: str
    where: str
    reads: str
    may: tuple[str, ...]


class PermissionRights(msgspec.Struct, frozen=True):
    """One permission, and who has it."""

    name: str
    roles: tuple[str, ...]


class TierRights(msgspec.Struct, frozen=True):
    name: str
    help: str
    roles: tuple[str, ...]


class RightsPage(Page, frozen=True, kw_only=True):
    template: ClassVar[str] = "access/rights.html"
    crumbs: tuple[Crumb, ...]
    roles: tuple[RoleRights, ...]
    permissions: tuple[PermissionRights, ...]
    tiers: tuple[TierRights, ...]


def role_rights() -> tuple[RoleRights, ...]:
    """Every role in its order."""
    return tuple(
        RoleRights(
            name=ROLE[role],
            where=_where(role),
            reads=reads_text(role),
            may=tuple(
                PERMISSION[each] for each in Permission if each is not Permission.CASE_READ and role in ALLOWED[each]
            ),
        )
        for role in Role
    )


def _where(role: Role) -> str:
    if role in UNIT_ROLES:
        return _ON_UNIT
    return _ON_CASE if role is Role.EXTERNAL_ADVISER else _FROM_COMMITTEE


def reads_text(role: Role) -> str:
    """What of a case the role reads, in words."""
    tiers = [tier for tier in Tier if role in READS[tier]]
    if not tiers:
        return "Ingen sager"
    if Tier.MANAGEMENT in tiers:
        return "Sager, også ledelsens del"
    if Tier.AMO in tiers:
        return "Sager, også AMO’s del"
    return "Sager, kun den åbne del"


def permission_rights() -> tuple[PermissionRights, ...]:
    """Every permission in its order."""
    return tuple(PermissionRights(PERMISSION[each], _names(ALLOWED[each])) for each in Permission)


def tier_rights() -> tuple[TierRights, ...]:
    """Every tier of confidentiality in its order; the restricted one has readers by name."""
    return tuple(TierRights(TIER[tier], TIER_HELP[tier], _names(READS[tier])) for tier in Tier)


def _names(roles: frozenset[Role]) -> tuple[str, ...]:
    return tuple(ROLE[role] for role in Role if role in roles)


class TierTag(msgspec.Struct, frozen=True):
    """What a row's own page says of its tier. `label` is empty for an open row, `href` for whoever may not ask."""

    label: str
    href: str
    may_change: bool = False


def tier_tag(tier: Tier, href: str, *, may_change: bool = False) -> TierTag:
    return TierTag("" if tier is Tier.OPEN else f"Fortrolighed: {TIER[tier]}", f"{href}/fortrolighed", may_change)


def tier_choices(tiers: Iterable[Tier]) -> tuple[Option, ...]:
    """Who reads something new: those of `tiers` that need no names; none where there is nothing to choose.

    Open comes first and is the default, and says so. Readers are named on the row's own page.
    """
    choices = tuple(
        Option(each.value, f"{TIER_READERS[each]} (standard)" if each is Tier.OPEN else TIER_READERS[each])
        for each in tiers
        if each is not Tier.RESTRICTED
    )
    return choices if len(choices) > 1 else ()


class Pickable(Protocol):
    """Somebody who can be named."""

    @property
    def public_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def job_title(self) -> str: ...


class TierPage(Page, frozen=True, kw_only=True):
    """Who reads one row; with the form where the reader may change it."""

    template: ClassVar[str] = "access/tier.html"
    crumbs: tuple[Crumb, ...]
    subject: str
    tier: str
    help: str
    named: tuple[str, ...]
    also: str
    form: FormState | None
    tiers: tuple[Option, ...]
    people: tuple[Option, ...]
    version: int
    action: str
    cancel_href: str
    thing: str = "sagen"


def tier_page(
    subject: str,
    crumbs: tuple[Crumb, ...],
    tier: Tier,
    named: Iterable[Named],
    *,
    me: int | None,
    form: FormState | None,
    tiers: Iterable[Tier],
    people: Iterable[Pickable],
    version: int,
    action: str,
    cancel_href: str,
    also: str = "",
    thing: str = "sagen",
    readers: Mapping[Tier, str] = TIER_READERS,
    helps: Mapping[Tier, str] = TIER_HELP,
) -> TierPage:
    """`people` can be named, with whoever is named already; `me` always is. `also` says who reads it in any case.

    `thing` is what all of them must see; `readers` and `helps` are who reads each tier of such rows.
    """
    others = {each.public_id: Option(each.public_id, each.name) for each in named if each.id != me}
    near = {each.public_id: Option(each.public_id, each.name, each.job_title or None) for each in people}
    return TierPage(
        title="Hvem kan se det?",
        crumbs=crumbs,
        subject=subject,
        tier=TIER[tier],
        help=helps[tier],
        named=tuple(each.name for each in named),
        also=also,
        form=form,
        tiers=tuple(Option(each.value, readers[each], helps[each]) for each in tiers),
        people=tuple((others | near).values()),
        version=version,
        action=action,
        cancel_href=cancel_href,
        thing=thing,
    )
