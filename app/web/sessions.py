"""The cookie of a session."""

from litestar.datastructures import Cookie

from app.config import Settings


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and to https; plain http (demo, tests) cannot use it."""
    return "__Host-handlepligt" if settings.is_production else "handlepligt"


def _cookie(settings: Settings, key: str, value: str, max_age: int | None) -> Cookie:
    """For this host alone, out of reach of scripts. Lax: the answer of a login's provider comes from another site.
    `max_age` in seconds; None: until the browser is closed."""
    return Cookie(
        key=key,
        value=value,
        path="/",
        httponly=True,
        secure=settings.is_production,
        samesite="lax",
        max_age=max_age,
    )


def session_cookie(settings: Settings, secret: str) -> Cookie:
    """Lives longer than the session itself: a late form is recognised as ours and carried over the login."""
    return _cookie(settings, cookie_name(settings), secret, 7 * 24 * 3600)


def no_session_cookie(settings: Settings) -> Cookie:
    return _cookie(settings, cookie_name(settings), "", 0)


def browser_cookie_name(settings: Settings) -> str:
    return cookie_name(settings) + "-browser"


def browser_cookie(settings: Settings, value: str) -> Cookie:
    """By which a browser that has logged in before is known: strangers cannot lock its owner out (decision 0009)."""
    return _cookie(settings, browser_cookie_name(settings), value, 180 * 24 * 3600)


def attempt_cookie_name(settings: Settings) -> str:
    return cookie_name(settings) + "-sso"


def attempt_cookie(settings: Settings, value: str) -> Cookie:
    """What binds the answer of a provider to the browser that asked; without a value it goes."""
    return _cookie(settings, attempt_cookie_name(settings), value, 600 if value else 0)


def pass_cookie_name(settings: Settings) -> str:
    return cookie_name(settings) + "-opslag"


def pass_cookie(settings: Settings, value: str) -> Cookie:
    """That the provider knows an employee who has no login here: gone with the browser, worth nothing in an hour."""
    return _cookie(settings, pass_cookie_name(settings), value, None)
