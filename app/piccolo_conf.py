"""Found by Piccolo's own commands through PICCOLO_CONF=app.piccolo_conf."""

from typing import Any

from piccolo.conf.apps import AppRegistry

from app.config import load
from app.db import engine

APP_REGISTRY = AppRegistry(apps=["app.piccolo_app"])


def __getattr__(name: str) -> Any:
    """`DB` is the engine in use; where there is none (Piccolo's command line), the configured one."""
    if name == "DB":
        return engine.chosen_engine() or engine.make_engine(load().database_url)
    raise AttributeError(name)
