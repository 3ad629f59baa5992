"""Nothing in the code prunes the log: it follows the case (rule 42), never a number of rows or an age.

The one way to take something out of it is the erasure by law: it empties the content of one entry, logs that it did,
and leaves the entry. `actions.erase_payload` does it for an entry that the command line names, and
`erase_payloads_naming` for those of one thing, when two people have its content and its name erased (decision 0021).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLES = {"audit_entries": "AuditEntry", "audit_payloads": "AuditPayload"}
# What takes away, and from where: in SQL, however it is put together, and as a call of a table.
_SQL = re.compile(
    r"\b(delete\s+from|truncate(\s+table)?|drop\s+table(\s+if\s+exists)?|update|replace\s+into|alter\s+table)\s+"
    r"(only\s+)?\"?(audit_entries|audit_payloads)\b",
    re.IGNORECASE,
)
_CALLS = {"delete", "update", "alter"}
# The erasure, word for word; and the guards of the database, which refuse what this test looks for.
ALLOWED = {("app/audit/actions.py", "_erase", "update audit_payloads")}


def _texts(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Every piece of text in the code, with the parts of an f-string or of neighbouring strings joined."""
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.lineno, each.value
        elif isinstance(each, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else _said(part) for part in each.values)
            yield each.lineno, "".join(map(str, parts))


def _said(part: ast.expr) -> str:
    """A name inside an f-string, as the table it may stand for: `{table}` could be any of them."""
    inner = part.value if isinstance(part, ast.FormattedValue) else part
    return str(inner.value) if isinstance(inner, ast.Constant) else ""


def takings(path: str, source: str) -> set[tuple[str, str, str]]:
    """Where a module takes from the log: its path, the function, and what it does."""
    found = set()
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    def place(line: int) -> str:
        around = [f for f in functions if f.lineno <= line <= (f.end_lineno or f.lineno)]
        return max(around, key=lambda f: f.lineno).name if around else ""

    for line, text in _texts(tree):
        for match in _SQL.finditer(text):
            found.add((path, place(line), f"{match[1].lower()} {match[5].lower()}"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CALLS:
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
            found |= {
                (path, place(node.lineno), f"{name}.{node.func.attr}") for table in TABLES.values() if name == table
            }
    return found


def _sources() -> Iterator[tuple[str, str]]:
    for folder in ("app", "scripts", "migrations"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def test_no_code_takes_anything_out_of_the_log_but_the_logged_erasure() -> None:
    found = {each for path, source in _sources() for each in takings(path, source)}
    assert found == ALLOWED


@pytest.mark.parametrize(
    "planted",
    [
        'execute("DELETE FROM audit_entries WHERE at < {}", cutoff)',
        'execute("delete  from\\n audit_payloads")',
        'execute("DELETE FROM " "audit_entries")',
        "execute(f\"DELETE FROM {'audit_entries'} WHERE seq < {{}}\", last)",
        'execute("TRUNCATE audit_entries")',
        'execute("TRUNCATE TABLE ONLY audit_payloads")',
        'execute("DROP TABLE IF EXISTS audit_payloads")',
        'execute("UPDATE audit_entries SET actor_person = NULL")',
        "execute('UPDATE \"audit_payloads\" SET json = NULL')",
        'execute("REPLACE INTO audit_entries VALUES (1)")',
        'execute("ALTER TABLE audit_entries DISABLE TRIGGER ALL")',
        "AuditEntry.delete(force=True)",
        "tables.AuditPayload.update({tables.AuditPayload.json: None})",
        "AuditEntry.alter().drop_table()",
    ],
)
def test_a_planted_fault_is_caught(planted: str) -> None:
    assert takings("app/cases/actions.py", f"async def tidy():\n    {planted}\n") != set()


@pytest.mark.parametrize(
    "harmless",
    [
        'execute("DELETE FROM sessions")',
        'fetch_rows("SELECT * FROM audit_entries ORDER BY seq DESC")',
        "insert(AuditEntry(seq=1))",
        "settings.update(AuditEntry)",
    ],
)
def test_what_only_looks_like_a_fault_is_not(harmless: str) -> None:
    assert takings("app/cases/actions.py", harmless) == set()
