"""Names the modules of app/ that have grown past 300 lines; fails for any past 500.

Past 300 lines, think of splitting; past 500, make the module a package of topic modules
(`actions/{lifecycle,assignment,deadlines}.py`).
"""

from __future__ import annotations

import sys
from pathlib import Path

SOFT = 300
HARD = 500


def sizes(folder: Path) -> dict[str, int]:
    """Lines of every module below `folder`, by path, for those past the soft limit."""
    counted = {str(path): len(path.read_text("utf-8").splitlines()) for path in sorted(folder.rglob("*.py"))}
    return {path: lines for path, lines in counted.items() if lines > SOFT}


def main() -> int:
    found = sizes(Path("app"))
    for path, lines in sorted(found.items(), key=lambda item: -item[1]):
        limit = f"must be split (limit {HARD})" if lines > HARD else f"long (soft limit {SOFT})"
        print(f"{path}: {lines} lines, {limit}", file=sys.stderr)
    return 1 if any(lines > HARD for lines in found.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
