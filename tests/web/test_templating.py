"""The filters and the environment every page is drawn with."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import jinja2
import pytest

from app.web.templating import (
    danish_date,
    danish_date_long,
    danish_datetime,
    file_size,
    iso_date,
    make_environment,
    nl2br,
)


def test_dates_are_written_as_in_denmark() -> None:
    day = date(2025, 4, 10)
    assert [danish_date(day), danish_date_long(day), iso_date(day)] == [
        "10.04.2025",
        "10. april 2025",
        "2025-04-10",
    ]
    assert [danish_date_long(date(2024, month, 1)) for month in (2, 3, 5, 6, 7, 10)] == [
        "1. februar 2024",
        "1. marts 2024",
        "1. maj 2024",
        "1. juni 2024",
        "1. juli 2024",
        "1. oktober 2024",
    ]
    assert [danish_date(date(2024, 2, 29)), danish_date(date(1, 1, 1))] == ["29.02.2024", "01.01.0001"]


def test_unknown_is_said_to_be_unknown() -> None:
    assert {f(None) for f in (danish_date, danish_date_long, danish_datetime, file_size)} == {"ukendt"}
    assert iso_date(None) == ""


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2025, 4, 10, 12, 5, tzinfo=UTC), "10.04.2025 kl. 14.05"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "01.01.2026 kl. 00.30"),
        # The nights the clock moves, 2025: 02.00 -> 03.00 on 30 March, 03.00 -> 02.00 on 26 October.
        (datetime(2025, 3, 30, 0, 59, tzinfo=UTC), "30.03.2025 kl. 01.59"),
        (datetime(2025, 3, 30, 1, 0, tzinfo=UTC), "30.03.2025 kl. 03.00"),
        (datetime(2025, 10, 26, 0, 30, tzinfo=UTC), "26.10.2025 kl. 02.30"),
        (datetime(2025, 10, 26, 1, 30, tzinfo=UTC), "26.10.2025 kl. 02.30"),
        (datetime(2025, 1, 1, 0, 0, tzinfo=timezone(timedelta(hours=5))), "31.12.2024 kl. 20.00"),
    ],
)
def test_instants_are_shown_in_danish_time(instant: datetime, shown: str) -> None:
    assert danish_datetime(instant) == shown
    assert danish_date(instant) == shown[:10]


def test_an_instant_without_a_time_zone_is_refused() -> None:
    naive = datetime(2025, 4, 10, 12, 5)
    for show in (danish_datetime, danish_date, danish_date_long, iso_date):
        with pytest.raises(ValueError, match="time zone"):
            show(naive)


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 byte"),
        (999, "999 byte"),
        (1000, "1 kB"),
        (12_345, "12,3 kB"),
        (999_949, "999,9 kB"),
        (999_950, "1 MB"),
        (3_500_000, "3,5 MB"),
        (25_000_000, "25 MB"),
        (7 * 10**9, "7 GB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_file_sizes(size: int, shown: str) -> None:
    assert file_size(size) == shown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (None, ""),
        ("", ""),
        (" \n\n ", ""),
        ("En linje", "<p>En linje</p>"),
        ("En\nto", "<p>En<br>\nto</p>"),
        ("En\r\nto\rtre", "<p>En<br>\nto<br>\ntre</p>"),
        ("En\n\n\n\nto\n \ntre\n", "<p>En</p>\n<p>to</p>\n<p>tre</p>"),
        ("<b>&</b>", "<p>&lt;b&gt;&amp;&lt;/b&gt;</p>"),
        ("{x} {0}", "<p>{x} {0}</p>"),
    ],
)
def test_paragraphs_and_line_ends(text: str | None, html: str) -> None:
    assert str(nl2br(text)) == html


def environment(folder: Path, template: str) -> jinja2.Template:
    (folder / "t.html").write_text(template, "utf-8")
    return make_environment(folder, folder).get_template("t.html")


def test_text_is_escaped_and_missing_names_are_refused(tmp_path: Path) -> None:
    template = environment(tmp_path, "{% if true %}\n  {{ page }}\n{% endif %}")
    assert template.render(page="<script>") == "  &lt;script&gt;\n"
    with pytest.raises(jinja2.UndefinedError):
        template.render()


def test_static_addresses_carry_the_hash_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_bytes(b"p{}")
    template = environment(tmp_path, "{{ static_url('a.css') }}")
    expected = f"/static/a.css?v={hashlib.sha256(b'p{}').hexdigest()[:16]}"
    assert template.render() == expected
    # Read once: a page does not hash files.
    (tmp_path / "a.css").unlink()
    assert template.render() == expected


def test_a_static_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        environment(tmp_path, "{{ static_url('gone.css') }}").render()
