"""What the database itself refuses about files: docs/decisions/0019-where-files-lie.md.

A version of evidence, and the row of a file, say for good what they said first. A version may get another picture to
show, and its file's name goes with its content (rule 42); a file's row may say that it is erased, and that it is back.
"""

_FROZEN = {
    "blobs": ("id", "sha256", "size", "media_type", "created_at"),
    "evidence_versions": ("id", "public_id", "evidence", "no", "blob", "esdh_reference", '"by"', "at"),
}
_PROPER = {
    "blobs": "length(NEW.sha256) = 64 AND NEW.size > 0",
    "evidence_versions": "(NEW.blob IS NULL) <> (NEW.esdh_reference = '')",  # a file or a place in ESDH, and one alone
}
_NEVER = "files and versions are added and never changed"


def _guards(differs: str) -> list[tuple[str, str, str, str]]:
    """Name, table, moment and condition of each; `differs` is how the engine compares with NULL."""
    made = []
    for table, columns in _FROZEN.items():
        changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)
        made += [
            (f"{table}_proper", table, "BEFORE INSERT", f"NOT ({_PROPER[table]})"),
            (f"{table}_frozen", table, "BEFORE UPDATE", changed),
            (f"{table}_kept", table, "BEFORE DELETE", ""),
        ]
    return made


def forwards(engine_type: str) -> list[str]:
    if engine_type == "sqlite":
        return [
            f"CREATE TRIGGER {name} {moment} ON {table} {f'WHEN {condition} ' if condition else ''}"
            f"BEGIN SELECT RAISE(ABORT, '{_NEVER}'); END"
            for name, table, moment, condition in _guards("IS NOT")
        ]
    return [
        f"CREATE FUNCTION refuse_file_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_NEVER}'; END $$",
        *(
            f"CREATE TRIGGER {name} {moment} "
            + (f"ON {table} FOR EACH ROW WHEN ({condition}) " if condition else f"OR TRUNCATE ON {table} ")
            + "EXECUTE FUNCTION refuse_file_change()"
            for name, table, moment, condition in _guards("IS DISTINCT FROM")
        ),
    ]


def backwards(engine_type: str) -> list[str]:
    if engine_type == "sqlite":
        return [f"DROP TRIGGER {name}" for name, *_ in _guards("IS NOT")]
    dropped = [f"DROP TRIGGER {name} ON {table}" for name, table, *_ in _guards("IS DISTINCT FROM")]
    return [*dropped, "DROP FUNCTION refuse_file_change()"]
