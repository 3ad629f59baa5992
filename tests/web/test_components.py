"""The components and layouts keep their promises for ordinary, empty, faulty and hostile input."""

from __future__ import annotations

import re
from datetime import date
from html import escape, unescape

import pytest

from app.web.pages import is_current
from tests.web.gallery import (
    GALLERY,
    HOSTILE,
    LONG,
    STATIC,
    TEMPLATES,
    Item,
    Page,
    Shell,
    environment,
    error_pages,
    render,
    render_gallery,
)
from tests.web.html_check import faults

VENDORED = STATIC / "vendor" / "dkfds-11.2.0"

# Drawn by another macro or by the layout, so the gallery does not name them itself.
INDIRECT = {"file", "flashes"}


def draw(source: str, **values: object) -> str:
    """A snippet on its own, with the lines' white space taken together."""
    text = environment().from_string(source).render(**values)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


@pytest.fixture(scope="module")
def gallery() -> str:
    return render_gallery()


def test_gallery_is_whole(gallery: str) -> None:
    assert faults(gallery) == []


@pytest.mark.parametrize("code", sorted(error_pages()))
@pytest.mark.parametrize("shell", [None, Shell()], ids=["logged-in", "nobody"])
def test_error_pages_are_whole(code: int, shell: Shell | None) -> None:
    page = error_pages()[code]
    html = render(f"errors/{code}.html", page, shell) if shell else render(f"errors/{code}.html", page)
    assert faults(html) == []
    assert f"<h1>{page.title}</h1>" in html
    assert page.request_id in html
    assert 'class="button button-primary" href=' in html, "an error page needs a way back"


def test_only_error_pages_show_the_request_id(gallery: str) -> None:
    assert "01JABCDEF" not in gallery
    assert "req-1" not in gallery


def test_the_check_finds_planted_faults() -> None:
    """Control: a check that finds nothing here could not fail on the gallery either."""
    bad = (
        '<html lang="en"><title>Sager</title><h1>A</h1><h3 id="x" style="color:red">B</h3>'
        '<p id="x" onclick="go()">C</p><img src="a.png"><a href="javascript:go()">D</a>'
        '<form action="//elsewhere.dk" method="post"><label for="no">E</label><input id="f-a"></form>'
        '<input aria-label="F" aria-describedby="gone"><script>go()</script></html>'
    )
    assert faults(bad) == [
        "<form> that does not lead to an address of ours",
        "<h3> after <h1>",
        "<img> without alt",
        "a label for 'no' labels nothing",
        "id 'x' stands 2 times",
        "inline script",
        "javascript: in <a>",
        "nothing has the id 'gone'",
        "onclick= on <p>",
        "style= on <h3>",
        "the field 'f-a' has no label",
        "the language is not Danish",
        "title 'Sager'",
    ]


def test_hostile_text_is_shown_and_never_run(gallery: str) -> None:
    assert HOSTILE not in gallery
    assert "<img src=x" not in gallery
    assert gallery.count("<script") == 1, "only our own script file"
    assert unescape(gallery).count(HOSTILE) > 30
    assert gallery.count(LONG) == 3, "long text is shown whole"


def test_every_macro_is_in_the_gallery() -> None:
    used = GALLERY.read_text("utf-8")
    macros = {
        name
        for file in (TEMPLATES / "components").glob("*.html")
        for name in re.findall(r"{% macro ([a-z]\w*)", file.read_text("utf-8"))
    }
    shown = {name for name in macros if re.search(rf"\w+\.{name}\(", used)}
    assert macros - shown == INDIRECT


def test_every_icon_is_in_the_sprite(gallery: str) -> None:
    symbols = set(re.findall(r'<symbol id="([^"]+)"', (VENDORED / "img" / "sprite.svg").read_text("utf-8")))
    named = set(re.findall(r"sprite\.svg\?v=\w+#([\w-]+)", gallery))
    assert named - symbols == set()
    assert len(named) > 15


