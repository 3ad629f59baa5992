from app.organisation.enums import UnitKind

UNIT_KIND = {
    UnitKind.MUNICIPALITY: "Kommune",
    UnitKind.DEPARTMENT: "Forvaltning",
    UnitKind.AREA: "Område",
    UnitKind.CENTRE: "Center",
    UnitKind.WORKPLACE: "Arbejdsplads",
    UnitKind.TEAM: "Team",
}
