"""Where a request comes from: its address, and what browser it says it is."""

import ipaddress

from litestar.types import Scope

from app.config import Settings

_IPV6_HOME = 64  # bits that belong to one household or office

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def address_of(scope: Scope, settings: Settings) -> str:
    """The address to count tries by: that of the connection, or what a proxy of ours says it came from.

    `X-Forwarded-For` counts only when the connection comes from HANDLEPLIGT_TRUSTED_PROXIES, and is read from its end:
    what stands before the last stranger is that stranger's own word. IPv6 addresses are cut to their network.
    """
    client = scope.get("client")
    found = client[0] if client else ""
    if settings.trusted_proxies and _is_proxy(found, settings):
        lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        for hop in reversed([part.strip() for line in lines for part in line.split(",")]):
            if not _parsed(hop):
                break
            found = hop
            if not _is_proxy(hop, settings):
                break
    return _cut(found)


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address


def _is_proxy(text: str, settings: Settings) -> bool:
    address = _parsed(text)
    return address is not None and any(address in ipaddress.ip_network(each) for each in settings.trusted_proxies)


def _cut(text: str) -> str:
    address = _parsed(text)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_HOME), strict=False).network_address)
    return str(address) if address else ""


def device_of(scope: Scope) -> str:
    """The browser and system that the request claims, in few words: "Firefox på Windows"."""
    agent = next((value for name, value in scope["headers"] if name == b"user-agent"), b"").decode("latin-1")
    browser = next((label for mark, label in _BROWSERS if mark in agent), "Ukendt browser")
    system = next((label for mark, label in _SYSTEMS if mark in agent), "")
    return f"{browser} på {system}" if system else browser
