"""Which differences AMO or AMR is informed of anew, and which of them may be no more than spelling."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from app.reports.changes.compare import Change
from app.reports.enums import ChangeKind, ReportPart

_MATTERS = {
    ReportPart.FINDINGS,
    ReportPart.MEASURES,
    ReportPart.EFFECT,
    ReportPart.SURVEYS,
    ReportPart.EVIDENCE,
    ReportPart.REMARKS,
}
# Words that turn a sentence round.
_TURNS = {"ikke", "ingen", "intet", "aldrig", "uden", "hverken", "kun"}
_ALIKE = 0.75  # how much of a word must stay; a default of ours


def that_matter(found: Iterable[Change]) -> tuple[Change, ...]:
    """Those about findings, measures, effect, surveys, evidence or remarks: what whoever is informed must know (rule
    19)."""
    return tuple(each for each in found if each.part in _MATTERS)


def is_spelling_only(found: Iterable[Change]) -> bool:
    """Whether nothing that matters differs but what may be spelling. Whether it is, a person says, with a reason."""
    return all(may_be_spelling(each) for each in that_matter(found))


def may_be_spelling(change: Change) -> bool:
    """Whether a difference can be a correction of spelling: in a text written by hand that was there and still is, the
    same words in the same order, each spelled almost alike, and the same numbers. No word comes or goes, none turns the
    sentence round. Capitals, spaces and punctuation are free."""
    if change.kind is not ChangeKind.CHANGED or not change.is_prose:
        return False
    before, after = (_words(text) for text in (change.before, change.after))
    if not before or not after or _kept(before) != _kept(after):
        return False
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return all(
        tag == "equal" or (tag == "replace" and _alike("".join(before[a:b]), "".join(after[c:d])))
        for tag, a, b, c, d in steps
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _kept(words: list[str]) -> list[str]:
    """What must stay as it is: numbers, and words that turn a sentence round."""
    return [word for word in words if word in _TURNS or any(sign.isdigit() for sign in word)]


def _alike(before: str, after: str) -> bool:
    if before in (f"u{after}", f"mis{after}") or after in (f"u{before}", f"mis{before}"):
        return False  # tilstrækkelig, utilstrækkelig
    return SequenceMatcher(None, before, after, autojunk=False).ratio() >= _ALIKE
