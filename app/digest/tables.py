from piccolo.table import Table

from app.accounts.tables import Account
from app.db import columns as c


class DailyMail(Table, tablename="daily_mails"):
    """One person's mail of one Danish day, unique: claimed before it is sent, so that nobody gets it twice."""

    id = c.key()
    account = c.fk(Account)
    on_day = c.day()
    claimed_at = c.instant()
    sent_at = c.instant(null=True)


class MailStop(Table, tablename="mail_stops"):
    """Somebody who wants no daily mail."""

    id = c.key()
    account = c.fk(Account, unique=True)
    at = c.instant()
