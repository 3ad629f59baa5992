"""Who the person is here: name, login, where they are logged in, roles and places in committees.

Never what lets anybody in: no password, not even as a hash, no secret, no token, no code.
"""

from datetime import date, datetime

from piccolo.querystring import QueryString

from app.access.labels import ROLE
from app.access.policy import Scope
from app.accounts.labels import LINK_PURPOSE
from app.committees.labels import COMMITTEE_FUNCTION, COMMITTEE_KIND, COMMITTEE_SIDE
from app.db.sql import sql
from app.documents.queries import document_in_scope
from app.evidence.queries import evidence_in_scope
from app.plans.queries.visible import item_in_scope, update_in_scope
from app.privacy.queries.parts import CASE, Field, Part, of_seen_case
from app.surveys.queries.figures import is_readable
from app.surveys.queries.papers import paper_in_scope


def _row_named_on(scope: Scope) -> QueryString:
    return sql(
        "((n.item IS NOT NULL AND {}) OR (n.item_update IS NOT NULL AND {}) "
        "OR (n.document IS NOT NULL AND {}) OR (n.evidence IS NOT NULL AND {}) OR (n.paper IS NOT NULL AND {}) "
        "OR (n.round_unit IS NOT NULL AND {}))",
        item_in_scope(scope, "i"),
        update_in_scope(scope, "u", "ui"),
        document_in_scope(scope, "d"),
        evidence_in_scope(scope, "e"),
        paper_in_scope(scope),
        is_readable(scope, "w.unit"),
    )


def _of_login(key: str, title: str, table: str, *fields: Field, order: str = "x.id") -> Part:
    """Rows that belong to the person's login."""
    return Part(
        key=key,
        title=title,
        columns=(f"{table}.account",),
        source=f"{table} x JOIN accounts a ON a.id = x.account",
        about="a.person = {}",
        order=order,
        fields=fields,
    )


