"""The cases of the made-up municipality. Between them they show every kind, phase and outcome, and every clock."""

from datetime import date

from app.cases.enums import CaseOutcome, ComplaintState, ExtensionState, NoticeKind, Topic
from app.deadlines.enums import DeadlineKind as D
from app.demo.story import Extension, Reply, Story, When
from app.reports.enums import ReplyOutcome


def _letter(ruled: When, comply: When | None = None, report: When | None = None) -> dict[D, When]:
    """The dates of an order's letter, available on the day of the ruling; the report is due a week after the rest."""
    dates: dict[D, When] = {D.RULED: ruled, D.AVAILABLE: ruled}
    if comply is not None:
        dates[D.COMPLIANCE] = comply
        dates[D.REPORT_BACK] = comply + 7 if report is None and isinstance(comply, int) else report or comply
    return dates


_RUNNING = (
    Story(
        title="Arbejdsmængde i aftenvagten",
        topics=(Topic.WORKLOAD, Topic.EMOTIONAL_DEMANDS),
        visited=-140, hearing=-120, heard=-109, registered=-95, dates=_letter(-95, 12),
        has_prior_measure=True, remeasured=45, informed=-92, planned=-85, items="S-50 D-18 I-2 I4 P9 O90",
        discussed=-80, approved=-76, dissent=-79, snapshot=-4, is_released=True,
        contact=(-30, "Vi ringede og spurgte, om supervision kan tælle med. Svar: Ja, hvis den er fast."),
    ),
    Story(
        title="Vold og trusler i hus B",
        topics=(Topic.VIOLENCE,),
        visited=-240, hearing=-225, heard=-214, registered=-200, dates=_letter(-200, -8),
        informed=-198, planned=-190, items="D-60 I-15 P-9", discussed=-180, approved=-175, revised=-20,
    ),
    Story(
        title="Høje følelsesmæssige krav i hjemmeplejen",
        places=("Hjemmeplejen Vest",), topics=(Topic.EMOTIONAL_DEMANDS,),
        visited=-60, hearing=-48, heard=-36, registered=-24, dates=_letter(-24, 130),
        informed=-22, planned=-15, items="P60 P90", complaint=(-7, ComplaintState.FILED, 0),
    ),
    Story(
        title="Travlhed i vagtskiftet",
        places=("Hjemmeplejen Øst",), topics=(Topic.WORKLOAD,),
        visited=-22, hearing=-8,
    ),
    Story(
        title="Uklare opgaver mellem dag og aften",
        places=("Sygeplejen",), topics=(Topic.UNCLEAR_DEMANDS,),
        visited=-40, hearing=-26,
    ),
    Story(
        title="Alene i samtalerum uden flugtvej",
        places=("Plejehjemmet Møllebakken",), topics=(Topic.VIOLENCE,), kind=NoticeKind.IMMEDIATE,
        visited=-14, registered=-13, dates={D.RULED: -13, D.AVAILABLE: -13, D.REPORT_BACK: 3},
        informed=-13, planned=-12, items="D-9 I2",
    ),
    Story(
        title="Undersøgelse af det psykiske arbejdsmiljø",
        places=("Bostedet Lyngtoften",), topics=(Topic.VIOLENCE, Topic.OTHER), kind=NoticeKind.INVESTIGATION,
        visited=-110, hearing=-95, heard=-84, registered=-70,
        dates={**_letter(-70), D.ADVISER_CHOSEN: -28, D.ADVISER_REPORT: 40, D.INVESTIGATION_ACCOUNT: 55},
        later={D.ADVISER_AMO_INVOLVED: -45, D.ADVISER_AGREED: -35}, has_adviser=True,
        informed=-68, planned=-30, items="I20 P50",
    ),
    Story(
        title="Undersøgelse af samarbejde og tone",
        places=("Bostedet Havblik",), topics=(Topic.OFFENSIVE_BEHAVIOUR,), kind=NoticeKind.INVESTIGATION,
        visited=-60, hearing=-50, heard=-38, registered=-30, dates={**_letter(-30), D.ADVISER_CHOSEN: 12},
    ),
    Story(
        title="Mange sager og korte frister",
        places=("Børnerådgivningen",), topics=(Topic.WORKLOAD, Topic.UNCLEAR_DEMANDS),
        visited=-190, hearing=-175, heard=-163, registered=-150, dates=_letter(-150, 26), has_prior_measure=True,
        informed=-148, planned=-140, items="S-70 N-60 D-10 I5 I20 P24 C10", discussed=-130, approved=-128,
        extension=Extension(requested=-3, wished=85),
    ),
    Story(
        title="Skift mellem akutte og planlagte samtaler",
        places=("Ungerådgivningen",), topics=(Topic.UNCLEAR_DEMANDS,),
        visited=-210, hearing=-195, heard=-183, registered=-170, dates=_letter(-170, -15),
        informed=-165, planned=-160, items="D-60 I30 P40", discussed=-150, approved=-148,
        extension=Extension(requested=-40, wished=45, state=ExtensionState.GRANTED, answered=-28),
    ),
    Story(
        title="Svære samtaler med familier",
        places=("Familiehuset",), topics=(Topic.EMOTIONAL_DEMANDS,),
        visited=-150, hearing=-138, heard=-126, registered=-112, dates=_letter(-112, 5),
        informed=-110, planned=-100, items="S-40 I3 P4 O60", discussed=-95, approved=-90, given=-60,
        extension=Extension(requested=-25, wished=60, state=ExtensionState.REFUSED, answered=-10),
    ),
    Story(
        title="Påbud uden kendte frister",
        places=("Engskolen",), topics=(Topic.VIOLENCE,),
        visited=-25, registered=-6, dates={}, informed=-5,
    ),
    Story(
        title="To enheder om samme borgere",
        places=("Børnerådgivningen", "Familiehuset"), topics=(Topic.UNCLEAR_DEMANDS,),
        visited=-200, hearing=-188, heard=-176, registered=-160, dates=_letter(-160, 8),
        informed=-158, planned=-150, items="S-60 S-50 D-20 D-12", discussed=-140, approved=-138, snapshot=-2,
    ),
    Story(
        title="Vikarer uden oplæring",
        places=("Sygeplejen",), topics=(Topic.OTHER, Topic.WORKLOAD),
        visited=-180, hearing=-168, heard=-155, registered=-140, dates=_letter(-140, 0),
        informed=-139, planned=-130, items="S-40 D-5 I-1 P?", discussed=-120, has_focus_closed=True,
    ),
    Story(
        title="Uro og hård tone i indskolingen",
        places=("Skovbakkeskolen",), topics=(Topic.OFFENSIVE_BEHAVIOUR,),
        visited=-120, hearing=-108, heard=-97, registered=-85, dates=_letter(-85, 60),
        informed=-80, planned=-75, items="I10 P30", complaint=(-62, ComplaintState.REJECTED, -12),
    ),
)  # fmt: skip