def test_the_style_sheet_points_only_at_vendored_files() -> None:
    css = (VENDORED / "css" / "dkfds.min.css").read_text("utf-8")
    targets = {target for target in re.findall(r"url\(([^)]+)\)", css) if not target.startswith("data:")}
    missing = {target for target in targets if not (VENDORED / "css" / target).is_file()}
    assert missing == set()
    fonts = {target for target in targets if "fonts/" in target}
    assert len(fonts) == 3
    assert all(target.endswith(".woff2") for target in fonts)
    assert "sourceMappingURL" not in css


def test_text_field_with_hint_and_error() -> None:
    html = draw(
        "{% import 'components/forms.html' as forms %}"
        "{{ forms.text('title', 'Titel', value=v, error='Skriv en titel', hint='Kort',"
        " autocomplete='off') }}",
        v='"æ"',
    )
    assert html == (
        '<div class="form-group form-error">\n'
        '<label class="form-label" for="f-title">Titel<span class="optional"> (valgfrit)</span></label>\n'
        '<span class="form-hint" id="f-title-hint">Kort</span>'
        '<span class="form-error-message" id="f-title-error">'
        '<span class="sr-only">Fejl: </span>Skriv en titel</span>\n'
        '<input class="form-input" type="text" id="f-title" name="title" value="&#34;æ&#34;"'
        ' autocomplete="off" aria-describedby="f-title-hint f-title-error" aria-invalid="true">\n'
        "</div>"
    )


def test_required_text_field_without_value() -> None:
    html = draw("{% import 'components/forms.html' as f %}{{ f.text('t', 'T', value=none, required=true) }}")
    assert html == (
        '<div class="form-group">\n'
        '<label class="form-label" for="f-t">T</label>\n'
        '<input class="form-input" type="text" id="f-t" name="t" value="" required>\n'
        "</div>"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, 'type="date" id="f-d" name="d" value=""'),
        ("", 'type="date" id="f-d" name="d" value=""'),
        (date(2024, 2, 29), 'type="date" id="f-d" name="d" value="2024-02-29"'),
        ("2024-02-29", 'type="date" id="f-d" name="d" value="2024-02-29"'),
        # A date field would show nothing for these, and what was typed would be lost.
        ("31.02.2025", 'type="text" id="f-d" name="d" value="31.02.2025"'),
        ("i morgen", 'type="text" id="f-d" name="d" value="i morgen"'),
    ],
)
def test_date_field_keeps_what_was_typed(value: object, shown: str) -> None:
    assert shown in draw("{% import 'components/forms.html' as f %}{{ f.date('d', 'D', value=v) }}", v=value)


def test_textarea_keeps_leading_line_ends() -> None:
    """HTML drops the first line end of a textarea; ours is there to be dropped."""
    html = (
        environment()
        .from_string("{% import 'components/forms.html' as f %}{{ f.textarea('t', 'T', value=v) }}")
        .render(v="\nlinje")
    )
    assert ">\n\nlinje</textarea>" in html


@pytest.mark.parametrize(("value", "chosen"), [("2", ["2"]), (2, ["2"]), ("", []), (None, []), ("9", [])])
def test_choices_are_kept(value: object, chosen: list[str]) -> None:
    options = (Item(value="1", label="Et"), Item(value="2", label="To"))
    for macro, mark in (("select", "selected"), ("radios", "checked")):
        html = draw(
            f"{{% import 'components/forms.html' as f %}}{{{{ f.{macro}('a', 'A', o, value=v) }}}}",
            o=options,
            v=value,
        )
        assert re.findall(rf'value="(\d)" ?[^>]*{mark}', html) == chosen


def test_several_boxes_are_kept() -> None:
    options = tuple(Item(value=str(n), label=str(n)) for n in range(4))
    source = "{% import 'components/forms.html' as f %}{{ f.checkboxes('a', 'A', o, values=v) }}"
    html = draw(source, o=options, v=(1, "3"))
    assert re.findall(r'value="(\d)" checked', html) == ["1", "3"]


