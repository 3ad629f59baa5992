"""What `files verify` says of what it finds; that it finds it is proved in tests/documents."""

import pytest

from app.commands.files import report
from app.documents.queries import BlobFault, BlobFaultKind


@pytest.mark.parametrize(
    ("kind", "code", "lines"),
    [
        (BlobFaultKind.ORPHANED, 0, ["Intet i databasen peger på filen: ab"]),
        (
            BlobFaultKind.MISSING,
            1,
            ["Filen mangler: ab", "1 fil er ikke i orden. Hent den fra sikkerhedskopien."],
        ),
        (
            BlobFaultKind.ALTERED,
            1,
            ["Filen er ændret: ab", "1 fil er ikke i orden. Hent den fra sikkerhedskopien."],
        ),
    ],
)
def test_each_fault_is_told_and_only_what_is_lost_fails(
    capsys: pytest.CaptureFixture[str], kind: BlobFaultKind, code: int, lines: list[str]
) -> None:
    assert report([BlobFault(kind, "ab")]) == code
    assert capsys.readouterr().err.splitlines() == lines