_REPORTED = (
    Story(
        title="Krænkende handlinger fra forældre",
        places=("Engskolen",), topics=(Topic.OFFENSIVE_BEHAVIOUR,),
        visited=-220, hearing=-208, heard=-196, registered=-180, dates=_letter(-180, -14),
        informed=-178, planned=-170, items="S-60 D-30", discussed=-160, approved=-155,
        snapshot=-12, is_released=True, reported=-12,
    ),
    Story(
        title="Vold i specialklasserne",
        places=("Skovbakkeskolen",), topics=(Topic.VIOLENCE,),
        visited=-230, hearing=-215, heard=-204, registered=-190, dates=_letter(-190, -20),
        planned=-175, items="D-50 D-30", reported=-8,
        reply=Reply(on=-2, outcome=ReplyOutcome.NEW_REACTION, led_to="Ingen flugtvej fra specialklassen"),
    ),
    Story(
        title="Tidspres i modtagelsen af nye børn",
        places=("Børnehuset Regnbuen",), topics=(Topic.WORKLOAD,),
        visited=-210, hearing=-198, heard=-187, registered=-170, dates=_letter(-170, -45),
        informed=-168, planned=-160, items="S-80 D-60 I15", discussed=-150, approved=-149,
        reported=-42, reply=Reply(on=-9, outcome=ReplyOutcome.ASKS),
    ),
    Story(
        title="Sent tilbagemeldt om natarbejde",
        places=("Bostedet Havblik",), topics=(Topic.OTHER,),
        visited=-260, hearing=-248, heard=-237, registered=-220, dates=_letter(-220, -40),
        informed=-215, planned=-210, items="D-60 S-90", discussed=-205, reported=-20,
        reply=Reply(on=-13, outcome=ReplyOutcome.CONTROL_VISIT, visit=-6),
    ),
)  # fmt: skip

