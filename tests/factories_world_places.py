"""The places of the tests' world: the word that each has in every text, and the ids that stand in addresses."""

import msgspec

from tests.factories_tiered import TieredIds
from tests.factories_world_items import ItemIds
from tests.factories_world_papers import PaperIds

PLACES = ("nord", "syd", "faelles", "center", "nabo")
TIERED = ("nord", "nabo")  # where there are rows that not everybody in scope reads


def canary(place: str) -> str:
    """The word in everything a case or item of the place says."""
    return f"kanarie{place}"


def resident(place: str) -> str:
    """The word in the names of its people and units: those an administrator does see."""
    return f"beboer{place}"


def measured_word(place: str) -> str:
    """The word in what a survey says of the place: HR reads it, and readers of cases do not."""
    return f"maalt{place}"


def asked_word(place: str) -> str:
    """The word in what the council asks about the place: the secretariat reads it, and no case."""
    return f"spurgt{place}"


def met_word(place: str) -> str:
    """The word in what the group of the place does at its meetings: who sits in it reads it, and who follows all its
    units; the log of the place tells it, too."""
    return f"moedt{place}"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """The ids of a place, as they stand in addresses."""

    name: str
    unit: str
    subunit: str
    person: str
    grant: str
    mapping: str  # of a group of single sign-on to a role
    visit: str
    case_key: int
    case: str
    reference: str
    finding: str  # answered by the focus point
    conclusion: str  # answered by none
    point: str
    measure: str  # from before the order, judged
    ruling: str
    complaint: str
    extension: str
    record: str
    contact: str
    reply: str  # that told of a new reaction
    share: str
    document: str
    evidence_case: str
    evidence_point: str
    items: tuple[ItemIds, ...]
    tiered: tuple[TieredIds, ...]  # in nord and nabo: rows that not everybody in scope reads
    papers: PaperIds | None  # in nord and nabo, too
    committee: str = ""  # a work-environment group of the place's people
    instrument: str = ""  # of the municipality: no round uses it
    round: str = ""  # of the place's unit; of the centre for what has none of its own
    round_unit: str = ""
    reorganisation: str = ""  # of the place's unit and the one below it
    draft: str = ""  # a round that is not published
    paper: str = ""  # the report of the round
    guide: str = ""  # the file of the material
    material: str = ""  # sent to the place's unit; to nord and syd for what has none of its own
    recipient: str = ""
    notice: str = ""  # a link to the page for all employees of the place's unit
    waiver: str = ""  # that there is no union representative
    told: str = ""  # the material, by which the people of the case are told of it
    link: str = ""  # of the case to its round
    cycle: str = ""  # an assessment of the place's unit; of nord for what has none of its own
    discussion: str = ""
    indicator: str = ""  # of the municipality
    value: str = ""  # of the place's unit; of the centre for what has none of its own
    series: str = ""  # that the case is tied to
    inquiry: str = ""  # of the place's unit; of nord for what has none of its own
    question: str = ""  # with an answer that is not approved
    fact: str = ""  # in that answer
    meeting: str = ""  # of the place's group
    agenda: str = ""  # a proposal at that meeting
    unit_meeting: str = ""  # of the place's unit
    approval: str = ""  # the plan, put to the committee of the centre (nabo: the group); nobody has answered
    met_at: str = ""  # a meeting of that committee, held today
    asked: str = ""  # a request of the group, with a part of an answer
    coming: str = ""  # a meeting of the group that is yet to be held
    minuted: str = ""  # a meeting of the unit that was held, without minutes
    kept: str = ""  # the pack of the unit's meeting, as it was kept
    filed: str = ""  # another one, whose minutes are a file
    filed_minutes: str = ""  # that file
    approved: str = ""  # another one, with minutes that both sides approved
    upper: str = ""  # the group above the place's
    scale: str = "tillid"
    member: str = ""


class World(msgspec.Struct, frozen=True, kw_only=True):
    places: dict[str, Place]
    members: dict[str, tuple[int, str]]  # key and login: the cast, and those of tests/factories_others.py
    units: dict[str, str]
