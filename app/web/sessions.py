"""The cookie of a session."""

from litestar.datastructures import Cookie

from app.config import Settings


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and to https; plain http (demo, tests) cannot use it."""
    return "__Host-handlepligt" if settings.is_production else "handlepligt"


def session_cookie(settings: Settings, secret: str) -> Cookie:
    return Cookie(
        key=cookie_name(settings),
        value=secret,
        path="/",
        httponly=True,
        secure=settings.is_production,
        samesite="lax",
        # Longer than the session itself: a late form is recognised as ours and carried over the login.
        max_age=7 * 24 * 3600,
    )


def no_session_cookie(settings: Settings) -> Cookie:
    return Cookie(
        key=cookie_name(settings), value="", path="/", httponly=True, secure=settings.is_production, max_age=0
    )


def browser_cookie_name(settings: Settings) -> str:
    return cookie_name(settings) + "-browser"


def browser_cookie(settings: Settings, value: str) -> Cookie:
    """By which a browser that has logged in before is known: strangers cannot lock its owner out (decision 0009)."""
    return Cookie(
        key=browser_cookie_name(settings),
        value=value,
        path="/",
        httponly=True,
        secure=settings.is_production,
        samesite="lax",
        max_age=180 * 24 * 3600,
    )


def attempt_cookie_name(settings: Settings) -> str:
    return cookie_name(settings) + "-sso"


def attempt_cookie(settings: Settings, value: str) -> Cookie:
    """What binds the answer of a provider to the browser that asked; lax, as the answer comes from another site."""
    return Cookie(
        key=attempt_cookie_name(settings),
        value=value,
        path="/",
        httponly=True,
        secure=settings.is_production,
        samesite="lax",
        max_age=600 if value else 0,
    )


def pass_cookie_name(settings: Settings) -> str:
    return cookie_name(settings) + "-opslag"


def pass_cookie(settings: Settings, value: str) -> Cookie:
    """That the provider knows an employee who has no login here: gone with the browser, worth nothing in an hour."""
    return Cookie(
        key=pass_cookie_name(settings),
        value=value,
        path="/",
        httponly=True,
        secure=settings.is_production,
        samesite="lax",
    )