_CLOSED = (
    Story(
        title="For få pauser i skolefritidsordningen",
        places=("Kystskolen",), topics=(Topic.WORKLOAD,),
        visited=-330, hearing=-318, heard=-306, registered=-290, dates=_letter(-290, -110),
        informed=-285, planned=-280, items="S-180 S-150", discussed=-270, approved=-265,
        snapshot=-108, is_released=True, reported=-106, reply=Reply(on=-80, outcome=ReplyOutcome.COMPLIED),
    ),
    Story(
        title="Støj og uro på stuerne",
        places=("Børnehuset Mælkebøtten",), topics=(Topic.OTHER,),
        visited=-360, hearing=-345, heard=-333, registered=-320, dates=_letter(-320, -150),
        informed=-318, planned=-310, items="D-200 I-160", reported=-143,
        reply=Reply(on=-110, outcome=ReplyOutcome.NOT_COMPLIED), closed=(-100, CaseOutcome.NOT_COMPLIED),
    ),
    Story(
        title="Bemanding om aftenen",
        places=("Ungerådgivningen",), topics=(Topic.WORKLOAD,),
        visited=-300, hearing=-288, heard=-276, registered=-260, dates=_letter(-260, -60),
        informed=-258, complaint=(-240, ComplaintState.UPHELD, -190), closed=(-185, CaseOutcome.REVOKED),
    ),
    Story(
        title="Hørt, men uden afgørelse",
        places=("Hjemmeplejen Vest",), topics=(Topic.WORKLOAD,),
        visited=-160, hearing=-150, heard=-139, closed=(-95, CaseOutcome.NO_RULING),
    ),
    Story(
        title="Manglende introduktion",
        places=("Værestedet Kompasset",), topics=(Topic.UNCLEAR_DEMANDS,), kind=NoticeKind.REPRIMAND,
        visited=-90, hearing=-80, heard=-70, registered=-60, dates=_letter(-60),
        informed=-58, closed=(-20, CaseOutcome.CONCLUDED),
    ),
    Story(
        title="Utydelig vejledning om trusler",
        places=("Vej og Park",), topics=(Topic.VIOLENCE,), kind=NoticeKind.REPRIMAND,
        visited=-70, hearing=-62, heard=-55, registered=-45, dates=_letter(-45), informed=-44,
    ),
)  # fmt: skip

