"""Who may import whom."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tests.architecture.source import RANK, SLICES, Fault, Module, Modules, is_within, target_of

# Every slice asks who may and records what was done. The layers still hold between them, and so does the check
# for circles.
CROSS_CUTTING = {"access", "audit"}

# Pure modules: the rules of the subject, and the words they use.
PURE_LAYERS = {"enums", "rules"}
PURE_LIBRARIES = {"msgspec"} | set(sys.stdlib_module_names)

WEB_USERS = {"forms", "pages", "views", "api"}
CONFIG_USERS = {"db", "web", "top", "demo"}


def placement(modules: Modules) -> list[Fault]:
    """Every package of app/ is a known area, and every module of a slice is a known layer."""
    faults = []
    for module in modules.values():
        if module.area not in {"", "core", "db", "web", "config", "top", *SLICES}:
            faults.append(Fault(module.name, 1, f"{module.area} is no area: give it a place in SLICES"))
        elif module.layer is not None and module.layer not in RANK:
            faults.append(Fault(module.name, 1, f"{module.layer} is no layer: give it one in TOPICS"))
    return faults


def order(modules: Modules) -> list[Fault]:
    """core < db < slices in their order < web's users; inside and across slices no layer looks up."""
    return [
        Fault(module.name, line, f"imports {imported}: {reason}")
        for module in modules.values()
        for line, imported in module.imports
        if (target := target_of(modules, imported)) is not None and (reason := _refusal(module, target))
    ]


def _refusal(module: Module, target: Module) -> str:
    """Why `module` may not import `target`; empty when it may."""
    if target.name == "app" or module.area == target.area == "top" or module.name == target.name:
        return ""
    if target.area == "top":
        # db needs the list of all tables, to migrate them and to give them their engine.
        needs_tables = module.area == "db" and target.name == "app.piccolo_app"
        return "" if needs_tables or module.area == "demo" else "only the top of the application imports it"
    if module.area == "top":
        return ""
    if target.area == "config":
        return "" if module.area in {"config", *CONFIG_USERS} or _is_outer(module) else "settings are handed in"
    if target.area == "web":
        is_user = module.area == "web" or module.layer in WEB_USERS
        return "" if is_user else "only forms, pages, views and api know HTTP"
    if module.area in {"core", "config"}:
        return "" if target.area == "core" else f"{module.area} knows only core"
    if module.area == "db":
        return "" if target.area in {"core", "db"} else "db knows core and itself"
    if module.area == "web":
        return _refusal_to_web(target)
    return _refusal_between_slices(module, target)


def _is_outer(module: Module) -> bool:
    return RANK.get(module.layer or "", 0) >= RANK["queries"] or module.layer == "adapter"


def _refusal_to_web(target: Module) -> str:
    if target.area in {"core", "db"}:
        return ""
    is_low = RANK.get(target.layer or "", 0) <= RANK["actions"]  # sessions are read and renewed
    return "" if target.area in {"accounts", "access"} and is_low else "web knows no subject"


def _refusal_between_slices(module: Module, target: Module) -> str:
    if target.area not in SLICES or module.area not in SLICES:
        return ""
    mine, other = RANK.get(module.layer or ""), RANK.get(target.layer or "")
    asks = target.area in CROSS_CUTTING and (mine or 0) >= RANK["policy"]
    if SLICES.index(target.area) > SLICES.index(module.area) and not asks:
        return f"{target.area} comes after {module.area}"
    if mine is None or other is None:
        return ""
    if other > mine or (other == mine and module.layer != target.layer):
        return f"{target.layer} is not below {module.layer}"
    return ""


def circles(modules: Modules) -> list[Fault]:
    """No module reaches itself through its imports."""
    direct: dict[str, set[str]] = {}
    for name, module in modules.items():
        targets = (target_of(modules, imported) for _, imported in module.imports)
        direct[name] = {target.name for target in targets if target is not None} - {name}
    return [
        Fault(name, 1, "reaches itself through its imports")
        for name in modules
        if name in _reached(direct, direct[name])
    ]


def _reached(direct: dict[str, set[str]], start: set[str]) -> set[str]:
    reached: set[str] = set()
    ahead = set(start)
    while ahead:
        reached |= ahead
        ahead = {further for name in ahead for further in direct[name]} - reached
    return reached


def purity(modules: Modules) -> list[Fault]:
    """rules and enums know the standard library, msgspec, core, and other rules and enums."""
    return [
        Fault(module.name, line, f"imports {imported}: {module.layer} must be pure")
        for module in modules.values()
        if module.layer in PURE_LAYERS
        for line, imported in module.imports
        if not _is_pure(modules, imported)
    ]


def _is_pure(modules: Modules, imported: str) -> bool:
    if not is_within(imported, "app"):
        return imported.split(".")[0] in PURE_LIBRARIES
    target = target_of(modules, imported)
    return target is None or target.area in {"core", ""} or target.layer in PURE_LAYERS


def pdf_library(modules: Modules) -> list[Fault]:
    """What makes PDFs is known in app/reports/pdf only."""
    return [
        fault for library in ("reportlab", "pikepdf") for fault in _library_users(modules, library, "app.reports.pdf")
    ]


def _library_users(modules: Modules, library: str, home: str) -> Iterator[Fault]:
    for module in modules.values():
        for line, imported in module.imports:
            if is_within(imported, library) and not is_within(module.name, home):
                yield Fault(module.name, line, f"imports {imported}: only {home} may")
