"""HTTP as uvicorn speaks it, but what is no HTTP is answered as everything else: with our headers, in Danish."""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.web.middleware import SECURITY_HEADERS

_TEXT = "Det, du sendte, kunne ikke læses.".encode()
_HEADERS = {
    **SECURITY_HEADERS,
    "Cache-Control": "no-store",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": str(len(_TEXT)),
    "Connection": "close",
}


class CalmProtocol(HttpToolsProtocol):
    """Such a request never reaches the application, where all other answers get their headers."""

    def send_400_response(self, msg: str) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in _HEADERS.items())
        self.transport.write(STATUS_LINE[400] + lines.encode("ascii") + b"\r\n" + _TEXT)
        self.transport.close()
