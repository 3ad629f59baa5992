"""Why somebody can see something, in plain Danish: by role, by committee, and by single case."""

from datetime import date

import msgspec

from app.access.enums import Permission, Role, Tier
from app.access.labels import PERMISSION, ROLE
from app.access.policy import ALLOWED, READS, Actor, Grant
from app.accounts.queries import PersonRole
from app.accounts.queries.reasons import CaseAccess, CaseView
from app.committees.enums import CommitteeFunction
from app.committees.labels import COMMITTEE_FUNCTION
from app.committees.queries import Membership

_MOST_NAMED = 5


class AccessReason(msgspec.Struct, frozen=True):
    """Why somebody sees something: the role, where it holds, and what it lets them do."""

    heading: str
    path: str
    sentences: tuple[str, ...]
    permissions: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    href: str | None = None
    link: str = ""


class CaseReason(msgspec.Struct, frozen=True):
    """Why the reader sees one case."""

    reference: str
    title: str
    href: str
    sentences: tuple[str, ...]


def access_reasons(
    roles: tuple[PersonRole, ...],
    memberships: tuple[Membership, ...],
    cases: tuple[CaseAccess, ...],
    today: date,
    *,
    whose: str,
) -> tuple[AccessReason, ...]:
    """A plain Danish reason per role, place in a committee and single case that holds today.

    `whose` is "Du" or the person's name.
    """
    return (
        *(_by_role(role, whose) for role in roles if role.holds_on(today)),
        *(_by_committee(each, whose) for each in memberships if each.holds_on(today)),
        *(_by_case(each, whose) for each in cases if each.holds_on(today)),
    )


def _permissions(role: Role) -> tuple[str, ...]:
    return tuple(PERMISSION[permission] for permission in Permission if role in ALLOWED[permission])


def _by_role(role: PersonRole, whose: str) -> AccessReason:
    return AccessReason(
        heading=f"{ROLE[role.role]} på {role.unit_name}",
        path=" › ".join(role.path),
        sentences=_role_sentences(role, whose),
        permissions=_permissions(role.role),
        valid_from=role.valid_from,
        valid_to=role.valid_to,
    )


def _role_sentences(role: PersonRole, whose: str) -> tuple[str, ...]:
    where = role.unit_name
    if role.unit_count > 1:
        below = role.unit_count - 1
        where += " og 1 enhed under den" if below == 1 else f" og de {below} enheder under den"
    if role.role is Role.ADMINISTRATOR:
        return (
            f"{whose} retter enheder, personer, udvalg, roller og brugere på {where}. "
            "Rollen giver ikke adgang til sager.",
        )
    if role.role not in ALLOWED[Permission.CASE_READ]:
        return (f"{whose} ser enheder og personer på {where}. Rollen giver ikke adgang til sager.",)
    return (f"{whose} ser sagerne på {where}.", _tier_sentence(role.role, whose))


def _tier_sentence(role: Role, whose: str) -> str:
    if role in READS[Tier.MANAGEMENT]:
        return f"{whose} læser også det, der er forbeholdt ledelsen."
    if role in READS[Tier.AMO]:
        return f"{whose} læser også det, der er forbeholdt arbejdsmiljøorganisationen, men ikke ledelsen."
    return f"{whose} læser kun det, der er åbent for alle, der kan se sagen."


def _by_committee(membership: Membership, whose: str) -> AccessReason:
    role = Role.COMMITTEE_SECRETARY if membership.function is CommitteeFunction.SECRETARY else Role.COMMITTEE_MEMBER
    sentences = [f"Udvalget dækker {_listed(membership.units)} og alt under. {whose} ser sagerne der."]
    if membership.lower:
        sentences.append(
            f"{_lower(membership.lower)} dækker selv {'sine' if len(membership.lower) == 1 else 'deres'} enheder. "
            f"Dér ser {_small(whose)} kun, hvor mange sager der er, ikke sagerne."
        )
    sentences.append(_tier_sentence(role, whose))
    return AccessReason(
        heading=f"{COMMITTEE_FUNCTION[membership.function]}, {membership.name}",
        path="",
        sentences=tuple(sentences),
        permissions=_permissions(role),
        valid_from=membership.valid_from,
        valid_to=membership.valid_to,
        href=f"/udvalg/{membership.public_id}",
        link="Se udvalget",
    )


def _by_case(access: CaseAccess, whose: str) -> AccessReason:
    which = f"sagen {access.reference}: {access.title}" if access.reference else "én sag"
    return AccessReason(
        heading=f"{ROLE[access.role]} på {access.reference or 'én sag'}",
        path="",
        sentences=(f"{whose} ser {which}, og ingen andre sager.", _tier_sentence(access.role, whose)),
        permissions=_permissions(access.role),
        valid_from=access.valid_from,
        valid_to=access.valid_to,
        href=f"/sager/{access.public_id}" if access.public_id else None,
        link="Se sagen",
    )


def _lower(names: tuple[str, ...]) -> str:
    """The lower committees; only some are named where there are many."""
    if len(names) <= _MOST_NAMED:
        return _listed(names)
    return f"{', '.join(names[:_MOST_NAMED])} og {len(names) - _MOST_NAMED} udvalg mere"


def _small(whose: str) -> str:
    return "du" if whose == "Du" else whose


def _listed(names: tuple[str, ...]) -> str:
    """The names as a sentence has them: "a, b og c"."""
    return " og ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def case_reason(
    actor: Actor, case: CaseView, roles: tuple[PersonRole, ...], memberships: tuple[Membership, ...]
) -> CaseReason:
    """Why the actor sees this one case: every role, committee and single grant that reaches one of its units."""
    sentences: list[str] = []
    for grant in actor.grants:
        if grant.role not in ALLOWED[Permission.CASE_READ]:
            continue
        reached = tuple(unit.name for unit in case.units if grant.covers(unit.ancestors))
        if reached:
            sentences.append(_sentence(grant, reached, roles, memberships))
    return CaseReason(case.reference, case.title, f"/sager/{case.public_id}", tuple(dict.fromkeys(sentences)))


def _sentence(
    grant: Grant, reached: tuple[str, ...], roles: tuple[PersonRole, ...], memberships: tuple[Membership, ...]
) -> str:
    if grant.case is not None:
        return f"Du er {_in_sentence(ROLE[grant.role])} på netop denne sag."
    about = f"og sagen handler om {_listed(reached)}."
    if grant.role in (Role.COMMITTEE_MEMBER, Role.COMMITTEE_SECRETARY):
        through = next((each.name for each in memberships if grant.unit in each.unit_ids), "et udvalg")
        return f"Du sidder i {through}, som dækker {_listed(reached)}."
    where = next((role.unit_name for role in roles if role.unit == grant.unit), "en enhed over")
    return f"Du er {_in_sentence(ROLE[grant.role])} på {where}, {about}"


def _in_sentence(label: str) -> str:
    return label[:1].lower() + label[1:]
