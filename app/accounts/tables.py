from piccolo.table import Table

from app.db import columns as c
from app.organisation.tables import Person


class Account(Table, tablename="accounts"):
    id = c.key()
    public_id = c.public_id()
    person = c.fk(Person, unique=True)
    username = c.line(254, unique=True)  # casefolded
    password_hash = c.line(200)  # "" until the person has chosen one
    is_active = c.flag()
    last_login_at = c.instant(null=True)


class Session(Table, tablename="sessions"):
    """Only the digest of the cookie is kept; nobody who has not shown a right password has a row."""

    id = c.key()
    public_id = c.public_id()
    digest = c.line(64, unique=True)
    account = c.fk(Account)
    stage = c.word()
    device = c.line(100)  # "Firefox på Windows"
    data = c.prose()  # JSON of accounts.queries.SessionData: flashes and carried forms
    created_at = c.instant()
    seen_at = c.instant()
    proved_at = c.instant()  # when the password or a code was last given
    expires_at = c.instant(index=True)


class AccountLink(Table, tablename="account_links"):
    """A link that lets its holder choose a password, once. Only the digest of its secret is kept."""

    id = c.key()
    digest = c.line(64, unique=True)
    account = c.fk(Account)
    purpose = c.word()
    issued_by = c.fk(Person, null=True)  # nobody: the command line, or the person asked for it
    created_at = c.instant()
    expires_at = c.instant()
    used_at = c.instant(null=True)


class SecondFactor(Table, tablename="second_factors"):
    """The secret that an account shares with an app on a phone. It counts from its confirmation on."""

    id = c.key()
    account = c.fk(Account, unique=True)
    secret = c.prose()  # encrypted
    confirmed_at = c.instant(null=True)
    last_step = c.big_number()  # of the last code used: none counts twice


class RecoveryCode(Table, tablename="recovery_codes"):
    id = c.key()
    account = c.fk(Account)
    digest = c.line(64)
    used_at = c.instant(null=True)


class AttemptLimit(Table, tablename="attempt_limits"):
    """How often something was tried, from one place or for one name; shared by all processes, kept for a day."""

    id = c.key()
    bucket = c.line(64, unique=True)  # digest of what is counted
    subject = c.line(64, index=True)  # digest of the name it is about; "" for none
    tries = c.number()
    most = c.number()
    ends_at = c.instant(index=True)  # counting begins again