def test_upload_form_keeps_its_address_and_version() -> None:
    source = (
        "{% import 'components/forms.html' as f %}"
        "{% call f.form('/a?b=1&c=2', multipart=true, progress=true, guard=true, version=7) %}X{% endcall %}"
    )
    drawn = re.sub(r'(name="once" value=)"[\w-]{12}"', r"\1KEY", draw(source))
    assert drawn == (
        '<form action="/a?b=1&amp;c=2" method="post" novalidate enctype="multipart/form-data"'
        " data-guard data-progress>\n"
        '<input type="hidden" name="once" value=KEY><input type="hidden" name="version" value="7">X\n</form>'
    )


def test_post_button_posts_its_hidden_fields() -> None:
    html = draw(
        "{% import 'components/buttons.html' as b %}{{ b.post_button('Luk', '/luk', hidden=[('note', n)]) }}",
        n=HOSTILE,
    )
    assert f'name="note" value="{escape(HOSTILE).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")}"' in html
    assert html.startswith('<form class="post-button" action="/luk" method="post">')


def test_status_is_never_colour_alone() -> None:
    for kind in ("neutral", "info", "success", "warning", "danger"):
        html = draw("{% import 'components/tags.html' as t %}{{ t.tag('Åben', k) }}", k=kind)
        assert "<svg" in html
        assert "<span>Åben</span>" in html


def test_unknown_is_shown_as_unknown() -> None:
    html = draw("{% import 'components/details.html' as d %}{{ d.fact('Frist') }}")
    assert '<dd><span class="unknown">ukendt</span></dd>' in html
    html = draw(
        "{% import 'components/timeline.html' as t %}{{ t.timeline(i, 'L') }}",
        i=[Item(label="Klagefrist", state="unknown"), Item(label="Frist", state="suspended")],
    )
    assert re.findall(r'timeline-when">(.*)</p>', html) == [
        "Ukendt dato",
        'Ukendt dato<span class="timeline-state"> · Suspenderet</span>',
    ]


def test_timeline_refuses_a_state_it_does_not_know() -> None:
    source = "{% import 'components/timeline.html' as t %}{{ t.timeline(i, 'L') }}"
    with pytest.raises(Exception, match="no attribute 'maybe'"):
        draw(source, i=[Item(label="Frist", state="maybe", on=date(2025, 1, 1))])


def test_progress_without_anything_has_no_bar() -> None:
    source = "{% import 'components/progress.html' as p %}{{ p.progress(0, n, 'Ingen tiltag') }}"
    assert "<progress" not in draw(source, n=0)
    assert "<progress" in draw(source, n=1)


def test_nothing_is_drawn_for_nothing() -> None:
    for call in ("n.pagination()", "f.error_summary([])", "a.flashes(())"):
        source = (
            "{% import 'components/nav.html' as n %}{% import 'components/forms.html' as f %}"
            "{% import 'components/alerts.html' as a %}{{ " + call + " }}"
        )
        assert draw(source) == ""


def test_the_layout_shows_the_menu_only_to_those_who_have_one() -> None:
    nobody = render("layouts/public.html", Page(title="Log ind"), Shell())
    assert faults(nobody) == []
    assert 'role="search"' not in nobody
    assert "Log ud" not in nobody
    assert "Demo:" not in nobody
    someone = render("layouts/base.html", Page(title="Sager"))
    assert faults(someone) == []
    assert '<a href="/" aria-current="page">Overblik</a>' in someone
    paths = ("/maalinger/x", "/arbejdsmiljoe/x", "/materiale", "/")
    assert [path for path in paths if is_current(path, "/maalinger")] == list(paths[:3])
    assert '<form action="/log-ud" method="post">' in someone
    assert "<title>Sager – Handlepligt</title>" in someone
    assert "Demo: Skriv kun noget opdigtet. Intet bliver sendt." in someone
