"""app/ imports only what pyproject.toml names; what it uses must not come along by chance."""

import re
import sys
import tomllib

from packaging.requirements import Requirement

from tests.architecture.source import ROOT, load, parse

# Import names that differ from the package's, or that a named package guarantees.
PROVIDED_BY = {
    "argon2": "argon2-cffi",
    "PIL": "pillow",
    "pillow_heif": "pillow-heif",
    "markupsafe": "jinja2",
    "asyncpg": "piccolo",  # its extra "postgres"
    "aiosqlite": "piccolo",  # its extra "sqlite"
}


def undeclared(modules, dependencies):
    """Import names without a line in pyproject.toml, with a module that uses each."""
    declared = {Requirement(text).name.lower() for text in dependencies}
    found = {imported.split(".")[0]: module.name for module in modules.values() for _, imported in module.imports}
    return {
        f"{name} in {user}"
        for name, user in found.items()
        if name != "app" and name not in sys.stdlib_module_names and PROVIDED_BY.get(name, name).lower() not in declared
    }


def declared_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return project["project"]["dependencies"], project["dependency-groups"]["dev"]


def test_every_import_is_declared():
    runtime, _ = declared_dependencies()

    assert undeclared(load(), runtime) == set()


def test_a_hidden_import_is_caught():
    modules = parse({"app.cases.views": "def late():\n    import pydantic.fields\nimport msgspec, PIL.Image"})

    assert undeclared(modules, ["msgspec>=0.21", "pillow"]) == {"pydantic in app.cases.views"}


def test_every_dependency_has_its_line_in_the_decision_record():
    runtime, development = declared_dependencies()
    record = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text("utf-8")
    first_cells = re.findall(r"^\| ([^|]+) \|", record, re.MULTILINE)
    explained = {name for cell in first_cells for name in re.findall(r"[a-z0-9-]+", cell)}

    assert {Requirement(text).name for text in runtime + development} - explained == set()
