"""Proves that the walkers of PostgreSQL make every statement that the wall makes: see tests/web/test_wall.py.

    python -m pytest -q tests/performance/wall_statements.py

On SQLite, where everybody walks; it takes two minutes and is no part of the suite. Run it when a role is added or what
a role may see is decided anew.
"""

import re

import httpx

from app.db.engine import record_statements
from tests.api.test_wall import PROGRAMS, http, unlimited
from tests.api.test_wall import walk as walk_as_program
from tests.web.test_wall import SAME_STATEMENTS, SEES, browsers, db, walk
from tests.web.worlds import Browsers

__all__ = ["browsers", "db", "http", "unlimited"]  # fixtures


def _shape(statement: str) -> str:
    """A statement without how many values stand in its lists."""
    return re.sub(r"(\?,\s*)+\?", "?", statement)


async def test_the_walkers_make_every_statement(browsers: Browsers) -> None:
    made: dict[str, set[str]] = {}
    for who in SEES:
        with record_statements() as statements:
            await walk(browsers, who)
        made[who] = {_shape(each) for each in statements}
    _assert_covered(made)


async def test_the_walkers_of_programs_make_every_statement(http: httpx.AsyncClient, browsers: Browsers) -> None:
    made: dict[str, set[str]] = {}
    for who in PROGRAMS:
        with record_statements() as statements:
            await walk_as_program(http, browsers, who)
        made[who] = {_shape(each) for each in statements}
    _assert_covered(made)


def _assert_covered(made: dict[str, set[str]]) -> None:
    covered = set().union(*(made[who] for who in made if who not in SAME_STATEMENTS))
    assert {who: made[who] - covered for who in SAME_STATEMENTS if made[who] - covered} == {}
    print(f"{len(covered)} statements, of {len(set(made) - SAME_STATEMENTS)} walkers")
