"""Packages of many files and of large ones, and what they cost in memory.

Run: python tests/performance/bench_package.py

Each size runs in a process of its own and ends with an error where memory grew by more than said, or where `unzip -t`
or `sha256sum -c` is not content. With --large also 5 GB, for which there must be room twice on the disk (--folder says
which): as files and as the ZIP, then as the ZIP and unpacked.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.documents.blobs import BlobStore
from app.documents.objects import key_of
from app.reports.content import EvidenceEntry, canonical_json, decode
from app.reports.content.stamp import RELEASED
from app.reports.package import FileToday, Package, Paper, not_kept, packed, papers, zipped
from tests.reports.pdf.samples import make_report

MEGABYTE = 1_000_000
_GROWTH_MB = 64  # what the names of 10,000 files and the pieces on their way may take
_WRITTEN = 1 << 20


def kept(root: Path, size: int, seed: int) -> str:
    """The fingerprint of a file of `size` bytes that was put into the store."""
    block = hashlib.shake_256(str(seed).encode()).digest(min(size, _WRITTEN))
    digest = hashlib.sha256()
    unfinished = root / "new"
    with unfinished.open("wb") as file:
        for start in range(0, size, len(block)):
            piece = block[: size - start]
            file.write(piece)
            digest.update(piece)
    target = root / key_of(digest.hexdigest())
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished.replace(target)
    return digest.hexdigest()


async def measure(folder: Path, count: int, size: int) -> None:
    root = folder / "files"
    root.mkdir(parents=True)
    hashes = [kept(root, size, seed) for seed in range(count)]
    store = BlobStore(root, 1)
    canonical = canonical_json(
        make_report(
            evidence=tuple(
                EvidenceEntry(no=f"B{no}", title=f"Bilag {no}", file_name="ens navn.pdf", size=size, sha256=digest)
                for no, digest in enumerate(hashes, 1)
            )
        )
    )
    before = peak_mb()
    began = time.perf_counter()
    report = decode(canonical)
    evidence = packed(report, dict.fromkeys(hashes, FileToday()))
    assert not await not_kept(evidence, store.find)
    made = papers(report, Paper("rapport.pdf", b"%PDF-"), evidence, "a" * 64, RELEASED)
    first = time.perf_counter() - began
    package = folder / "pakke.zip"
    with package.open("wb") as file:
        async for chunk in zipped(Package(package.name, made, evidence, report.created_at), store.chunks):
            file.write(chunk)
    took, grown = time.perf_counter() - began, peak_mb() - before
    total = package.stat().st_size
    print(
        f"  {count} files, {total / MEGABYTE:.0f} MB: first byte after {first:.1f} s, {took:.1f} s in all, "
        f"{grown:.0f} MB more memory",
        flush=True,
    )
    assert grown <= _GROWTH_MB, f"{grown:.0f} MB"
    shutil.rmtree(root)
    check(package, folder / "ud", count)


def check(package: Path, into: Path, count: int) -> None:
    """What a person without the product does."""
    plain = {**os.environ, "LC_ALL": "C.UTF-8"}
    with zipfile.ZipFile(package) as archive:
        assert len(archive.namelist()) == count + 4
    subprocess.run(["unzip", "-tqq", package], check=True, env=plain)
    subprocess.run(["unzip", "-qq", package, "-d", into], check=True, env=plain)
    subprocess.run(["sha256sum", "-c", "--quiet", "--strict", "SHA256SUMS"], check=True, cwd=into, env=plain)
    print("  unzip and sha256sum are content", flush=True)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--one", nargs=2, type=int, metavar=("FILES", "BYTES"))
    options = parser.parse_args()
    if options.one:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            asyncio.run(measure(Path(folder), *options.one))
        return
    sizes = [(10_000, 2_000), (66_000, 10), *([(100, 50 * MEGABYTE), (1, 5_000 * MEGABYTE)] if options.large else [])]
    for count, size in sizes:
        where = ["--folder", str(options.folder)] if options.folder else []
        subprocess.run([sys.executable, __file__, *where, "--one", str(count), str(size)], check=True)


if __name__ == "__main__":
    main()
