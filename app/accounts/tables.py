from piccolo.table import Table

from app.db import columns as c
from app.organisation.tables import Person


class Account(Table, tablename="accounts"):
    id = c.key()
    public_id = c.public_id()
    person = c.fk(Person, unique=True)
    username = c.line(254, unique=True)  # casefolded
    password_hash = c.line(200)
    is_active = c.flag()
    failed_count = c.number()
    locked_until = c.instant(null=True)
    last_login_at = c.instant(null=True)


class Session(Table, tablename="sessions"):
    """Only the digest of the cookie is kept; nobody who is not logged in has a row."""

    id = c.key()
    digest = c.line(64, unique=True)
    account = c.fk(Account)
    data = c.prose()  # JSON of accounts.queries.SessionData: flashes and carried forms
    created_at = c.instant()
    seen_at = c.instant()
    expires_at = c.instant(index=True)