_WITHOUT_ORDER = (
    Story(
        title="Tilbud om aftaleforløb om travlhed",
        places=("Vuggestuen Spiren",), topics=(Topic.WORKLOAD,), kind=NoticeKind.AGREEMENT,
        visited=-18, registered=-11, dates={D.AGREEMENT_OFFERED: -11},
    ),
    Story(
        title="Aftaleforløb om følelsesmæssige krav",
        places=("Sygedagpenge",), topics=(Topic.EMOTIONAL_DEMANDS,), kind=NoticeKind.AGREEMENT,
        visited=-100, registered=-92, dates={D.AGREEMENT_OFFERED: -92, D.AGREEMENT_END: 75},
        later={D.AGREEMENT_ACCEPTED: -80}, informed=-85, planned=-75, items="I20 P50 O30",
    ),
    Story(
        title="Aftaleforløb om samarbejde",
        places=("Virksomhedsservice",), topics=(Topic.UNCLEAR_DEMANDS,), kind=NoticeKind.AGREEMENT,
        visited=-310, registered=-300, dates={D.AGREEMENT_OFFERED: -300, D.AGREEMENT_END: -60},
        later={D.AGREEMENT_ACCEPTED: -285}, planned=-270, items="S-150 D-100",
        closed=(-55, CaseOutcome.AGREEMENT_COMPLETED),
    ),
    Story(
        title="Aftaleforløb, som vi takkede nej til",
        places=("Ydelser",), topics=(Topic.OFFENSIVE_BEHAVIOUR,), kind=NoticeKind.AGREEMENT,
        visited=-130, registered=-120, dates={D.AGREEMENT_OFFERED: -120},
        closed=(-108, CaseOutcome.AGREEMENT_DECLINED),
    ),
    Story(
        title="Aftaleforløb, hvor fristen løb ud",
        places=("Kontaktcentret",), topics=(Topic.VIOLENCE,), kind=NoticeKind.AGREEMENT,
        visited=-150, registered=-140, dates={D.AGREEMENT_OFFERED: -140},
        closed=(-100, CaseOutcome.AGREEMENT_EXPIRED),
    ),
    Story(
        title="Aftaleforløb, der blev opsagt",
        places=("Biblioteket",), topics=(Topic.OTHER,), kind=NoticeKind.AGREEMENT,
        visited=-240, registered=-230, dates={D.AGREEMENT_OFFERED: -230, D.AGREEMENT_END: 20},
        later={D.AGREEMENT_ACCEPTED: -215}, closed=(-70, CaseOutcome.AGREEMENT_TERMINATED),
    ),
    Story(
        title="Vejledning om alenearbejde",
        places=("Svømmehallen",), topics=(Topic.OTHER,), kind=NoticeKind.GUIDANCE,
        visited=-30, registered=-28, planned=-25, items="I6",
    ),
    Story(
        title="Vejledning om trusler ved skranken",
        places=("Genbrugspladsen",), topics=(Topic.VIOLENCE,), kind=NoticeKind.GUIDANCE,
        visited=-75, registered=-74, closed=(-50, CaseOutcome.CONCLUDED),
    ),
)  # fmt: skip

# Before the reform of 1 February 2024 there were other kinds; their cases keep them.
_LEGACY = (
    Story(
        title="Alenearbejde ved containerne",
        places=("Genbrugspladsen",), topics=(Topic.VIOLENCE,), kind=NoticeKind.PROHIBITION,
        visited=date(2023, 9, 12), registered=date(2023, 9, 14),
        dates={D.RULED: date(2023, 9, 14), D.AVAILABLE: date(2023, 9, 14), D.REPORT_BACK: date(2023, 9, 28)},
        informed=date(2023, 9, 15), planned=date(2023, 9, 18),
        # Arbejdstilsynet looked for itself: nothing was reported
        reply=Reply(on=date(2023, 11, 2), outcome=ReplyOutcome.COMPLIED),
    ),
    Story(
        title="Rådgivning om vold",
        places=("Plejehjemmet Møllebakken",), topics=(Topic.VIOLENCE,), kind=NoticeKind.COMPETENCE,
        visited=date(2023, 10, 3), hearing=date(2023, 10, 12), heard=date(2023, 10, 24),
        registered=date(2023, 11, 7),
        dates={
            D.RULED: date(2023, 11, 7), D.AVAILABLE: date(2023, 11, 7),
            D.COMPLIANCE: date(2024, 5, 1), D.REPORT_BACK: date(2024, 5, 8),
        },
        informed=date(2023, 11, 9), closed=(date(2024, 4, 10), CaseOutcome.REPLACED),
    ),
    Story(
        title="Løst, før besøget var slut",
        places=("Svømmehallen",), topics=(Topic.OTHER,), kind=NoticeKind.NO_DUTY_TO_ACT,
        visited=date(2023, 11, 21), registered=date(2023, 12, 5),
        dates={D.RULED: date(2023, 12, 5), D.AVAILABLE: date(2023, 12, 5)},
        informed=date(2023, 12, 6), closed=(date(2024, 1, 16), CaseOutcome.CONCLUDED),
    ),
)  # fmt: skip

# What a report-back led to.
_AFTER = (
    Story(
        title="Ingen flugtvej fra specialklassen",
        places=("Skovbakkeskolen",), topics=(Topic.VIOLENCE,), kind=NoticeKind.IMMEDIATE,
        visited=-6, registered=-5, dates={D.RULED: -5, D.AVAILABLE: -5, D.REPORT_BACK: 8},
        informed=-5, planned=-3, items="I4",
    ),
)  # fmt: skip

STORIES = (*_RUNNING, *_REPORTED, *_CLOSED, *_WITHOUT_ORDER, *_LEGACY, *_AFTER)
