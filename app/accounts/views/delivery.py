"""Handing a link over to whom it is for."""

from typing import Any

from litestar import Request, Response

from app.access.policy import Actor
from app.accounts import actions, mail
from app.accounts.enums import LinkPurpose
from app.accounts.pages import LinkShownPage
from app.core.clock import danish_day
from app.web.pages import Crumb, redirect, render, settings_of


async def deliver_link(
    request: Request[Any, Any, Any],
    actor: Actor,
    issued: actions.Issued,
    *,
    crumbs: tuple[Crumb, ...],
    back: str,
    note: str = "",
) -> Response[Any]:
    """By mail where there is a mail server and an address; else shown, once: the link is nowhere but in this answer."""
    settings = settings_of(request)
    address = mail.link_address(settings, issued.token)
    if settings.smtp is not None and issued.email:
        letter = mail.LinkLetter(
            to=issued.email,
            name=issued.name,
            username=issued.username,
            address=address,
            is_first=issued.purpose is LinkPurpose.FIRST_PASSWORD,
            last_day=danish_day(issued.expires_at),
        )
        if await mail.send_link(settings.smtp, actor.now, letter):
            return redirect(request, back, flash=f"{note} Linket er sendt til {issued.email}.".strip())
    page = LinkShownPage(
        title=f"Link til {issued.name}",
        crumbs=crumbs,
        name=issued.name,
        username=issued.username,
        address=address,
        expires_at=issued.expires_at,
        not_mailed=settings.smtp is not None and bool(issued.email),
        note=note,
        back=back,
    )
    return render(request, page)
