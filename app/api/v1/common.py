"""What the handlers share: what a route says of itself, pages of lists, and the version that a write has seen."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response
from litestar.datastructures import ResponseHeader
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter

from app.access.enums import Permission
from app.api.enums import TokenScope
from app.core.errors import Invalid
from app.web.forms import LOOKS_LIKE_CPR, Form, Submission, parse
from app.web.problems import MEDIA_TYPE, Problem, Refused

AnyRequest = Request[Any, Any, Any]
BASE = "/api/v1"
F = TypeVar("F", bound=Form)
B = TypeVar("B")
S = TypeVar("S", bound=msgspec.Struct)

# What fields are called and look like; the document is made of it.
Id = Annotated[str, msgspec.Meta(description="Id, som det står i adresser.", examples=["k7m2q9w4x3t5"])]
Label = Annotated[str, msgspec.Meta(description="Det danske ord for værdien ved siden af.", examples=["I gang"])]
Day = Annotated[date | None, msgspec.Meta(description="Dato. Tom: ukendt, eller endnu ikke sket.")]
Instant = Annotated[datetime, msgspec.Meta(description="Tidspunkt i UTC.")]
Tag = Annotated[str, msgspec.Meta(description="Send den som If-Match, når du ændrer.", examples=['"7"'])]

After = Annotated[
    str | None, QueryParameter(description="Hvor siden begynder: fra »next« på siden før. Ellers fra toppen.")
]
IfMatch = Annotated[
    str | None,
    HeaderParameter(name="If-Match", description="ETag for det, du så sidst. Uden den bliver intet gemt (428)."),
]

READ = {"permission": Permission.CASE_READ, "token": TokenScope.READ}
FILE = {**READ, "as_it_is": True}

_WORDS = {
    401: "Nøglen mangler, er ukendt, er udløbet eller er tilbagekaldt.",
    403: "Nøglen eller dens ejer må ikke det.",
    404: "Findes ikke, eller du har ikke adgang til den.",
    406: "Svaret findes ikke i det format, du beder om.",
    409: "Reglerne tillader det ikke endnu. »blockers« siger, hvad der mangler.",
    412: "En anden har gemt først. »conflicts« viser begge udgaver.",
    413: "For stort.",
    415: "Indholdet har et format, som vi ikke læser.",
    422: "Et felt er forkert. »errors« siger hvilket.",
    428: "If-Match mangler.",
    429: "For mange forespørgsler. »Retry-After« siger, hvor mange sekunder du skal vente.",
    500: "Fejl hos os. Intet er gemt halvt.",
    503: "Systemet har travlt. Prøv igen om lidt.",
}
_ALWAYS = (401, 403, 404, 406, 422, 429, 500, 503)
_WHEN_WRITING = (409, 412, 413, 415, 428)


def refusals(*more: int) -> dict[int, ResponseSpec]:
    """The refusals of a route, for the document; `more` than those of every route."""
    statuses = sorted({*_ALWAYS, *more})
    return {
        status: ResponseSpec(Problem, description=_WORDS[status], media_type=MEDIA_TYPE, generate_examples=False)
        for status in statuses
    }


READS = refusals()
WRITES = refusals(*_WHEN_WRITING)
NEXT_LINK = ResponseHeader(
    name="Link", description="Adressen på den næste side, rel=next. Mangler på den sidste.", documentation_only=True
)
ETAG = ResponseHeader(name="ETag", description="Send den som If-Match, når du ændrer.", documentation_only=True)
LOCATION = ResponseHeader(name="Location", description="Hvor det nye står.", documentation_only=True)


def tag_text(version: int | str) -> str:
    return f'"{version}"'


def seen_in(if_match: str | None) -> str:
    """The tag that the caller has seen, without its quotes. Raises `Refused` (428) where none is given.

    One tag, and a strong one: "*" would mean that anything may be overwritten.
    """
    found = re.fullmatch(r'"([^"]{1,64})"', (if_match or "").strip())
    if if_match is None or if_match.strip() in ("", "*"):
        raise Refused(428, "request.if_match", "Hent først, og send svarets ETag som If-Match. »*« gælder ikke.")
    return found[1] if found else ""


def seen_version(if_match: str | None) -> int:
    """As `seen_in`, for things with a version; what is no number is no version of ours."""
    text = seen_in(if_match)
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1


def checked(form_type: type[F], **sent: str | None) -> F:
    """The fields through the rules of the page's form. Raises `Invalid` naming those that are wrong."""
    submission = parse(form_type, {name: [text] for name, text in sent.items() if text is not None})
    submission.look_for_cpr()
    return value_of(submission)


def value_of(submission: Submission[F]) -> F:
    """What was sent, when every field is right. Raises `Invalid`: with a code of its own for what looks like a CPR
    number (rule 44), which goes through with `cpr_ok`."""
    if submission.value is not None:
        return submission.value
    if submission.looks_like_cpr:
        text = "Noget ligner et CPR-nummer. Ret det. Er det et nummer af en anden slags, så send det igen med »cpr_ok«."
        raise Invalid(LOOKS_LIKE_CPR, text, submission.errors)
    raise Invalid("request.fields", "Ret felterne.", submission.errors)


def filled(shape: type[S], row: object, **more: object) -> S:
    """The shape, with `more` and otherwise what `row` has by the same names. An `id` is the public one, never a key.

    Raises where a value is not what the shape says: so that no key or hidden thing goes out under a name that fits.
    """
    names = [field.name for field in msgspec.structs.fields(shape) if field.name not in more]
    own = {name: getattr(row, "public_id" if name == "id" else name) for name in names}
    return msgspec.convert({**own, **more}, shape)


def page_of(body: B, following: str | None) -> Response[B]:
    """One page of a list, with the way to the next in a header, too."""
    return Response(body, headers={"Link": f'<{following}>; rel="next"'} if following else None)


def next_of(request: AnyRequest, after: str | None) -> str | None:
    """The address of the page that begins after `after`, asked as this one was."""
    if after is None:
        return None
    asked = {name: value for name, value in request.query_params.items() if name != "after"}
    return f"{request.scope['path']}?{urlencode({**asked, 'after': after})}"


def slice_after(rows: Sequence[B], keys: Sequence[str], after: str | None, most: int) -> tuple[list[B], str | None]:
    """A page of a list that is read whole: what follows the row with key `after`, and where the next begins."""
    start = keys.index(after) + 1 if after in keys else 0
    shown = list(rows[start : start + most])
    is_more = start + most < len(rows)
    return shown, keys[start + most - 1] if is_more else None
