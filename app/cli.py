"""The command `handlepligt`: Danish help, one clear line where something is wrong, exit code 2 then."""

import argparse
import os
import re
import sqlite3
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import asyncpg

from app import __version__
from app.commands import audit, backup, demo, digest, doctor, evidence, importing, people, privacy, reports, server
from app.commands.common import Refused
from app.config import ConfigurationError
from app.core.errors import AppError, Invalid, RuleViolation

_TRANSLATED = (
    (r"the following arguments are required: (.+)", r"Der mangler: \1."),
    (r"unrecognized arguments: (.+)", r"Kendes ikke: \1."),
    (r"one of the arguments (.+) is required", r"Angiv én af: \1."),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 og \2 kan ikke bruges sammen."),
    (r"argument (.+): expected one argument", r"\1 mangler en værdi."),
    (r"argument (.+): invalid int value: (.+)", r"\1 skal være et helt tal, ikke \2."),
    (r"argument (.+): invalid choice: (\S+) \(choose from (.+)\)", r"\1 kan ikke være \2. Vælg mellem \3."),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 kan betyde flere ting: \2."),
)

_REASONS: dict[type[Exception], str] = {
    FileNotFoundError: "den findes ikke",
    PermissionError: "du har ikke ret til at læse eller skrive den",
    IsADirectoryError: "det er en mappe",
    NotADirectoryError: "en del af stien er ikke en mappe",
}


class _Danish(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Brug: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """argparse, speaking Danish."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=_Danish, allow_abbrev=False)
        self._positionals.title = "Angiv"
        self._optionals.title = "Tilvalg"
        self.add_argument("-h", "--help", action="help", help="vis denne hjælp")

    def error(self, message: str) -> NoReturn:
        for pattern, danish in _TRANSLATED:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                message = match.expand(danish)
                break
        self.exit(2, f"{message}\nSe hjælpen: {self.prog} --help\n")


def make_parser() -> Parser:
    parser = Parser(
        prog="handlepligt",
        description="Handlepligt følger op på Arbejdstilsynets påbud.\n"
        "Indstillinger gives som variable: se dem med »handlepligt doctor«.",
    )
    parser.add_argument("--version", action="version", version=f"handlepligt {__version__}", help="vis versionen")
    commands = parser.add_subparsers(title="Kommandoer", metavar="KOMMANDO", required=True, parser_class=Parser)
    for module in (server, doctor, people, importing, reports, audit, evidence, backup, digest, privacy, demo):
        module.add_to(commands)
    return parser


def _in_one_line(error: Exception) -> str:
    """What went wrong, in Danish, for whoever typed the command."""
    if isinstance(error, ConfigurationError):
        return f"Handlepligt kan ikke starte. Ret disse variable:\n{error}"
    if isinstance(error, Invalid) and error.fields:
        return " ".join(dict.fromkeys(error.fields.values()))
    if isinstance(error, RuleViolation) and error.blockers:
        return " ".join([error.message, *(blocker.text for blocker in error.blockers)])
    if isinstance(error, AppError):
        return error.message
    if isinstance(error, sqlite3.Error | asyncpg.PostgresError | asyncpg.InterfaceError | ConnectionError):
        return f"Databasen svarer ikke, som den skal: {error}. Se mere med »handlepligt doctor«."
    if isinstance(error, OSError):
        return f"{error.filename or 'Filen'} kan ikke bruges: {_REASONS.get(type(error)) or error.strerror or error}."
    return f"Der skete en uventet fejl ({type(error).__name__}): {error}"


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs one command and ends the process with its exit code."""
    parsed = make_parser().parse_args(arguments)
    try:
        code = parsed.run(parsed)
        sys.stdout.flush()
    except Refused as error:
        print(error, file=sys.stderr)
        code = 2
    except BrokenPipeError:  # who reads us has read enough: `report list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        print("Afbrudt.", file=sys.stderr)
        code = 130
    except Exception as error:
        print(_in_one_line(error), file=sys.stderr)
        code = 2
    raise SystemExit(code)
