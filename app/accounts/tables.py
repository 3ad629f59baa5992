from piccolo.table import Table

from app.db import columns as c
from app.organisation.tables import Person, Unit


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
    sso_sid = c.line(255, null=True, index=True)  # the provider's own name of the session, where it has told one
    sso_hint = c.prose(null=True)  # its ID token, encrypted: by which it is asked to log out; None: no single sign-on


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


class SsoIdentity(Table, tablename="sso_identities"):
    """Who an account is to the provider of single sign-on. Nobody is known by anything else, such as an e-mail."""

    id = c.key()
    account = c.fk(Account, unique=True)
    issuer = c.line(500)
    subject = c.line(255)
    linked_at = c.instant()
    linked_by = c.fk(Person, null=True)  # who connected the two; None: made at the first login
    used_at = c.instant(null=True)


class SsoMapping(Table, tablename="sso_mappings"):
    """Whoever the provider says has `value` in `claim` gets `role` on `unit`, at each login."""

    id = c.key()
    public_id = c.public_id()
    claim = c.line(200)
    value = c.line(300)
    role = c.word()
    unit = c.fk(Unit)
    made_by = c.fk(Person, null=True)  # to whom it never applies; None: the command line
    made_at = c.instant()
    removed_at = c.instant(null=True)


class SsoUsed(Table, tablename="sso_used"):
    """Answers and messages of the provider that have been used: none counts twice. Only digests."""

    id = c.key()
    digest = c.line(64, unique=True)
    expires_at = c.instant(index=True)
