"""`handlepligt digest send` as cron runs it."""

import pytest

from app import config
from tests.cli.conftest import Handlepligt
from tests.support.postbox import Postbox

pytestmark = pytest.mark.slow


def test_the_daily_mail_from_the_command_line(handlepligt: Handlepligt, postbox: tuple[Postbox, config.Smtp]) -> None:
    """Without a server, on a wrong day, with nothing to say, and with a server that is gone."""
    smtp = postbox[1]
    server = {"smtp_host": smtp.host, "smtp_port": str(smtp.port), "smtp_from": smtp.sender, "smtp_security": "none"}
    assert handlepligt("municipality", "create", "EKS", "Eksempel Kommune").returncode == 0
    user = ("user", "create", "bo", "--municipality", "EKS", "--name", "Bo Ærø", "--email", "bo@eksempel.dk")
    assert handlepligt(*user, "--role", "leder", "--link").returncode == 0
    without = handlepligt("digest", "send")
    assert (without.returncode, without.stderr) == (
        2,
        "Der er ingen mailserver. Sæt HANDLEPLIGT_SMTP_HOST og HANDLEPLIGT_SMTP_FROM.\n",
    )
    for day in ("31.02.2026", "01.01.2999"):
        assert handlepligt("digest", "send", "--date", day, **server).returncode == 2, day
    quiet = handlepligt("digest", "send", **server)
    assert (quiet.returncode, quiet.stdout) == (0, "Sendt: 0. Intet at sende: 1. Afvist: 0.\n"), quiet.stderr
    assert postbox[0].letters == []
