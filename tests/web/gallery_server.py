"""Serves the gallery and the error pages under the strict CSP, on a free port of this machine."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from tests.web.gallery import STATIC, error_pages, render, render_gallery

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def _pages(extra: dict[str, str]) -> dict[str, str]:
    pages = {f"/fejl/{code}": render(f"errors/{code}.html", page) for code, page in error_pages().items()}
    return {"/": render_gallery(), **pages, **extra}


@contextmanager
def serving(extra: dict[str, str] | None = None) -> Iterator[tuple[str, list[str]]]:
    """Yield the address and a list that every POST is written to; `extra` adds pages by path."""
    pages = _pages(extra or {})
    posted: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            file = STATIC / path.removeprefix("/static/")
            if path in pages:
                self._answer(200, "text/html; charset=utf-8", pages[path].encode())
            elif path.startswith("/static/") and file.is_file():
                kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
                self._answer(200, kind, file.read_bytes())
            else:
                self._answer(404, "text/plain", b"")

        def do_POST(self) -> None:
            posted.append(urlsplit(self.path).path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(303)
            self.send_header("Location", "/fejl/404")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", CSP)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", posted
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
