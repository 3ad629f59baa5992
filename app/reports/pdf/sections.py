"""The parts of the report other than page one and the focus points."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from app.core.dates import file_size
from app.reports.content import Clock, EvidenceEntry, Involvement, Ruling, StatusReport, every_text
from app.reports.pdf import fonts, styles
from app.reports.pdf.blocks import (
    bullets,
    filled,
    heading,
    labelled,
    lines,
    paragraph,
    small,
    status_words,
    strong,
    table,
)
from app.reports.pdf.document import cut
from app.reports.pdf.flowables import ShapeFigure
from app.reports.pdf.text import first_missing, long_date, one_line, plain, short_date
from app.reports.pdf.timeline import timeline, timeline_rows

# More rows than this would not fit under a heading on one page; the figure goes on below.
_ROWS_PER_FIGURE = 34


def deadlines(report: StatusReport) -> Iterator[Flowable]:
    """Clocks and events: the figure, and its data as two tables."""
    rows = timeline_rows(report.clocks, report.events)
    figures = [
        ShapeFigure(
            timeline(
                rows[start : start + _ROWS_PER_FIGURE],
                report.as_of,
                width=styles.TEXT_WIDTH,
                day_text=short_date,
                label_width=lambda text: fonts.width(one_line(text)[:200], fonts.STRONG, 8.5),
                cut=lambda text, width: cut(text, width, fonts.STRONG, 8.5),
            )
        )
        for start in range(0, len(rows), _ROWS_PER_FIGURE)
    ]
    # The heading, the first figure and its caption stay together.
    room = figures[0].height + 80 if figures else None
    yield from heading("Frister og forløb", "H2", room=room)
    yield from figures
    if figures:
        yield paragraph(
            "Tidslinje. Rude: frist. Åben rude: den oprindelige dato for en frist, der er flyttet, "
            "suspenderet eller afventer en ny dato. Firkant: hændelse. Ukendte datoer står øverst; de er ikke gættet. "
            "Tabellerne viser det samme.",
            "caption",
        )
    if report.clocks:
        yield from heading("Frister", "H3")
        yield table(
            [("Frist", 44), ("Dato", 26), ("Tilstand", 36), ("Kilde og bemærkning", 62)],
            [_clock(clock) for clock in report.clocks],
            row_headers=True,
        )
    else:
        yield paragraph("Der er ikke registreret frister på sagen.")
    if report.events:
        yield from heading("Forløb", "H3")
        yield table(
            [("Dato", 26), ("Hændelse", 62), ("Kilde og bemærkning", 80)],
            [
                (short_date(event.on), event.label, lines(event.source, event.note))
                for event in sorted(report.events, key=lambda event: (event.on is not None, event.on))
            ],
        )


def _clock(clock: Clock) -> tuple[str, ...]:
    day: str = short_date(clock.on)
    if clock.original_on and clock.original_on != clock.on:
        day = lines(day, small(f"før: {short_date(clock.original_on)}"))
    state = status_words(clock.state, clock.tone)
    return clock.label, day, state, lines(clock.source, clock.note)


def order(report: StatusReport) -> Iterator[Flowable]:
    """The order itself and the authority's findings with what answers them."""
    # A hearing or an offer of an agreement is no ruling.
    yield from heading("Afgørelsen" if report.rulings else "Hvad sagen handler om", "H2")
    yield paragraph(report.order_summary or "Der er ikke registreret et resumé.")
    yield from filled(("Emner", "\n".join(report.topics)))
    for ruling in report.rulings:
        yield from _ruling(ruling)
    yield from heading("Arbejdstilsynets krav og konklusioner", "H3")
    if not report.findings:
        yield paragraph("Der er ikke registreret krav eller konklusioner.")
        return
    rows = []
    for finding in report.findings:
        answer = lines(*finding.answered_by) or status_words("Ikke besvaret", "attention")
        source = small(f"Kilde: {plain(finding.source)}" if plain(finding.source) else "")
        rows.append((finding.no, lines(strong(finding.kind), finding.text, source), answer))
    yield table([("Nr.", 13), ("Krav eller konklusion", 95), ("Besvaret af fokuspunkt", 60)], rows)


def _ruling(ruling: Ruling) -> Iterator[Flowable]:
    days = f"Dato: {long_date(ruling.ruled_on)}. Tilgængelig i Digital Post: {long_date(ruling.available_on)}."
    document = f"Dokument: {plain(ruling.document)}" if plain(ruling.document) else ""
    yield labelled(plain(ruling.label) or "Afgørelse", lines(days, ruling.summary, document))


def earlier_and_lasting(report: StatusReport) -> Iterator[Flowable]:
    """Measures from before the order with the authority's judgement, and lasting conditions."""
    if report.prior_measures:
        yield from heading("Tiltag fra før afgørelsen", "H2")
        yield table(
            [("Tiltag", 84), ("Hvornår", 40), ("Arbejdstilsynets vurdering", 44)],
            [
                (
                    lines(strong(measure.title), measure.description),
                    measure.since_text if plain(measure.since_text) else short_date(measure.since),
                    lines(
                        strong(measure.judgement or "ukendt"),
                        measure.judgement_text,
                        small(f"Kilde: {plain(measure.source)}" if plain(measure.source) else ""),
                    ),
                )
                for measure in report.prior_measures
            ],
        )
    if report.permanent_conditions:
        yield from heading("Varige vilkår, der følges løbende", "H2")
        yield table(
            [("Vilkår", 66), ("Følges op", 30), ("Senest", 24), ("Næste", 24), ("Ansvarlig", 46)],
            [
                (
                    lines(strong(condition.title), condition.description),
                    condition.review_interval or "ukendt",
                    short_date(condition.last_reviewed_on) if condition.last_reviewed_on else "ikke endnu",
                    short_date(condition.next_review_on),
                    condition.owner_role or "ukendt",
                )
                for condition in report.permanent_conditions
            ],
        )


