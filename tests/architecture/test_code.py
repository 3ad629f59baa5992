"""What stands only in its place: queries, clock, environment. Each check must also catch a planted fault."""

import ast

import pytest

from scripts.module_sizes import HARD, sizes
from tests.architecture import code_checks
from tests.architecture.source import ROOT, Module, load, parse

APP = load()
MIGRATIONS = {
    path.name: Module(path.name, ast.parse(path.read_text("utf-8"))) for path in (ROOT / "migrations").glob("*.py")
}

CHECKS = [
    code_checks.queries_at_home,
    code_checks.reader_first,
    code_checks.one_clock,
    code_checks.one_environment,
    code_checks.no_concurrent_queries,
    code_checks.no_cascade,
    code_checks.no_inline_style,
]

TABLES = {"app.cases.tables": "class Case(Table, tablename='cases'): pass"}

# check, module, what it must catch there
PLANTED = [
    (code_checks.queries_at_home, "app.cases.views", "await Case.select()"),
    (code_checks.queries_at_home, "app.cases.views", "await tables.Case.objects().get(1)"),
    (code_checks.queries_at_home, "app.cases.policy", "Case.update({}).where(x)"),
    (code_checks.queries_at_home, "app.cases.forms", "Case.insert(row)"),
    (code_checks.queries_at_home, "app.web.sessions", "Case.delete(force=True)"),
    (code_checks.queries_at_home, "app.cases.pages", "Case.raw('select 1')"),
    (code_checks.queries_at_home, "app.cases.views", "Case.exists()"),
    (code_checks.queries_at_home, "app.cases.views", "Case.count()"),
    (code_checks.queries_at_home, "app.cases.views", "from app.db.sql import fetch_all"),
    (code_checks.queries_at_home, "app.cases.views", "from app.db import sql"),
    (code_checks.queries_at_home, "app.cases.views", "from app.db.transaction import transaction"),
    (code_checks.reader_first, "app.cases.queries", "async def get_case(case_id, scope): ..."),
    (code_checks.reader_first, "app.cases.queries", "async def list_cases(): ..."),
    (code_checks.reader_first, "app.cases.queries", "async def list_cases(*, scope): ..."),
    (code_checks.reader_first, "app.cases.actions.lifecycle", "async def close_case(actor=None): ..."),
    (code_checks.one_clock, "app.cases.rules", "datetime.now(UTC)"),
    (code_checks.one_clock, "app.cases.rules", "datetime.datetime.utcnow()"),
    (code_checks.one_clock, "app.cases.views", "date.today()"),
    (code_checks.one_clock, "app.web.sessions", "time.time()"),
    (code_checks.one_clock, "app.web.sessions", "from time import time"),
    (code_checks.one_environment, "app.asgi", "os.environ['HANDLEPLIGT_PORT']"),
    (code_checks.one_environment, "app.cli", "os.getenv('HANDLEPLIGT_PORT')"),
    (code_checks.one_environment, "app.cli", "from os import environ"),
    (code_checks.no_concurrent_queries, "app.cases.queries", "asyncio.gather(a, b)"),
    (code_checks.no_concurrent_queries, "app.cases.actions.lifecycle", "asyncio.TaskGroup()"),
    (code_checks.no_cascade, "app.cases.tables", "x = fk(on_delete=OnDelete.cascade)"),
    (code_checks.no_cascade, "app.cases.tables", "case = ForeignKey(Case)"),
    (code_checks.no_cascade, "migration", "raw('REFERENCES cases ON DELETE cascade')"),
    (code_checks.no_inline_style, "app.web.charts", "x = '<rect style=\"fill:red\"/>'"),
]

# check, module, what looks alike and is right
RIGHT = [
    (code_checks.queries_at_home, "app.cases.queries", "from app.db import sql\nCase.select()"),
    (code_checks.queries_at_home, "app.cases.views", "request.session.update({})\nitems.count(1)"),
    (code_checks.reader_first, "app.cases.queries", "async def get_case(scope, case_id=None): ..."),
    (code_checks.reader_first, "app.cases.actions", "def _helper(): ..."),
    (code_checks.reader_first, "app.cases.rules", "def blockers(facts): ..."),
    (code_checks.one_clock, "app.core.clock", "datetime.now(UTC)"),
    (code_checks.one_clock, "app.web.log", "clock.now()\ntime.monotonic()"),
    (code_checks.one_environment, "app.config", "os.environ"),
    (code_checks.one_environment, "app.db.migrate", "os.environ['PICCOLO_CONF'] = 'app.piccolo_conf'"),
    (code_checks.no_concurrent_queries, "app.web.server", "asyncio.gather(a, b)"),
    (code_checks.no_cascade, "app.db.columns", "ForeignKey(on_delete=OnDelete.restrict)"),
    (code_checks.no_inline_style, "app.web.charts", "x = '<rect class=\"overdue\"/>'"),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_application_obeys(check):
    assert "\n".join(map(str, check(APP))) == ""


def test_the_migrations_do_not_cascade():
    assert [str(fault) for fault in code_checks.no_cascade(MIGRATIONS)] == []


@pytest.mark.parametrize(("check", "module", "text"), PLANTED)
def test_a_planted_fault_is_caught(check, module, text):
    faults = check(parse({**TABLES, module: f"{TABLES.get(module, '')}\n{text}"}))

    assert [fault.module for fault in faults] == [module]


@pytest.mark.parametrize(("check", "module", "text"), RIGHT)
def test_what_only_looks_like_a_fault_is_not(check, module, text):
    assert check(parse({**TABLES, module: text})) == []


def test_every_table_is_known_to_the_checks():
    assert {"Case", "ActionItem", "Person"} <= code_checks.table_names(APP)


def test_an_exemption_names_a_function_that_exists():
    functions = {
        f"{module.name}.{node.name}"
        for module in APP.values()
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert set(code_checks.WITHOUT_READER) - functions == set()


def test_no_module_is_past_the_hard_limit():
    assert {path: lines for path, lines in sizes(ROOT / "app").items() if lines > HARD} == {}


def test_a_long_module_is_counted(tmp_path):
    (tmp_path / "long.py").write_text("x = 1\n" * (HARD + 1), "utf-8")
    (tmp_path / "short.py").write_text("x = 1\n", "utf-8")

    assert sizes(tmp_path) == {str(tmp_path / "long.py"): HARD + 1}
