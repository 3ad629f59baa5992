"""Sending a form: where it stands at a place, what it carries unseen, and what the answer complains of."""

import html
import re
from collections.abc import Callable
from typing import Any

import httpx

from tests.factories_files import PDF, jpeg
from tests.factories_world_places import Place
from tests.web.posts.all import POSTS
from tests.web.posts.form import Fields, Post
from tests.web.worlds import Browsers

_NAMES = {
    "case_id": "case",
    "item_id": "item",
    "note_id": "note",
    "point_id": "point",
    "finding_id": "finding",
    "complaint_id": "complaint",
    "visit_id": "visit",
    "extension_id": "extension",
    "record_id": "record",
    "contact_id": "contact",
    "reply_id": "reply",
    "share_id": "share",
    "grant": "grant",
    "mapping": "mapping",
    "member": "member",
    "code": "scale",
    "unit_id": "round_unit",
    "recipient": "recipient",
    "link_id": "link",
    "measure_id": "measure",
    "waiver_id": "waiver",
    "told_id": "told",
    "paper_id": "paper",
    "file_id": "guide",
    "minutes_id": "filed_minutes",
    "unit": "unit",
    "value": "value",
    "series_id": "series",
    "question": "question",
    "fact": "fact",
}
_PREFIXES = {
    "giv-videre": "person",
    "sager": "case",
    "tiltag": "item",
    "fokuspunkter": "point",
    "dokumentation": "evidence",
    "anmodninger": "request",
    "dokumenter": "document",
    "enheder": "unit",
    "personer": "person",
    "udvalg": "committee",
    "spoergeskemaer": "instrument",
    "maalinger": "round",
    "materiale": "material",
    "arbejdsmiljoe": "cycle",
    "omlaegninger": "reorganisation",
    "indikatorer": "indicator",
    "forespoergsler": "inquiry",
    "moeder": "meeting",
    "punkter": "agenda",
    "udvalgsanmodninger": "asked",
    "enighed": "approval",
    "moedepakker": "kept",
    "referater": "filed_minutes",
}


def values(place: Place) -> dict[str, str]:
    """What stands in addresses, by the names that forms and swaps use."""
    first = place.items[0]
    own = {name: getattr(place, name) for name in Place.__struct_fields__ if isinstance(getattr(place, name), str)}
    names = ("item", "followed", "ongoing", "note", "evidence", "request")
    return {**own, **{name: getattr(first, name) for name in names}}


def address(post: Post, place: Place, fill: Callable[[str], str] | None = None) -> str:
    """Where the form is sent at `place`; `fill` gives other values by name ("case", "item" …)."""
    known = values(place)
    prefix = post.path.split("/")[1]
    found = {"slug": "efterkommelsesfrist", "no": post.swaps.get("no", "1")}
    for name in re.findall(r"{(\w+)}", post.path):
        if name not in found:
            key = post.swaps.get(name) or (_PREFIXES[prefix] if name == "public_id" else _NAMES[name])
            found[name] = fill(key) if fill else known[key]
    return post.path.format(**found)


async def drawn_form(browsers: Browsers, post: Post, place: Place, who: str = "") -> str:
    """The page on which the form stands."""
    page = await browsers.get(who or post.who, address(post, place))
    if page.status_code == 303:  # the form stands on another page
        page = await browsers.get(who or post.who, page.headers["location"])
    return page.text


def seen_version(page: str) -> str | None:
    """The version that the form carries unseen."""
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    return html.unescape(found[1]) if found else None


def _with_versions(fields: Fields, page: str) -> Fields:
    """Rows that are chosen with their version (»id.version«): what the page says stands for it."""

    def chosen(value: str) -> str:
        found = re.search(rf'value="({re.escape(value)}\d+)"', page) if value.endswith(".") else None
        return found[1] if found else value

    return {
        name: [chosen(each) for each in value] if isinstance(value, list) else value for name, value in fields.items()
    }


def attached(post: Post) -> Any:
    if not post.file:
        return None
    if post.file == "photo":
        return [(post.file, ("foto.jpg", jpeg(), "image/jpeg"))]
    return [(post.file, ("bilag.pdf", PDF, "application/pdf"))]


async def prepare(browsers: Browsers, post: Post, place: Place) -> None:
    """Sends the forms that must come first."""
    for path in post.before:
        answer = await send(browsers, POSTS[path], place)
        assert answer.status_code in (200, 303), (path, answer.status_code, problems(answer))


async def filled_in(browsers: Browsers, post: Post, place: Place, who: str = "", /, **changed: Any) -> Fields:
    """The form's fields as its page has them and a person fills them in."""
    page = await drawn_form(browsers, post, place, who)
    sent = {**_with_versions(post.fields(browsers.world, place), page), **changed}
    if "version" not in sent and (version := seen_version(page)):
        sent["version"] = version
    for name in () if changed.keys() & set(post.unseen) else post.unseen:
        sent[name] = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return sent


async def send(browsers: Browsers, post: Post, place: Place, who: str = "", /, **changed: Any) -> httpx.Response:
    """Opens the form as a person does, and sends it filled in."""
    sent = await filled_in(browsers, post, place, who, **changed)
    return await browsers.post(who or post.who, address(post, place), sent, attached(post))


def problems(answer: httpx.Response) -> list[str]:
    """What the page complains of, for the message of a failing test."""
    found = re.findall(r'class="(?:form-error-message|alert-text|alert[^"]*)"[^>]*>(.*?)<', answer.text, re.S)
    return [" ".join(each.split()) for each in found if each.strip()][:6]
