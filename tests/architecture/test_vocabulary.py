"""Every member of every enum has a Danish label, and the glossary explains every table and enum."""

from enum import Enum, StrEnum

import pytest
from piccolo.columns import Varchar
from piccolo.table import Table

from tests.architecture import vocabulary_checks
from tests.architecture.source import SLICES


class ReplyKind(StrEnum):
    YES = "yes"
    NO = "no"


class Reply(Table):
    text = Varchar()


LABELS = {ReplyKind.YES: "Ja", ReplyKind.NO: "Nej"}
GLOSSARY = """## Words
| Svar | `Reply`: one answer; `Reply.text` | |
| Art | `ReplyKind.YES` · `ReplyKind.NO` | |
"""


@pytest.mark.parametrize("slice_name", [name for name in SLICES if vocabulary_checks.module(name, "enums")])
def test_every_member_has_a_label(slice_name):
    enums = vocabulary_checks.module(slice_name, "enums")
    labels = vocabulary_checks.module(slice_name, "labels")

    kinds = vocabulary_checks.defined_in(enums, Enum)
    found = dict(vars(labels)) if labels else {}

    assert "\n".join(vocabulary_checks.label_faults(kinds, found)) == ""


def test_the_glossary_and_the_code_agree():
    enums, tables = vocabulary_checks.all_enums(), vocabulary_checks.all_tables()

    faults = vocabulary_checks.glossary_faults(vocabulary_checks.glossary(), enums, tables)

    assert "\n".join(faults) == ""


def test_all_vocabularies_and_tables_are_found():
    assert {"NoticeKind", "DeadlineKind"} <= {enum.__name__ for enum in vocabulary_checks.all_enums()}
    assert {"Case", "ActionItem"} <= {table.__name__ for table in vocabulary_checks.all_tables()}


@pytest.mark.parametrize(
    ("labels", "faults"),
    [
        ({"REPLY_KIND": LABELS, "REPLY_KIND_HELP": {ReplyKind.NO: "Et afslag"}}, []),
        ({}, ["REPLY_KIND is missing"]),
        ({"REPLY_KIND": {ReplyKind.YES: "Ja"}}, ["REPLY_KIND lacks NO"]),
        ({"REPLY_KIND": LABELS | {ReplyKind.NO: ""}}, ["REPLY_KIND lacks NO"]),
        ({"REPLY_KIND": LABELS | {"maybe": "Måske"}}, ["REPLY_KIND labels 'maybe', no member"]),
        ({"REPLY_KIND": LABELS, "REPLY_KIND_HELP": {"no": "?"}}, ["REPLY_KIND_HELP labels 'no', no member"]),
        ({"REPLY_KIND": LABELS, "COLOUR": {ReplyKind.YES: "green"}}, ["COLOUR is no enum's"]),
    ],
)
def test_labels_and_members_must_match(labels, faults):
    assert vocabulary_checks.label_faults([ReplyKind], labels) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (GLOSSARY, []),
        (f"{GLOSSARY}\n## Later\n| Møde | `Meeting` | |\n", []),
        (f"{GLOSSARY}| Møde | `Meeting` | |\n", ["Meeting is not in the code"]),
        (f"{GLOSSARY}| Måske | `ReplyKind.MAYBE` | |\n", ["ReplyKind.MAYBE: ReplyKind has no MAYBE"]),
        ("## Words\n| Art | `ReplyKind` | |\n", ["Reply is not in the glossary"]),
        (
            "## Later\n| Svar | `Reply` | `ReplyKind` |\n",
            ["Reply is not in the glossary", "ReplyKind is not in the glossary"],
        ),
    ],
)
def test_the_glossary_must_match_the_code(text, faults):
    assert vocabulary_checks.glossary_faults(text, [ReplyKind], [Reply]) == faults
