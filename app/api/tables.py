from piccolo.table import Table

from app.accounts.tables import Account
from app.db import columns as c
from app.organisation.tables import Person


class ApiToken(Table, tablename="api_tokens"):
    """A key with which another program acts for its owner. Only the digest is kept; the key itself is shown once."""

    id = c.key()
    public_id = c.public_id()
    digest = c.line(64, unique=True)
    shown = c.line(16)  # how it begins, so that its owner knows one from another
    account = c.fk(Account)
    name = c.line(80)
    scopes = c.line(100)  # api.enums.TokenScope, with blanks between
    created_at = c.instant()
    expires_on = c.day(index=True)  # the last day it works
    last_used_at = c.instant(null=True)  # to within five minutes
    revoked_at = c.instant(null=True)
    revoked_by = c.fk(Person, null=True)
    requests = c.number()  # in the minute that ends at `window_ends_at`
    window_ends_at = c.instant()
