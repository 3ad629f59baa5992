"""As what somebody acted on a day: their job, else their role, else their place in a committee. One rule for all."""

from collections.abc import Iterable
from typing import ClassVar

import msgspec

from app.access.enums import Role
from app.access.labels import ROLE
from app.access.policy import Scope
from app.committees.enums import CommitteeFunction, CommitteeKind
from app.db.sql import fetch_all, in_list

# For columns that are short of room; both are how people say it.
_SHORT = {Role.HEALTH_SAFETY_REP: "AMR", Role.UNION_REP: "TR"}
_HOLDS = {
    CommitteeFunction.CHAIR: "Formand for",
    CommitteeFunction.DEPUTY_CHAIR: "Næstformand for",
    CommitteeFunction.MEMBER: "Medlem af",
    CommitteeFunction.HEALTH_SAFETY_REP: "AMR i",
    CommitteeFunction.UNION_REP: "TR i",
    CommitteeFunction.SECRETARY: "Sekretær for",
}
_KIND = {
    CommitteeKind.MED: "MED-udvalg",
    CommitteeKind.WORK_ENVIRONMENT_COMMITTEE: "arbejdsmiljøudvalg",
    CommitteeKind.WORK_ENVIRONMENT_GROUP: "arbejdsmiljøgruppe",
}


class HeldRole(msgspec.Struct, frozen=True, kw_only=True):
    """A row that tells as what somebody acted, and not by name: select `COLUMNS` with `joins`."""

    COLUMNS: ClassVar[str] = (
        "p.job_title, rg.role, rm.function AS committee_function, rc.kind AS committee_kind, rc.name AS committee_name"
    )

    job_title: str
    role: Role | None
    committee_function: CommitteeFunction | None
    committee_kind: CommitteeKind | None
    committee_name: str | None

    @staticmethod
    def joins(day: str) -> str:
        """What gives `COLUMNS` for the person `p` as of `day`, a date of ours: of several roles the oldest in force.

        An instant is no date: write `danish_day(…)` around it. As the placeholder `{}` it is asked for five times.
        """
        return (
            "LEFT JOIN role_grants rg ON rg.id = (SELECT xg.id FROM role_grants xg WHERE xg.person = p.id "
            f"AND {_in_force('xg', day)} ORDER BY xg.id LIMIT 1) "
            "LEFT JOIN committee_members rm ON rm.id = (SELECT xm.id FROM committee_members xm "
            f"JOIN committees xc ON xc.id = xm.committee WHERE xm.person = p.id AND {_in_force('xm', day)} "
            f"AND (xc.closed_on IS NULL OR xc.closed_on > {day}) ORDER BY xm.id LIMIT 1) "
            "LEFT JOIN committees rc ON rc.id = rm.committee "
        )

    @property
    def by_role(self) -> str:
        """The job, else the role, else the place in a committee, whose kind is named where its name does not."""
        if self.job_title:
            return self.job_title
        if self.role is not None:
            return _SHORT.get(self.role, ROLE[self.role])
        if self.committee_function is None or self.committee_kind is None:
            return "ukendt rolle"
        name = self.committee_name or ""
        is_plain = any(word in name.lower() for word in ("udvalg", "gruppe"))
        return f"{_HOLDS[self.committee_function]} {name if is_plain else f'{_KIND[self.committee_kind]} {name}'}"


def _in_force(alias: str, day: str) -> str:
    return f"{alias}.valid_from <= {day} AND ({alias}.valid_to IS NULL OR {alias}.valid_to > {day})"


class _Held(HeldRole, frozen=True, kw_only=True):
    id: int


async def list_roles(scope: Scope, people: Iterable[int]) -> dict[int, str]:
    """As what these people act today, by their keys; one query. The caller has met them in the scope."""
    rows = await fetch_all(
        _Held,
        f"SELECT p.id, {HeldRole.COLUMNS} FROM persons p {HeldRole.joins('{}')} WHERE p.id IN {{}}",
        *(scope.today,) * 5,
        in_list(sorted(set(people))),
    )
    return {row.id: row.by_role for row in rows}
