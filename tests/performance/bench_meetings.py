"""A year of a committee tree, large: 40 meetings of four committees. Run: python tests/performance/bench_meetings.py

Plays tests/meetings/year.py on a database of its own, and looks at every item as everybody. It prints what happened and
how long it took, and fails where an outcome is not on its case or something is shown to the wrong committee.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from app import config  # noqa: E402
from app.commands.common import database  # noqa: E402
from app.core.clock import FixedClock  # noqa: E402
from tests.factories import make_cast  # noqa: E402
from tests.meetings.year import faults, play  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    for seed in range(options.seeds):
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_year(Path(folder), options.rounds, seed))


async def _year(folder: Path, rounds: int, seed: int) -> None:
    settings = config.load({"HANDLEPLIGT_ENV": "test", "HANDLEPLIGT_DATA_DIR": str(folder)})
    async with database(settings):
        cast = await make_cast(FixedClock(datetime(2025, 1, 8, 10, tzinfo=UTC)))
        begun = time.perf_counter()
        played = await play(cast, rounds, seed)
        wrong = await faults(cast, played)
    took = time.perf_counter() - begun
    print(
        f"seed {seed}: {len(played.meetings)} meetings, {len(played.said)} outcomes, {played.sent} sent, "
        f"{played.moved} moved, {played.withdrawn} taken back, {took:.1f} s, {len(wrong)} faults"
    )
    if wrong:
        raise SystemExit("\n".join(wrong))


if __name__ == "__main__":
    main()
