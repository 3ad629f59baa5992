"""What may be called where, and how functions of queries and actions begin."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source import Fault, Module, Modules, is_within

QUERY_METHODS = {"select", "objects", "update", "insert", "delete", "raw", "exists", "count", "alter"}
DATABASE_LAYERS = {"queries", "actions"}

CLOCK = "app.core.clock"
CLOCK_CALLS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}

# Public functions that serve nobody in particular, with the reason.
WITHOUT_READER = {
    "app.cases.actions.steps.next_position": "a number, under the lock of the action that asked who may",
    "app.organisation.actions.common.lock_tree": "a lock: the action that takes it asks who may",
}


def _may_query(module: Module) -> bool:
    return module.layer in DATABASE_LAYERS or is_within(module.name, "app.db")


def dotted(node: ast.expr) -> str:
    """`a.b.c` for an attribute chain; its tail where it begins with something else."""
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def table_names(modules: Modules) -> set[str]:
    """The names of all table classes."""
    return {
        node.name
        for module in modules.values()
        if module.layer == "tables"
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and any(dotted(base).endswith("Table") for base in node.bases)
    }


def queries_at_home(modules: Modules) -> list[Fault]:
    """Only queries, actions and db ask the database."""
    tables = table_names(modules)
    faults = []
    for module in modules.values():
        if _may_query(module):
            continue
        for node, name in _calls(module):
            owner, _, method = name.rpartition(".")
            if method in QUERY_METHODS and owner.rpartition(".")[2] in tables:
                faults.append(Fault(module.name, node.lineno, f"{name}() belongs into queries or actions"))
        for line, imported in module.imports:
            # A view opens `reading()` around the queries of one page, so that it shows one moment.
            is_reading = imported == "app.db.transaction.reading" and module.layer in {"views", "api"}
            if is_within(imported, "app.db.sql", "app.db.transaction") and module.area != "top" and not is_reading:
                faults.append(Fault(module.name, line, f"imports {imported}: only queries and actions may"))
    return faults


def reader_first(modules: Modules) -> list[Fault]:
    """Every public function of queries and actions takes `scope` (or a reach of one) or `actor` first, no default."""
    faults = []
    for module in modules.values():
        if module.layer not in DATABASE_LAYERS or module.area == "demo":
            continue
        for node in module.tree.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
                continue
            if f"{module.name}.{node.name}" in WITHOUT_READER:
                continue
            arguments = [*node.args.posonlyargs, *node.args.args]
            has_default = len(node.args.defaults) >= len(arguments)
            if not arguments or arguments[0].arg not in {"scope", "reach", "actor"} or has_default:
                text = f"{node.name}() must take scope or actor first"
                faults.append(Fault(module.name, node.lineno, text))
    return faults


def one_clock(modules: Modules) -> list[Fault]:
    """The time is asked for in core/clock.py only."""
    faults = []
    for module in modules.values():
        if module.name == CLOCK:
            continue
        for node, name in _calls(module):
            if tuple(name.split(".")[-2:]) in CLOCK_CALLS:
                faults.append(Fault(module.name, node.lineno, f"{name}(): take the time from {CLOCK}"))
        for line, imported in module.imports:
            if imported in {"time.time", "time.time_ns"}:
                faults.append(Fault(module.name, line, f"imports {imported}: take the time from {CLOCK}"))
    return faults


def one_environment(modules: Modules) -> list[Fault]:
    """The environment is read in config.py only; a setting for a library may be written elsewhere."""
    faults = []
    for module in modules.values():
        if module.name == "app.config":
            continue
        written = {
            node.value
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
        }
        for node in ast.walk(module.tree):
            if node in written or not isinstance(node, ast.Attribute):
                continue
            if dotted(node) in {"os.environ", "os.getenv"}:
                faults.append(Fault(module.name, node.lineno, f"{dotted(node)}: only app.config may"))
        for line, imported in module.imports:
            if imported in {"os.environ", "os.getenv"}:
                faults.append(Fault(module.name, line, f"imports {imported}: only app.config may"))
    return faults


def no_concurrent_queries(modules: Modules) -> list[Fault]:
    """No gather or task group in queries and actions: inside a transaction the connection is lost."""
    names = {"gather", "TaskGroup", "create_task", "create_task_group"}
    return [
        Fault(module.name, node.lineno, f"{name}(): one statement after the other")
        for module in modules.values()
        if module.layer in DATABASE_LAYERS
        for node, name in _calls(module)
        if name.rpartition(".")[2] in names
    ]


def no_cascade(modules: Modules) -> list[Fault]:
    """Nothing is deleted in silence: no cascading foreign key, and none without our own helper."""
    faults = []
    for module in modules.values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and dotted(node).lower().endswith("ondelete.cascade"):
                faults.append(Fault(module.name, node.lineno, "OnDelete.cascade"))
            elif isinstance(node, ast.Constant) and "ON DELETE CASCADE" in str(node.value).upper():
                faults.append(Fault(module.name, node.lineno, "ON DELETE CASCADE"))
    for module in modules.values():
        if module.name == "app.db.columns" or not is_within(module.name, "app"):
            continue
        for node, name in _calls(module):
            if name.rpartition(".")[2] == "ForeignKey":
                faults.append(Fault(module.name, node.lineno, "ForeignKey(): use app.db.columns.fk()"))
    return faults


def no_inline_style(modules: Modules) -> list[Fault]:
    """No HTML made in Python carries what the content security policy forbids."""
    return [
        Fault(module.name, node.lineno, "HTML with a style or on… attribute")
        for module in modules.values()
        if not is_within(module.name, "app.reports.pdf")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(mark in node.value for mark in (' style="', " style='", " onclick=", "<script>"))
    ]
