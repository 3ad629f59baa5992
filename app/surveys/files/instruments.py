"""A round's instrument as a file can speak of it, and the scores of the respondents in it."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from app.surveys.files.answers import Scorer
from app.surveys.files.mapping import FileItem, FileScale
from app.surveys.rules.instruments import InstrumentData, Item, Scale
from app.surveys.rules.scores import is_plain_sum, respondent_score, sum_parts


def file_scales(data: InstrumentData) -> tuple[FileScale, ...]:
    """The scales with their questions and answers, in the instrument's order."""
    return tuple(
        FileScale(
            scale.code,
            scale.name,
            scale.minimum,
            scale.maximum,
            tuple(_item(item) for item in scale.items),
            tuple(part.code for part in sum_parts(scale, data)),
        )
        for scale in data.scales
    )


def known_answers(scales: Sequence[FileScale]) -> dict[int, str]:
    """Every value that an answer may have, with its words where there are any."""
    found: dict[int, str] = {}
    for value, label in (pair for scale in scales for item in scale.items for pair in item.answers):
        found[value] = found.get(value) or label
    return dict(sorted(found.items()))


def _item(item: Item) -> FileItem:
    values = range(item.lowest, item.highest + 1)
    words = item.anchors or ("",) * len(values)
    return FileItem(item.code, item.wording, tuple(zip(values, words, strict=True)))


def scorers_of(data: InstrumentData) -> Mapping[str, Scorer]:
    """By the code of each scale, the score of one respondent from the answers to its questions in their order.

    Without questions of its own a scale has the answers to its parts, and a score where `is_plain_sum`.
    """
    made = {scale.code: _scorer(scale, data.valid_percent) for scale in data.scales if scale.items}
    for scale in data.scales:
        if is_plain_sum(scale, parts := sum_parts(scale, data)):
            items = tuple(item for part in parts for item in part.items)
            made[scale.code] = _scorer(msgspec.structs.replace(scale, items=items), data.valid_percent)
    return made


def _scorer(scale: Scale, valid_percent: int) -> Scorer:
    codes = [str(no) for no in range(len(scale.items))]  # two scales may have questions of the same code
    items = (msgspec.structs.replace(item, code=code) for item, code in zip(scale.items, codes, strict=True))
    scale = msgspec.structs.replace(scale, items=tuple(items))

    def score(answers: tuple[int | None, ...]) -> Fraction | None:
        return respondent_score(scale, dict(zip(codes, answers, strict=True)), valid_percent=valid_percent)

    return score
