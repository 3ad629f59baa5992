"""The part of the report about focus points and their action items."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether

from app.core.dates import UNKNOWN
from app.plans.labels import EFFECT_CRITERION
from app.reports.content import DateMove, FocusPoint, Item, Plan, StatusReport
from app.reports.pdf import styles
from app.reports.pdf.blocks import Markup, filled, heading, labelled, lines, paragraph, status_words, strong, table
from app.reports.pdf.text import long_date, markup, plain, short_date

# A heading of a focus point or an item with the space around it, and the heading of them all with the plan's line.
_HEAD = 15 * mm
_HEAD_OF_ALL = 20 * mm
# An item up to this height stays on one page; a taller one may begin where there is room for its head.
_WHOLE = 78 * mm
# No heading asks for more than this, or pages would end in holes.
_MOST = 120 * mm
_LONG_TEXT = 1_200  # characters; what has more is surely taller and not worth measuring

# What domain rule 23 asks of an item, by the words of the report.
_REQUIRED = {
    ("problem",): "problem",
    ("cause",): "årsag",
    ("nature", "severity", "scope"): "art, alvor, omfang",  # written as one text, or as three
    ("measure",): "tiltag",
    ("how_it_solves",): "hvordan tiltaget løser problemet",
    ("prevention_level",): "forebyggelsesniveau",
    ("owner_role",): "ansvarlig",
    ("effect_criterion",): f"{EFFECT_CRITERION[:1].lower()}{EFFECT_CRITERION[1:]}",
}


def focus_points(report: StatusReport) -> Iterator[Flowable]:
    """Every focus point with its items, then the items that belong to none; no heading is left behind by its first."""
    alone = report.units[0].name if len(report.units) == 1 else ""
    blocks = [list(_focus_point(point, alone)) for point in report.focus_points]
    if report.other_items:
        others = [list(_item(item, alone)) for item in report.other_items]
        blocks.append([*heading("Tiltag uden fokuspunkt", "H3", room=_HEAD + _room_of(others)), *chain(*others)])
    yield from heading("Fokuspunkter og tiltag", "H2", room=_HEAD_OF_ALL + _room_of(blocks))
    if report.plan:
        yield paragraph(_plan_line(report.plan))
    if not blocks:
        yield paragraph("Der er ikke registreret fokuspunkter eller tiltag på sagen.")
    yield from chain(*blocks)


def at_a_glance(report: StatusReport) -> Iterator[Flowable]:
    """Every item in one line, to read from a wall: what, who, when, and how it stands."""
    yield from heading("Hvem gør hvad hvornår", "H2")
    if not report.items:
        yield paragraph("Der er endnu ikke tiltag i handleplanen.")
        return
    yield table(
        [("Nr.", 16), ("Tiltag", 62), ("Ansvarlig", 48), ("Frist", 24), ("Status", 40)],
        [
            (item.no, strong(item.title), item.owner_role or UNKNOWN, _when(item), status_words(item.status, item.tone))
            for item in report.items
        ],
    )


def _when(item: Item) -> str:
    return f"løbende, {item.review_interval}" if plain(item.review_interval) else short_date(item.due_on)


def _room_of(blocks: list[list[Flowable]]) -> float:
    """What the first block asks for: each begins with the break that its heading brings."""
    return float(blocks[0][0].height) if blocks else 0.0


def _height(flowables: list[Flowable]) -> float:
    """The height of what is short; text that goes over pages counts as one page."""
    tall = styles.PAGE_HEIGHT
    return sum(float(each.wrap(styles.TEXT_WIDTH, tall)[1] + each.getSpaceAfter()) for each in flowables)


def _plan_line(plan: Plan) -> str:
    version = "" if plan.version is None else f" version {plan.version}"
    state = plain(plan.state) or UNKNOWN
    approved = f" {long_date(plan.approved_on)}" if plan.approved_on else ""
    if approved and state.casefold() != "godkendt":
        approved = f". Godkendt{approved}"
    note = f" {plan.note}" if plain(plan.note) else ""
    return f"Handleplan{version}: {state[:1].lower()}{state[1:]}{approved}.{note}"


def _focus_point(point: FocusPoint, alone: str) -> Iterator[Flowable]:
    head: list[Flowable] = [paragraph(status_words(point.status, point.tone), "meta")]
    if plain(point.description):
        head.append(paragraph(point.description))
    head += filled(
        ("Emner", ", ".join(point.topics)),
        ("Svarer på", "; ".join(point.answers)),
        ("Effekt", _judged(point.effect_result, point.effect_evaluated_by)),
        ("Grundlag", point.effect_basis),
        ("Grundlag, målt", "\n".join(point.effect_surveys)),
        ("Mål igen senest", short_date(point.remeasure_on) if point.remeasure_on else ""),
        ("Lukket med begrundelse", point.closing_decision),
        ("Dokumentation", ", ".join(point.evidence)),
        ("Se også tiltag", "; ".join(point.also_items)),
    )
    if not point.items and not point.also_items:
        head.append(paragraph("Der er endnu ikke tiltag under dette fokuspunkt."))
    items = [list(_item(item, alone)) for item in point.items]
    room = _HEAD + _room_of(items)
    if len(point.description) + len(point.effect_basis) + len(point.closing_decision) < _LONG_TEXT:
        room += _height(head)
    yield from heading(f"{point.no}. {point.title}", "H3", room=min(room, _MOST))
    yield from head
    yield from chain(*items)


def _item(item: Item, alone: str) -> Iterator[Flowable]:
    """One item; its unit is named unless it is `alone`, the only one of the case."""
    title = f"Tiltag {item.no}: {item.title}" if plain(item.no) else item.title
    body: list[Flowable] = [paragraph(_meta(item), "meta"), *_rows(item, alone)]
    room = None
    if sum(len(text) for text in (item.problem, item.cause, item.measure, item.what_was_done)) < _LONG_TEXT:
        height = _HEAD + _height(body)
        room = height if height <= _WHOLE else None
    yield from heading(title, "H4", room=room, line=True)
    *first, second_last, last = body
    yield from first
    # One line of an item alone at the top of a page would look like part of the next.
    yield KeepTogether([second_last, last])


def _rows(item: Item, alone: str) -> Iterator[Flowable]:
    kind = [
        f"{name}: {text}"
        for name, text in (("Art", item.nature), ("Alvor", item.severity), ("Omfang", item.scope))
        if plain(text)
    ]
    yield from filled(
        ("Enhed", item.unit if item.unit != alone else ""),
        ("Problem", item.problem),
        ("Årsag", item.cause),
        ("Art, alvor, omfang", "\n".join(kind) if item.nature or item.scope else item.severity),
        ("Tiltag", item.measure),
        ("Hvad er gjort", item.what_was_done),
        ("Sådan løser det problemet", item.how_it_solves),
        ("Forebyggelsesniveau", item.prevention_level),
        ("Hjælpere", ", ".join(item.helpers)),
        ("Frist flyttet", lines(*map(_move, item.date_moves))),
        ("Begrundelse for sen frist", item.late_reason),
        (EFFECT_CRITERION, item.effect_criterion),
        ("Effekt", _effect(item)),
        ("Grundlag for effekt", item.effect_basis),
        ("Grundlag, målt", "\n".join(item.effect_surveys)),
        ("Opfølgning", "; ".join(item.follow_up)),
        ("Dokumentation", ", ".join(item.evidence)),
    )
    missing = [word for fields, word in _REQUIRED.items() if not any(plain(getattr(item, name)) for name in fields)]
    if missing:
        yield labelled("Ikke udfyldt", ", ".join(missing))


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


def _judged(result: str, by: str) -> str:
    return f"{result} (vurderet af {by})" if plain(by) else result


def _effect(item: Item) -> Markup:
    if plain(item.effect_result):
        by = f" af {markup(item.effect_evaluated_by)}" if plain(item.effect_evaluated_by) else ""
        day = f" (vurderet {short_date(item.effect_evaluated_on)}{by})"
        return lines(Markup(strong(item.effect_result) + day))
    return Markup(f"Endnu ikke vurderet. Skal vurderes: {short_date(item.effect_check_on)}")
