"""Slices and layers import downwards only. Each check must also catch a planted fault."""

import pytest

from tests.architecture import import_checks
from tests.architecture.source import load, parse

APP = load()

# Enough of an application for an import to reach something.
SMALL = {
    "app.core.clock": "",
    "app.db.sql": "",
    "app.config": "",
    "app.asgi": "",
    "app.web.forms": "",
    "app.organisation.queries": "",
    "app.access.tables": "",
    "app.access.policy": "",
    "app.audit.actions": "",
    "app.accounts.queries": "",
    "app.accounts.actions": "",
    "app.deadlines.rules": "",
    "app.cases.enums": "",
    "app.cases.tables": "",
    "app.cases.labels": "",
    "app.cases.queries": "",
    "app.cases.actions": "",
    "app.cases.views": "",
    "app.cases.api": "",
    "app.plans.tables": "",
    "app.plans.queries": "",
}


@pytest.mark.parametrize(
    "check",
    [
        import_checks.placement,
        import_checks.order,
        import_checks.circles,
        import_checks.purity,
        import_checks.pdf_library,
    ],
    ids=lambda check: check.__name__,
)
def test_the_application_obeys(check):
    assert "\n".join(map(str, check(APP))) == ""


def test_every_slice_of_the_order_exists():
    assert {module.area for module in APP.values()} >= {"core", "db", "web", *import_checks.SLICES}


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("app.cases.queries", "from app.plans.tables import ActionItem"),
        ("app.cases.queries", "def late():\n    from app.plans.queries import list_items"),
        ("app.cases.tables", "from app.plans import tables"),
        ("app.cases.rules", "from app.cases.queries import get_case"),
        ("app.cases.rules", "from . import queries"),
        ("app.plans.queries", "from app.cases.actions import close_case"),
        ("app.cases.actions.lifecycle", "from app.cases.views import show"),
        ("app.cases.labels", "from app.cases.tables import Case"),
        ("app.cases.api", "from app.cases.views import show"),
        ("app.cases.actions", "from app.web.forms import Form"),
        ("app.cases.queries", "import app.asgi"),
        ("app.cases.rules", "from app.config import load"),
        ("app.core.text", "from app.db.sql import sql"),
        ("app.core.text", "from app.cases.enums import NoticeKind"),
        ("app.db.engine", "from app.cases.tables import Case"),
        ("app.web.pages", "from app.cases.queries import get_case"),
        ("app.organisation.tables", "from app.cases.tables import Case"),
        ("app.accounts.queries", "from app.audit.actions import record"),
        ("app.organisation.actions", "from app.accounts.queries import get_account"),
    ],
)
def test_an_import_that_looks_up_is_caught(module, text):
    faults = import_checks.order(parse(SMALL | {module: text}))

    assert [fault.module for fault in faults] == [module]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("app.plans.tables", "from app.cases.tables import Case"),
        ("app.plans.queries", "from app.cases import queries, enums"),
        ("app.cases.actions", "from app.cases.queries import get_case\nfrom app.db.sql import sql"),
        ("app.cases.views", "from app.web.forms import Form\nfrom app.cases.actions import close_case"),
        ("app.web.sessions", "from app.accounts.queries import find_session"),
        ("app.accounts.actions", "from app.audit.actions import record\nfrom app.access.policy import Actor"),
        ("app.asgi", "from app.cases.views import show\nfrom app.config import load"),
        ("app.cases.rules", "from app.deadlines.rules import complaint_deadline\nfrom app.core import clock"),
    ],
)
def test_an_import_that_looks_down_is_not(module, text):
    assert import_checks.order(parse(SMALL | {module: text})) == []


def test_a_circle_is_caught():
    modules = parse(
        {
            "app.cases.queries": "from app.plans.queries import a",
            "app.plans.queries": "def late():\n    from app.evidence.queries import b",
            "app.evidence.queries": "from app.cases import queries",
            "app.audit.queries": "from app.cases.queries import c",
        }
    )
    caught = {fault.module for fault in import_checks.circles(modules)}

    assert caught == {"app.cases.queries", "app.plans.queries", "app.evidence.queries"}


@pytest.mark.parametrize("name", ["app.wages.rules", "app.cases.helpers"])
def test_an_unknown_slice_or_layer_is_caught(name):
    assert [fault.module for fault in import_checks.placement(parse(SMALL | {name: ""}))] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "import piccolo",
        "from litestar import get",
        "from app.cases.tables import Case",
        "from app.cases.labels import TOPIC",
        "from app.db.sql import sql",
    ],
)
@pytest.mark.parametrize("layer", ["rules", "enums"])
def test_an_impure_rule_is_caught(text, layer):
    modules = parse(SMALL | {f"app.cases.{layer}": text})

    assert [fault.module for fault in import_checks.purity(modules)] == [f"app.cases.{layer}"]


def test_a_pure_rule_is_not():
    text = "import datetime\nimport msgspec\nfrom app.core import clock\nfrom app.cases.enums import Topic"

    assert import_checks.purity(parse(SMALL | {"app.cases.rules": text})) == []


@pytest.mark.parametrize("text", ["import reportlab", "from reportlab.platypus import Table", "import pikepdf"])
def test_the_pdf_library_elsewhere_is_caught(text):
    modules = parse(SMALL | {"app.reports.actions": text, "app.reports.pdf.text": text})

    assert [fault.module for fault in import_checks.pdf_library(modules)] == ["app.reports.actions"]
