"""How long a large survey file takes, and what memory. Run: python tests/performance/bench_survey_files.py

Each file is read in a process of its own, which ends with an error where it takes more than issue 5 allows.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import xlsxwriter

from app.surveys.files.formats import detect
from app.surveys.files.mapping import FileItem, FileScale
from app.surveys.files.matching import KnownUnit
from app.surveys.files.reading import read_file
from app.surveys.files.suggesting import suggest_mapping

_LIMITS = {".csv": (10.0, 64), ".xlsx": (20.0, 256)}  # seconds of a processor, MB of growth
_UNITS = 800
_VALUES = tuple((value, "") for value in range(1, 6))


def _scales(columns: int) -> tuple[FileScale, ...]:
    """Scales of four questions each, `columns` questions in all."""
    return tuple(
        FileScale(
            f"s{no}",
            f"Skala {no}",
            0,
            100,
            tuple(FileItem(f"s{no}_{item}", f"Spørgsmål nummer {no}.{item} om arbejdet", _VALUES) for item in range(4)),
        )
        for no in range(columns // 4)
    )


def _rows(rows: int, columns: int) -> Iterator[list[object]]:
    yield ["Respondent", "Enhed", "Dato", *(item.code for scale in _scales(columns) for item in scale.items)]
    chance = random.Random(1)  # noqa: S311 - made-up answers
    for no in range(rows):
        answers = [chance.randint(1, 5) if chance.random() > 0.03 else "Ved ikke" for _ in range(columns)]
        yield [no, f"Enhed nummer {chance.randint(1, _UNITS)}", f"{chance.randint(1, 28):02}-04-2025", *answers]


def _make(path: Path, rows: int, columns: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="cp1252", newline="") as file:
            csv.writer(file, delimiter=";").writerows(_rows(rows, columns))
        return
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate(_rows(rows, columns)):
        sheet.write_row(number, 0, row)
    book.close()


def _score(answers: tuple[int | None, ...]) -> Fraction | None:
    given = [answer for answer in answers if answer is not None]
    return Fraction(sum(25 * (answer - 1) for answer in given), len(given)) if 2 * len(given) >= len(answers) else None


def _read(path: Path, rows: int, columns: int) -> None:
    scales = _scales(columns)
    units = [KnownUnit(no, f"Enhed nummer {no}") for no in range(1, _UNITS + 1)]
    above = dict.fromkeys(range(1, _UNITS + 1), (_UNITS + 1,))
    before, began, told = _peak_mb(), time.process_time(), 0

    def progress(_: float) -> None:
        nonlocal told
        told += 1

    found = detect(path)
    mapping = suggest_mapping(found.headings, scales, found.fingerprint)
    scorers = {scale.code: _score for scale in scales}
    reading = read_file(path, found, mapping, scales, units, scorers=scorers, above=above, progress=progress)
    took, grown = time.process_time() - began, _peak_mb() - before
    assert not reading.problems, reading.problems[:3]
    assert reading.people == rows
    print(
        f"{path.name:>22} {path.stat().st_size / 1e6:5.1f} MB, {rows:,} rows of {columns} answers:"
        f" {took:5.1f} s of a processor, +{grown:.0f} MB, {told} words about how far it is",
        flush=True,
    )
    seconds, memory = _LIMITS[path.suffix]
    if rows == 200_000 and columns <= 20:
        assert took < seconds
        assert grown < memory


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--make", type=Path)
    parser.add_argument("--read", type=Path)
    parser.add_argument("--columns", type=int, default=20)
    options = parser.parse_args()
    if options.read:
        _read(options.read, options.rows, options.columns)
        return
    if options.make:
        _make(options.make, options.rows, options.columns)
        return
    with tempfile.TemporaryDirectory(prefix="handlepligt-bench-") as folder:
        for columns in (4, 20, 40):
            for ending in _LIMITS:
                path = Path(folder) / f"{columns}{ending}"
                for step in ("--make", "--read"):  # a process each: one's memory would count for the other
                    arguments = [step, str(path), "--rows", str(options.rows), "--columns", str(columns)]
                    subprocess.run([sys.executable, __file__, *arguments], check=True)
                path.unlink()


if __name__ == "__main__":
    main()
