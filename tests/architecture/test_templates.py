"""Templates compile, and hold nothing that the strict content security policy forbids."""

import pytest

from app.web.templating import make_environment
from tests.architecture.source import ROOT
from tests.architecture.template_checks import faults_in, templates

FOLDER = ROOT / "templates"
NAMES = [str(path.relative_to(FOLDER)) for path in templates(FOLDER)]


@pytest.mark.parametrize("name", NAMES)
def test_a_template_keeps_to_the_policy(name):
    assert faults_in((FOLDER / name).read_text("utf-8")) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name):
    environment = make_environment(ROOT / "app" / "static", FOLDER)

    assert environment.get_template(name).name == name


def test_there_are_templates():
    assert len(NAMES) >= 5


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<p style="color: red">', "a style attribute"),
        ("<p class='x' STYLE = 'a'>", "a style attribute"),
        ('<button onclick="go()">', "an on… attribute"),
        ('<img src="{{ url }}"\n onerror=go>', "an on… attribute"),
        ("<script>go()</script>", "an inline script"),
        ('<script type="module">go()</script>', "an inline script"),
        ("<style>p {}</style>", "a style element"),
        ('<a href="javascript:go()">', "a javascript: address"),
    ],
)
def test_a_planted_fault_is_caught(text, fault):
    assert faults_in(text) == [fault]


@pytest.mark.parametrize(
    "text",
    [
        '<script src="/static/app.js" defer></script>',
        '{% set only = 1 %}<p class="one">{{ field(style="wide", onset=1) }}</p>',
        "<p>en style = to, one = 1</p>",
        "{# <p style='x'> #}",
    ],
)
def test_what_only_looks_like_a_fault_is_not(text):
    assert faults_in(text) == []
