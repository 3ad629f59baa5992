"""One Piccolo app for all slices: two apps cannot share a migrations folder."""

from piccolo.conf.apps import AppConfig, table_finder

from app.config import MIGRATIONS
from app.db.columns import APP_NAME

_FOUND = table_finder(
    modules=["app.db.once"]
    + [
        f"app.{slice_name}.tables"
        for slice_name in (
            "organisation",
            "accounts",
            "access",
            "audit",
            "committees",
            "documents",
            "deadlines",
            "cases",
            "plans",
            "evidence",
            "involvement",
            "surveys",
            "material",
            "cycles",
            "indicators",
            "meetings",
            "minutes",
            "requests",
            "reports",
            "approvals",
            "packs",
            "inquiries",
            "notices",
            "erasure",
            "digest",
            "api",
        )
    ]
)
TABLES = list({table._meta.tablename: table for table in _FOUND}.values())  # a slice also sees what it imports

APP_CONFIG = AppConfig(
    app_name=APP_NAME,
    migrations_folder_path=str(MIGRATIONS),
    table_classes=TABLES,
    migration_dependencies=[],
    commands=[],
)