OWN = (
    Part(
        key="person",
        title="Personen",
        columns=("persons.id",),
        source="persons p JOIN municipalities m ON m.id = p.municipality",
        about="p.id = {}",
        order="p.id",
        fields=(
            Field("Navn", "p.name"),
            Field("E-mail", "p.email"),
            Field("Stilling", "p.job_title"),
            Field("Kommune", "m.name"),
            Field("Eksternt id", "p.external_id"),
            Field("Ansat", "p.is_active", bool),
            Field("Fratrådt", "p.left_on", date),
        ),
    ),
    Part(
        key="account",
        title="Bruger",
        columns=("accounts.person",),
        source="accounts a LEFT JOIN second_factors f ON f.account = a.id",
        about="a.person = {}",
        order="a.id",
        fields=(
            Field("Brugernavn", "a.username"),
            Field("Åben", "a.is_active", bool),
            Field("Sidst logget ind", "a.last_login_at", datetime),
            Field("Har valgt adgangskode", "CASE WHEN a.password_hash = '' THEN 0 ELSE 1 END", bool),
        ),
    ),
    _of_login("second_factor", "Login i to trin", "second_factors", Field("Sat op", "x.confirmed_at", datetime)),
    _of_login("recovery_codes", "Nødkoder", "recovery_codes", Field("Brugt", "x.used_at", datetime)),
    _of_login(
        "sessions",
        "Er eller har været logget ind",
        "sessions",
        Field("Browser", "x.device"),
        Field("Logget ind", "x.created_at", datetime),
        Field("Sidst brugt", "x.seen_at", datetime),
        Field("Udløber", "x.expires_at", datetime),
        order="x.created_at, x.id",
    ),
    _of_login(
        "sso",
        "Forbundet med kommunens login",
        "sso_identities",
        Field("Udsteder", "x.issuer"),
        Field("Personens id hos udstederen", "x.subject"),
        Field("Forbundet", "x.linked_at", datetime),
        Field("Sidst brugt", "x.used_at", datetime),
    ),
    Part(
        key="sso_linked",
        title="Har forbundet brugere med kommunens login",
        columns=("sso_identities.linked_by",),
        source="sso_identities x",
        about="x.linked_by = {}",
        order="x.id",
        fields=(Field("Forbundet", "x.linked_at", datetime),),
    ),
    Part(
        key="sso_rules",
        title="Har lavet regler om roller fra kommunens login",
        columns=("sso_mappings.made_by",),
        source="sso_mappings x",
        about="x.made_by = {}",
        order="x.id",
        fields=(
            Field("Felt", "x.claim"),
            Field("Gruppe", "x.value"),
            Field("Rolle", "x.role", words=ROLE),
            Field("Lavet", "x.made_at", datetime),
            Field("Fjernet", "x.removed_at", datetime),
        ),
    ),
    _of_login(
        "links",
        "Links til at vælge adgangskode",
        "account_links",
        Field("Formål", "x.purpose", words=LINK_PURPOSE),
        Field("Lavet", "x.created_at", datetime),
        Field("Udløber", "x.expires_at", datetime),
        Field("Brugt", "x.used_at", datetime),
        order="x.created_at, x.id",
    ),
    Part(
        key="links_issued",
        title="Har lavet links til andre",
        columns=("account_links.issued_by",),
        source="account_links x",
        about="x.issued_by = {}",
        order="x.created_at, x.id",
        fields=(Field("Formål", "x.purpose", words=LINK_PURPOSE), Field("Lavet", "x.created_at", datetime)),
    ),
    _of_login(
        "api_tokens",
        "Nøgler til API",
        "api_tokens",
        Field("Navn", "x.name"),
        Field("Lavet", "x.created_at", datetime),
        Field("Sidste dag", "x.expires_on", date),
        Field("Sidst brugt", "x.last_used_at", datetime),
        Field("Tilbagekaldt", "x.revoked_at", datetime),
        order="x.created_at, x.id",
    ),
    Part(
        key="api_tokens_revoked",
        title="Har tilbagekaldt nøgler til API",
        columns=("api_tokens.revoked_by",),
        source="api_tokens x",
        about="x.revoked_by = {}",
        order="x.revoked_at, x.id",
        fields=(Field("Tilbagekaldt", "x.revoked_at", datetime),),
    ),
    _of_login(
        "daily_mails",
        "Daglige mails",
        "daily_mails",
        Field("Dag", "x.on_day", date),
        Field("Sendt", "x.sent_at", datetime),
        order="x.on_day, x.id",
    ),
    _of_login("mail_stops", "Har slået den daglige mail fra", "mail_stops", Field("Slået fra", "x.at", datetime)),
    Part(
        key="roles",
        title="Roller på enheder",
        columns=("role_grants.person",),
        source="role_grants g JOIN unit_versions v ON v.unit = g.unit AND v.valid_to IS NULL",
        about="g.person = {} AND g.unit IS NOT NULL",
        order="g.valid_from, g.id",
        fields=(
            Field("Rolle", "g.role", words=ROLE),
            Field("Enhed", "v.name"),
            Field("Fra", "g.valid_from", date),
            Field("Til", "g.valid_to", date),
        ),
    ),
    Part(
        key="case_roles",
        title="Adgang til enkelte sager",
        columns=("role_grants.person",),
        source='role_grants g JOIN cases c ON c.id = g."case"',
        about="g.person = {}",
        order="g.valid_from, g.id",
        seen=of_seen_case,
        fields=(
            Field("Rolle", "g.role", words=ROLE),
            CASE,
            Field("Fra", "g.valid_from", date),
            Field("Til", "g.valid_to", date),
        ),
    ),
    Part(
        key="committees",
        title="Pladser i udvalg",
        columns=("committee_members.person",),
        source="committee_members m JOIN committees k ON k.id = m.committee",
        about="m.person = {}",
        order="m.valid_from, m.id",
        fields=(
            Field("Udvalg", "k.name"),
            Field("Slags", "k.kind", words=COMMITTEE_KIND),
            Field("Side", "m.side", words=COMMITTEE_SIDE),
            Field("Funktion", "m.function", words=COMMITTEE_FUNCTION),
            Field("Fra", "m.valid_from", date),
            Field("Til", "m.valid_to", date),
        ),
    ),
    Part(
        key="named_reader",
        title="Er nævnt som læser af fortroligt",
        columns=("named_readers.person",),
        source="named_readers n LEFT JOIN action_items i ON i.id = n.item "
        "LEFT JOIN item_updates u ON u.id = n.item_update LEFT JOIN action_items ui ON ui.id = u.item "
        "LEFT JOIN documents d ON d.id = n.document LEFT JOIN evidence e ON e.id = n.evidence "
        "LEFT JOIN papers f ON f.id = n.paper LEFT JOIN round_units w ON w.id = n.round_unit",
        about="n.person = {}",
        order="n.id",
        seen=_row_named_on,
        fields=(Field("Titel", "COALESCE(i.title, ui.title, d.title, e.title, f.title, w.name)"),),
    ),
)
