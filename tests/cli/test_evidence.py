"""What `evidence verify` says of what it finds; that it finds it is proved in tests/documents."""

import pytest

from app.commands.evidence import summed_up, told
from app.documents.queries import BlobFaultKind
from app.evidence.queries import FileFault, FilePlace

LETTER = FilePlace("DEMO-2025-1", "Påbud", None, "påbud.pdf", is_preview=False)
PHOTO = FilePlace("", "Foto af hejs", 2, "hejs.heic", is_preview=True)


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (FileFault(BlobFaultKind.ORPHANED, "ab", ()), "Intet i databasen peger på filen: ab"),
        (
            FileFault(BlobFaultKind.MISSING, "ab", (LETTER,)),
            "Filen mangler: ab; DEMO-2025-1: »Påbud« (påbud.pdf)",
        ),
        (
            FileFault(BlobFaultKind.ALTERED, "ab", (LETTER, PHOTO)),
            "Filen er ændret: ab; DEMO-2025-1: »Påbud« (påbud.pdf); "
            "»Foto af hejs« version 2 (billede til visning af hejs.heic)",
        ),
    ],
)
def test_a_fault_is_told_with_all_that_rests_on_the_file(fault: FileFault, line: str) -> None:
    assert told(fault) == line


@pytest.mark.parametrize(
    ("missing", "altered", "left", "text"),
    [
        (0, 0, 0, "Hver fil er, som den blev modtaget."),
        (1, 0, 0, "1 fil er ikke i orden. Hent den fra sikkerhedskopien."),
        (1, 1, 0, "2 filer er ikke i orden. Hent dem fra sikkerhedskopien."),
        (0, 0, 2, "2 filer er til overs. Serveren fjerner dem, når de er et døgn gamle."),
    ],
)
def test_the_end_says_what_to_do(missing: int, altered: int, left: int, text: str) -> None:
    counts = {BlobFaultKind.MISSING: missing, BlobFaultKind.ALTERED: altered, BlobFaultKind.ORPHANED: left}
    assert summed_up(counts) == text
