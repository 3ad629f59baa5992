from enum import StrEnum


class UnitKind(StrEnum):
    """Levels are local; the kind is a name for the reader, the tree is what counts."""

    MUNICIPALITY = "municipality"
    DEPARTMENT = "department"
    AREA = "area"
    CENTRE = "centre"
    WORKPLACE = "workplace"
    TEAM = "team"
