"""Found by Piccolo's own commands through PICCOLO_CONF=app.piccolo_conf."""

from piccolo.conf.apps import AppRegistry

from app.config import load
from app.db.engine import make_engine

DB = make_engine(load().database_url)
APP_REGISTRY = AppRegistry(apps=["app.piccolo_app"])
