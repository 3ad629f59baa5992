"""The settings of single sign-on by OpenID Connect: docs/decisions/0010-single-sign-on.md."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from app.config.variables import Problem

_PREFIX = "HANDLEPLIGT_OIDC_"
_NEEDED = ("CLIENT_ID", "CLIENT_SECRET", "MUNICIPALITY")


class Oidc(msgspec.Struct, frozen=True):
    """The provider, and who we are to it. `municipality` is the code of the one whose people it knows.

    `person_claim` names a claim with the external id of a person; `required_acr` and `required_amr` are what shows
    that the provider asked for a second factor: one of them, where both are empty nothing does.
    """

    issuer: str
    client_id: str
    client_secret: str
    municipality: str
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    person_claim: str = ""
    required_acr: tuple[str, ...] = ()
    required_amr: tuple[str, ...] = ()


def problems(values: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the settings, in Danish; nothing where single sign-on is not set up."""
    issuer = values[f"{_PREFIX}ISSUER"]
    if not issuer:
        return [
            Problem(f"{_PREFIX}{name}", "Gælder kun sammen med HANDLEPLIGT_OIDC_ISSUER, som mangler.")
            for name in _NEEDED
            if values[f"{_PREFIX}{name}"]
        ]
    found = [
        Problem(f"{_PREFIX}{name}", "Mangler. Uden den kan kommunens login ikke bruges.")
        for name in _NEEDED
        if not values[f"{_PREFIX}{name}"]
    ]
    if problem := _issuer_problem(issuer, is_production=values["HANDLEPLIGT_ENV"] == "production"):
        found.append(Problem(f"{_PREFIX}ISSUER", problem))
    if "openid" not in values[f"{_PREFIX}SCOPES"].split():
        found.append(Problem(f"{_PREFIX}SCOPES", "Skal have openid med."))
    return found


def _issuer_problem(issuer: str, *, is_production: bool) -> str:
    """An issuer is an https address without query; plain http only for a provider on this machine, in development."""
    try:
        parts = urlsplit(issuer)
        is_whole = bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        return "Er ikke en adresse."
    if not is_whole:
        return "Skal være udstederens adresse, præcis som den selv skriver den."
    if parts.scheme == "https" or (parts.scheme == "http" and not is_production and _is_here(parts.hostname or "")):
        return ""
    return "Skal begynde med https://."


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def oidc_of(values: Mapping[str, str]) -> Oidc | None:
    """The settings, which have no problems; None where single sign-on is not set up."""
    if not values[f"{_PREFIX}ISSUER"]:
        return None
    return Oidc(
        issuer=values[f"{_PREFIX}ISSUER"],
        client_id=values[f"{_PREFIX}CLIENT_ID"],
        client_secret=values[f"{_PREFIX}CLIENT_SECRET"],
        municipality=values[f"{_PREFIX}MUNICIPALITY"],
        scopes=tuple(values[f"{_PREFIX}SCOPES"].split()),
        person_claim=values[f"{_PREFIX}PERSON_CLAIM"],
        required_acr=tuple(values[f"{_PREFIX}REQUIRED_ACR"].split()),
        required_amr=tuple(values[f"{_PREFIX}REQUIRED_AMR"].split()),
    )
