"""What somebody did so that others are told of a ruling."""

from datetime import date, datetime

from app.access.queries import in_scope
from app.involvement.labels import PARTY
from app.privacy.queries.parts import Field, Part


def _link(key: str, title: str, column: str) -> Part:
    return Part(
        key=key,
        title=title,
        columns=(f"notice_links.{column}",),
        source="notice_links x JOIN unit_versions v ON v.unit = x.unit AND v.valid_to IS NULL",
        about=f'x."{column}" = {{}}',
        order="x.at, x.id",
        seen=lambda scope: in_scope(scope, "x.unit"),
        fields=(
            Field("Enhed", "v.name"),
            Field("Hvor det hænger", "x.place"),
            Field("Lavet", "x.at", datetime),
            Field("Gælder til", "x.until_on", date),
            Field("Lukket", "x.closed_at", datetime),
        ),
    )


TOLD = (
    Part.of_case(
        "inform_waivers",
        "Har skrevet, at nogen ikke skal orienteres",
        "inform_waivers",
        "by",
        Field("Hvem", "x.party", words=PARTY),
        Field("Begrundelse", "x.reason"),
        Field("Skrevet", "x.at", datetime),
    ),
    Part.of_case(
        "ended_waivers",
        "Har skrevet, at nogen skal orienteres alligevel",
        "inform_waivers",
        "ended_by",
        Field("Hvem", "x.party", words=PARTY),
        Field("Begrundelse", "x.ended_reason"),
        Field("Skrevet", "x.ended_at", datetime),
    ),
    Part.of_case(
        "case_materials",
        "Har knyttet materiale til en sag",
        "case_materials",
        "by",
        Field("Knyttet", "x.at", datetime),
    ),
    Part.of_case(
        "removed_case_materials",
        "Har fjernet materiale fra en sag",
        "case_materials",
        "removed_by",
        Field("Begrundelse", "x.removed_reason"),
        Field("Fjernet", "x.removed_at", datetime),
    ),
    _link("notice_links", "Har lavet links til opslag", "by"),
    _link("closed_notice_links", "Har lukket links til opslag", "closed_by"),
)
