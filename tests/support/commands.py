"""`handlepligt …` for tests: each command a process of its own, forked from one that has imported the program.

To import it takes longer than most commands take. Arguments, variables, folder, standard streams, memory and exit code
are the command's own, as when the program is started anew; that it does start is tried in tests/packaging.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path


class Commands:
    """A process that has imported the program and runs one command at a time; `close()` ends it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str], cwd: Path, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end, whatever its exit code is."""
        assert self._process.stdin
        assert self._process.stdout
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "0").write_text(typed, "utf-8")
            order = {"arguments": arguments, "environment": dict(environment), "cwd": str(cwd), "streams": name}
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            code = int(self._process.stdout.readline())
            said, complained = ((folder / stream).read_text("utf-8") for stream in "12")
        return subprocess.CompletedProcess(list(arguments), code, said, complained)

    def close(self) -> None:
        with self._process as process:  # its end closes both streams and waits
            process.terminate()


def _serve() -> None:
    from app import asgi, piccolo_app  # noqa: F401 - what most commands import on their way
    from app.cli import main

    gc.freeze()  # for a child to look through what was imported would copy all of it
    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        child = os.fork()
        if not child:
            os.environ.clear()
            os.environ.update(order["environment"])
            os.chdir(order["cwd"])
            for stream, flags in ((0, os.O_RDONLY), (1, os.O_CREAT | os.O_WRONLY), (2, os.O_CREAT | os.O_WRONLY)):
                os.dup2(os.open(f"{order['streams']}/{stream}", flags, 0o600), stream)
            main(order["arguments"])  # raises SystemExit: the child ends as the program does
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    _serve()
