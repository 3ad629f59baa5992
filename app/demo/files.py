"""Small real files, made here: a letter as PDF and a picture as PNG."""

import struct
import zlib

from app.documents.blobs import BlobStore, StagedFile
from app.documents.pictures import make_page_preview, make_preview
from app.documents.rules import is_photo


class MadeUpFile:
    """Bytes with a name, read as an upload is."""

    def __init__(self, filename: str, content: bytes) -> None:
        self.filename = filename
        self._content = content

    async def read(self, size: int = -1) -> bytes:
        part = self._content if size < 0 else self._content[:size]
        self._content = self._content[len(part) :]
        return part


def drawn(store: BlobStore, file: StagedFile) -> StagedFile:
    """The file with its small picture. It is our own: no program beside this one has to open it."""
    target = store.temporary_path()
    (make_preview if is_photo(file.media_type) else make_page_preview)(str(file.temporary), str(target))
    return store.adopt_preview(target, file)


def letter(title: str, *lines: str) -> bytes:
    """A PDF of one page with a heading and short lines."""
    text = [f"BT /F2 16 Tf 60 770 Td ({_escaped(title)}) Tj ET"]
    text += [f"BT /F1 11 Tf 60 {735 - 18 * no} Td ({_escaped(line)}) Tj ET" for no, line in enumerate(lines)]
    stream = "\n".join(text).encode("cp1252", "replace")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
    )
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for no, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (no, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def picture(hue: int) -> bytes:
    """A PNG that looks like a notice board: paper on a wall, coloured by `hue`."""
    width, height = 240, 160
    wall = (180 + hue * 7 % 60, 190 + hue * 13 % 50, 200)
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            is_paper = (x // 56) % 4 != 3 and 14 < x % 56 < 52 and 20 < y % 75 < 68
            rows += bytes((250, 248, 235 - hue * 11 % 60) if is_paper else wall)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b"")
    )
