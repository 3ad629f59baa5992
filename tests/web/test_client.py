"""Where a request comes from: only a proxy of ours may say so."""

from typing import Any

import pytest

from app import config
from app.web.client import address_of, device_of


def scope(client: str | None, *forwarded: str, agent: str = "") -> Any:
    headers = [(b"x-forwarded-for", line.encode("latin-1")) for line in forwarded]
    return {"client": (client, 1) if client else None, "headers": [*headers, (b"user-agent", agent.encode())]}


def settings(proxies: str) -> config.Settings:
    return config.load({"HANDLEPLIGT_ENV": "test", "HANDLEPLIGT_TRUSTED_PROXIES": proxies})


@pytest.mark.parametrize(
    ("proxies", "client", "forwarded", "expected"),
    [
        ("", "203.0.113.9", ("198.51.100.7",), "203.0.113.9"),  # nobody is trusted
        ("10.0.0.1", "203.0.113.9", ("198.51.100.7",), "203.0.113.9"),  # not that one
        ("10.0.0.1", "10.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        ("10.0.0.1", "10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1", ("1.2.3.4, 198.51.100.7",), "198.51.100.7"),  # what comes first is anybody's word
        ("10.0.0.1", "10.0.0.1", ("1.2.3.4", "198.51.100.7"), "198.51.100.7"),  # in two lines, too
        ("10.0.0.0/8", "10.0.0.1", ("1.2.3.4, 198.51.100.7, 10.2.2.2",), "198.51.100.7"),  # proxies in a row
        ("10.0.0.0/8", "10.0.0.1", ("10.1.1.1",), "10.1.1.1"),
        ("10.0.0.1", "10.0.0.1", ("ond, 198.51.100.7",), "198.51.100.7"),
        ("10.0.0.1", "10.0.0.1", ("198.51.100.7, ond",), "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1", ("é\x00, ,,",), "10.0.0.1"),
        ("10.0.0.1", "::ffff:10.0.0.1", ("::ffff:198.51.100.7",), "198.51.100.7"),  # IPv4 in IPv6's clothes
        ("", "2001:db8:1:2:aaaa::1", (), "2001:db8:1:2::"),  # one office is one address
        ("2001:db8::/32", "2001:db8::1", ("2a00:1:2:3:4::5",), "2a00:1:2:3::"),
        ("", None, ("198.51.100.7",), ""),
        ("", "testclient", (), ""),
    ],
)
def test_the_address(proxies: str, client: str | None, forwarded: tuple[str, ...], expected: str) -> None:
    assert address_of(scope(client, *forwarded), settings(proxies)) == expected


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge på Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome på Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605", "Safari på Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140 Mobile Safari/604", "Chrome på iPhone"),
        ("curl/8", "Ukendt browser"),
        ("", "Ukendt browser"),
        ("<b>" * 1000, "Ukendt browser"),
    ],
)
def test_the_browser_in_few_words(agent: str, expected: str) -> None:
    assert device_of(scope("10.0.0.1", agent=agent)) == expected


def test_a_proxy_that_is_none_is_named() -> None:
    found = config.problems({"HANDLEPLIGT_TRUSTED_PROXIES": "10.0.0.1, proxy.local ,10.0.0.1/8"})
    assert [each.text for each in found] == [
        "proxy.local er hverken en adresse eller et net.",
        "10.0.0.1/8 er hverken en adresse eller et net.",
    ]
