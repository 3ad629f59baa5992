"""How far the items are, in counts and a sentence."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from app.plans.enums import EffectResult, ItemStatus


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Counts, and the sentence that goes with them. There is no percentage: 100 % is not complied (trap 8)."""

    planned: int = 0
    in_progress: int = 0
    done: int = 0  # done, effect not evaluated yet
    sufficient: int = 0
    insufficient: int = 0
    cancelled: int = 0
    text: str = ""

    @property
    def total(self) -> int:
        """All items but the cancelled ones."""
        return self.planned + self.in_progress + self.carried_out

    @property
    def carried_out(self) -> int:
        """Done, whether the effect is evaluated or not."""
        return self.done + self.sufficient + self.insufficient


def progress(items: Iterable[tuple[ItemStatus, EffectResult | None]], *, is_ruled: bool = True) -> Progress:
    """How far the items are, each given as its status and the result of its latest evaluation.

    `is_ruled` False: the authority has decided nothing that it could judge complied with, as with guidance.
    """
    counts = Counter(
        (result or status) if status is ItemStatus.EFFECT_EVALUATED else status for status, result in items
    )
    found = Progress(
        planned=counts[ItemStatus.PLANNED],
        in_progress=counts[ItemStatus.IN_PROGRESS],
        done=counts[ItemStatus.DONE] + counts[ItemStatus.EFFECT_EVALUATED],  # evaluated without a result
        sufficient=counts[EffectResult.SUFFICIENT],
        insufficient=counts[EffectResult.INSUFFICIENT],
        cancelled=counts[ItemStatus.CANCELLED],
    )
    return msgspec.structs.replace(found, text=_progress_text(found, is_ruled=is_ruled))


def _progress_text(count: Progress, *, is_ruled: bool) -> str:
    if not count.total:
        return "Der er ingen tiltag endnu."
    if count.carried_out < count.total:
        text = f"{count.carried_out} af {count.total} tiltag er gennemført."
    else:
        text = "Alle tiltag er gennemført." if count.total > 1 else "Tiltaget er gennemført."
    if count.sufficient:
        text += f" For {count.sufficient} er effekten vurderet tilstrækkelig."
    if count.insufficient:
        text += f" For {count.insufficient} er effekten ikke tilstrækkelig."
    if count.carried_out and not count.sufficient + count.insufficient:
        text += " Effekten er ikke vurderet endnu."
    if count.carried_out == count.total and is_ruled:
        text += " Kun Arbejdstilsynet afgør, om afgørelsen er efterkommet."
    return text
