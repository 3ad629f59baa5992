"""Who may end a case: somebody else than the one who is accountable for it."""

from typing import Protocol

from app.access.enums import Permission
from app.access.policy import Above, Actor, Verdict, by_another, may, second_person

OWN_CASE = "Du er ansvarlig for sagen. En anden leder, AMR eller konsulent skal lukke den."
HANDED_ON = "Du har selv givet sagen videre. En anden leder, AMR eller konsulent skal lukke den."
NO_OWNER = "Sagen har ingen ansvarlig. Vælg først, hvem der er ansvarlig for sagen."


class Owned(Protocol):
    """A case as far as closing it goes; `ancestors` as for `access.policy.may`."""

    @property
    def ancestors(self) -> Above: ...
    @property
    def owner(self) -> int | None: ...
    @property
    def handed_on_by(self) -> int | None: ...


def may_close(actor: Actor, case: Owned) -> Verdict:
    """Whether `actor` may close the case: a second person does, not its owner, nor who gave it away themselves.

    Nobody does while no one is accountable.
    """
    verdict = may(actor, Permission.CASE_CLOSE, case.ancestors)
    if verdict.ok and case.owner is None:
        return second_person(NO_OWNER)
    verdict = by_another(actor, verdict, (case.owner,), OWN_CASE)
    return by_another(actor, verdict, (case.handed_on_by,), HANDED_ON)