def involvement(report: StatusReport) -> Iterator[Flowable]:
    """Who was informed and heard; remarks stand as they were given, disagreement too."""
    yield from heading("Orientering og inddragelse", "H2")
    if not report.involvement:
        yield paragraph("Der er ikke registreret orientering eller inddragelse af arbejdsmiljøorganisationen.")
        return
    yield table(
        [("Dato", 22), ("Form", 25), ("Forum og deltagere", 55), ("Bemærkning, gengivet uændret", 66)],
        [_involvement(record) for record in report.involvement],
    )


def _involvement(record: Involvement) -> tuple[str, ...]:
    minutes = small(f"Referat: {plain(record.minutes_ref)}" if plain(record.minutes_ref) else "")
    kind = status_words(record.kind, "attention") if record.is_dissent else record.kind
    about = small(f"Orienteret om {plain(record.about_report)}" if plain(record.about_report) else "")
    forum = lines(strong(record.forum), " · ".join(record.roles), about, minutes)
    return short_date(record.on), kind, forum, record.remark or "Ingen bemærkning"


def remaining(report: StatusReport) -> Iterator[Flowable]:
    """What is not finished."""
    yield from heading("Det, der mangler", "H2")
    if not report.remaining and not report.also_missing:
        yield paragraph("Der er ikke registreret udestående arbejde.")
    if report.remaining:
        yield table(
            [("Hvad", 64), ("Mangler", 42), ("Ansvarlig", 46), ("Frist", 22)],
            [
                (work.item, work.missing or "–", work.owner_role or "ukendt", short_date(work.due_on))
                if work.has_owner_and_date
                else (work.item, work.missing or "–", "–", "–")
                for work in report.remaining
            ],
        )
    yield from bullets(report.also_missing)


def authority(report: StatusReport) -> Iterator[Flowable]:
    """Report-backs that were sent, the authority's replies, and other contact."""
    yield from heading("Tilbagemelding og kontakt med Arbejdstilsynet", "H2")
    if not report.report_backs:
        yield paragraph("Der er ikke registreret en tilbagemelding til Arbejdstilsynet.")
    for sent in report.report_backs:
        yield labelled("Tilbagemelding sendt", long_date(sent.sent_on))
        yield from filled(
            ("Kvittering", sent.receipt or "ikke registreret"),
            ("Sendt af", sent.by_role),
            ("Note", sent.note),
        )
        if plain(sent.mark):
            yield labelled("Bemærk", status_words(sent.mark, "attention"))
    for reply in report.replies:
        document = f"Dokument: {plain(reply.document)}" if plain(reply.document) else ""
        text = lines(long_date(reply.on), strong(reply.outcome), reply.note, document)
        yield labelled("Svar fra Arbejdstilsynet", text)
    if report.report_backs and not report.replies:
        yield labelled("Svar fra Arbejdstilsynet", "Intet svar registreret.")
    for contact in report.contacts:
        yield labelled("Anden kontakt", lines(long_date(contact.on), strong(contact.kind), contact.text))


def evidence(report: StatusReport) -> Iterator[Flowable]:
    """The evidence list; the hash lets the reader check that a file is the one that is meant."""
    yield from heading("Dokumentation", "H2")
    if not report.evidence:
        yield paragraph("Der er ikke registreret dokumentation.")
        return
    yield paragraph("SHA-256 er filens fingeraftryk: er det ens, er filen uændret. Dokumenter uden fil ligger i ESDH.")
    yield table(
        [("Nr.", 17), ("Dokument", 107), ("Type og dato", 34), ("Hører til", 22)],
        [_evidence(entry) for entry in report.evidence],
    )


def _evidence(entry: EvidenceEntry) -> tuple[str, ...]:
    size = f" ({file_size(entry.size)})" if entry.size is not None else ""
    document = lines(
        strong(entry.title),
        f"{plain(entry.file_name)}{size}, version {entry.version}" if plain(entry.file_name) else "",
        f"ESDH: {plain(entry.esdh_ref)}" if plain(entry.esdh_ref) else "",
        entry.note,
        small(f"SHA-256 {plain(entry.sha256)}" if plain(entry.sha256) else "", size=6.5),
    )
    return entry.no, document, lines(entry.kind, short_date(entry.on)), lines(*entry.belongs_to) or "Sagen"


def about(report: StatusReport, fingerprint: str) -> Iterator[Flowable]:
    """What this document is, so that a paper copy can be traced."""
    yield from heading("Om rapporten", "H2")
    yield from bullets(
        [
            "Rapporten er lavet af et låst øjebliksbillede af sagen. Den ændrer sig ikke, når sagen gør.",
            "Gennemført betyder, at et tiltag er udført. Det er ikke det samme, som at effekten er vurderet.",
            "Kun Arbejdstilsynet kan afgøre, om en afgørelse er efterkommet.",
        ]
    )
    sign = first_missing(every_text(report))
    if sign:
        yield paragraph(f"Tegn, som rapportens skrift ikke har, står som deres nummer i Unicode, fx {sign}.")
    yield labelled("Fingeraftryk", small(fingerprint))
