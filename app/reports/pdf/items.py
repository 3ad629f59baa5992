"""The part of the report about focus points and their action items."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether

from app.reports.content import DateMove, FocusPoint, Item, Plan, StatusReport
from app.reports.pdf.blocks import Markup, filled, heading, labelled, lines, paragraph, status_words, strong
from app.reports.pdf.text import UNKNOWN, long_date, markup, plain, short_date

# The heading, the state of the plan, and the room that the first heading below asks for.
_ROOM_WITH_FIRST = 72 * mm

# What domain rule 23 asks of an item, by the words of the report.
_REQUIRED = {
    ("problem",): "problem",
    ("cause",): "årsag",
    ("nature", "severity", "scope"): "art, alvor, omfang",  # written as one text, or as three
    ("measure",): "tiltag",
    ("how_it_solves",): "hvordan tiltaget løser problemet",
    ("prevention_level",): "forebyggelsesniveau",
    ("owner_role",): "ansvarlig",
    ("effect_criterion",): "effektkriterium",
}


def focus_points(report: StatusReport) -> Iterator[Flowable]:
    """Every focus point with its items, then the items that belong to none."""
    yield from heading("Fokuspunkter og tiltag", "H2", room=_ROOM_WITH_FIRST)
    if report.plan:
        yield paragraph(_plan_line(report.plan))
    if not report.focus_points and not report.other_items:
        yield paragraph("Der er ikke registreret fokuspunkter eller tiltag på sagen.")
    for focus_point in report.focus_points:
        yield from _focus_point(focus_point)
    if report.other_items:
        yield from heading("Tiltag uden fokuspunkt", "H3")
        for item in report.other_items:
            yield from _item(item)


def _plan_line(plan: Plan) -> str:
    version = "" if plan.version is None else f" version {plan.version}"
    approved = f" Godkendt {long_date(plan.approved_on)}." if plan.approved_on else ""
    note = f" {plan.note}" if plain(plan.note) else ""
    return f"Handleplan{version}. Status: {plan.state or UNKNOWN}.{approved}{note}"


def _focus_point(point: FocusPoint) -> Iterator[Flowable]:
    yield from heading(f"{point.no}. {point.title}", "H3")
    yield paragraph(status_words(point.status, point.tone), "meta")
    if plain(point.description):
        yield paragraph(point.description)
    yield from filled(
        ("Påvirkning", ", ".join(point.topics)),
        ("Svarer på", "; ".join(point.answers)),
        ("Effekt", point.effect_result),
        ("Grundlag", point.effect_basis),
        ("Lukket med begrundelse", point.closing_decision),
        ("Dokumentation", ", ".join(point.evidence)),
        ("Se også tiltag", "; ".join(point.also_items)),
    )
    if not point.items and not point.also_items:
        yield paragraph("Der er endnu ikke tiltag under dette fokuspunkt.")
    for item in point.items:
        yield from _item(item)


def _item(item: Item) -> Iterator[Flowable]:
    title = f"Tiltag {item.no}: {item.title}" if plain(item.no) else item.title
    yield from heading(title, "H4", line=True)
    yield paragraph(_meta(item), "meta")
    kind = [
        f"{name}: {text}"
        for name, text in (("Art", item.nature), ("Alvor", item.severity), ("Omfang", item.scope))
        if plain(text)
    ]
    rows = filled(
        ("Enhed", item.unit),
        ("Problem", item.problem),
        ("Årsag", item.cause),
        ("Art, alvor, omfang", "\n".join(kind) if item.nature or item.scope else item.severity),
        ("Tiltag", item.measure),
        ("Hvad er gjort", item.what_was_done),
        ("Sådan løser det problemet", item.how_it_solves),
        ("Forebyggelsesniveau", item.prevention_level),
        ("Medhjælpere", ", ".join(item.helpers)),
        ("Frist flyttet", lines(*map(_move, item.date_moves))),
        ("Begrundelse for sen frist", item.late_reason),
        ("Effektkriterium", item.effect_criterion),
        ("Effekt", _effect(item)),
        ("Grundlag for effekt", item.effect_basis),
        ("Opfølgning", "; ".join(item.follow_up)),
        ("Dokumentation", ", ".join(item.evidence)),
    )
    missing = [word for fields, word in _REQUIRED.items() if not any(plain(getattr(item, name)) for name in fields)]
    if missing:
        rows = chain(rows, [labelled("Ikke udfyldt", ", ".join(missing))])
    *first, second_last, last = rows
    yield from first
    # One line of an item alone at the top of a page would look like part of the next.
    yield KeepTogether([second_last, last])


def _meta(item: Item) -> Markup:
    """Status, owner and date: what the eye looks for first."""
    parts: list[str] = [status_words(item.status, item.tone)]
    if item.is_done:
        parts.append(f"Gennemført {short_date(item.done_on)}")
    owner = markup(item.owner_role) or "ukendt"
    if plain(item.owner_name):
        owner += f" ({markup(item.owner_name)})"
    parts.append(f"Ansvarlig: {owner}")
    if plain(item.review_interval):
        parts.append(f"Løbende, følges op {markup(item.review_interval)}")
        parts.append(f"Næste opfølgning {short_date(item.next_review_on)}")
    else:
        parts.append(f"Frist: {short_date(item.due_on)}")
    return Markup("\u2002·\u2002".join(parts).replace("\u2002", "&nbsp; "))


def _move(move: DateMove) -> str:
    when = f" (ændret {short_date(move.moved_on)})" if move.moved_on else ""
    reason = plain(move.reason) or "begrundelse ikke oplyst"
    return f"Fra {short_date(move.from_on)} til {short_date(move.to_on)}{when}: {reason}"


def _effect(item: Item) -> Markup:
    if plain(item.effect_result):
        day = f" (vurderet {short_date(item.effect_evaluated_on)})"
        return lines(Markup(strong(item.effect_result) + day))
    return Markup(f"Endnu ikke vurderet. Skal vurderes: {short_date(item.effect_check_on)}")
