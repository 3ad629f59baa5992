"""One file from its bytes to what it says, in one call: for the worker process, so plain data goes in and comes out."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from app.surveys.files.formats import DetectedFile, FileFormat, detect
from app.surveys.files.instruments import file_scales, scorers_of
from app.surveys.files.mapping import FileMapping
from app.surveys.files.matching import KnownUnit
from app.surveys.files.places import FileRefused, Progress
from app.surveys.files.reading import read_file
from app.surveys.files.results import Reading
from app.surveys.files.suggesting import suggest_mapping
from app.surveys.rules.instruments import InstrumentData


class FileWork(msgspec.Struct, frozen=True):
    """A file as far as it can be read: `refusal` says in Danish what has to be settled first, "" for nothing.

    `is_kept`: the columns are taken for what they were in an earlier file.
    """

    found: DetectedFile | None
    mapping: FileMapping | None
    reading: Reading | None
    refusal: str = ""
    is_kept: bool = False


def work_on(
    path: str,
    chosen: FileFormat | None,
    mapping: FileMapping | None,
    data: InstrumentData,
    units: Sequence[KnownUnit],
    above: Mapping[int, Sequence[int]],
    kept: Mapping[str, FileMapping],
    told: str = "",
) -> FileWork:
    """Finds out how the file is written, takes `mapping` where it is for these headings, and reads it.

    Else it takes the one in `kept` for these headings, and where there is none, what they suggest. How far it is stands
    in the file `told` meanwhile.
    """
    scales = file_scales(data)
    try:
        found = detect(Path(path), chosen)
    except FileRefused as refused:
        return FileWork(None, None, None, refused.message)
    is_kept = False
    if mapping is None or mapping.fingerprint != found.fingerprint:
        is_kept = found.fingerprint in kept
        suggested = suggest_mapping(found.headings, scales, found.fingerprint)
        mapping = kept.get(found.fingerprint, suggested)
    try:
        scorers, progress = scorers_of(data), _teller(told) if told else None
        reading = read_file(Path(path), found, mapping, scales, units, scorers=scorers, above=above, progress=progress)
    except FileRefused as refused:
        return FileWork(found, mapping, None, refused.message, is_kept)
    return FileWork(found, mapping, reading, is_kept=is_kept)


def _teller(told: str) -> Progress:
    def tell(done: float) -> None:
        Path(told).write_text(f"{done:.2f}")

    return tell
