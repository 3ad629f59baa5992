"""Real files, made small: what people send, and what they should not."""

import io
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image
from reportlab.pdfgen import canvas

from app.access.policy import Scope
from app.documents.blobs import BlobStore, StagedFile
from app.documents.pictures import make_preview
from app.documents.queries import BlobFault, verify_blobs
from tests.factories import Cast

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>56,9.0N</exif:GPSLatitude></x:xmpmeta>'
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
EXE = b"MZ\x90\x00" + b"\x00" * 200
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Sent:
    """A file on its way in, read in chunks as the server's own is."""

    def __init__(self, filename: str, data: bytes) -> None:
        self.filename = filename
        self._file = io.BytesIO(data)

    async def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


def _picture(width: int, height: int) -> Image.Image:
    picture = Image.new("RGB", (width, height), "white")
    picture.putpixel((1, 1), (200, 30, 30))
    return picture


def _with_place(picture: Image.Image) -> Any:
    """Metadata that says where the photo was taken: 56° N, 10° E, and that the camera lay on its side."""
    exif = picture.getexif()
    exif[0x0112] = 6
    exif[0x010F] = "Kamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (56.0, 9.0, 0.0), 3: "E", 4: (10.0, 12.0, 0.0)})
    return exif


def jpeg(width: int = 60, height: int = 40) -> bytes:
    picture, out = _picture(width, height), io.BytesIO()
    picture.save(out, "JPEG", exif=_with_place(picture).tobytes(), xmp=XMP, comment=b"Kamera ved 56,9.0N")
    return out.getvalue()


def webp(width: int = 60, height: int = 40) -> bytes:
    picture, out = _picture(width, height), io.BytesIO()
    picture.save(out, "WEBP", exif=_with_place(picture).tobytes(), xmp=XMP)
    return out.getvalue()


def png(width: int = 60, height: int = 40) -> bytes:
    picture, out = _picture(width, height), io.BytesIO()
    picture.save(out, "PNG", exif=_with_place(picture).tobytes())
    return out.getvalue()


def moving_png() -> bytes:
    """Two pictures in one file, shown one after the other."""
    out = io.BytesIO()
    _picture(60, 40).save(out, "PNG", save_all=True, append_images=[Image.new("RGB", (60, 40), "red")])
    return out.getvalue()


def page(width: int = 200, height: int = 100) -> bytes:
    """A PDF file with a page: red above, white below."""
    out = io.BytesIO()
    drawn = canvas.Canvas(out, pagesize=(width, height), invariant=1)
    drawn.setFillColorRGB(1, 0, 0)
    drawn.rect(0, height / 2, width, height / 2, stroke=0, fill=1)
    drawn.save()
    return out.getvalue()


def heic(width: int = 64, height: int = 48) -> bytes:
    picture, out = _picture(width, height), io.BytesIO()
    pillow_heif.from_pillow(picture).save(out, exif=_with_place(picture).tobytes())
    return out.getvalue()


def huge_png() -> bytes:
    """A few bytes that say they are 50,000 times 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = (50_000).to_bytes(4, "big")
    header = size + size + b"\x08\x02\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


# A time of its own: with the present one, two workers would see two tests with different names.
_THEN = (2025, 8, 20, 12, 0, 0)


def zipped(compression: int = zipfile.ZIP_STORED, /, **parts: bytes) -> bytes:
    """A zip file; `__` in a name stands for "/"."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", "/"), _THEN), data, compression)
    return out.getvalue()


def office(part: str = "word/document.xml", *more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", part, *more):
            archive.writestr(zipfile.ZipInfo(name, _THEN), "<xml/>", zipfile.ZIP_DEFLATED)
    return out.getvalue()


def open_document(kind: str = "text", **more: bytes) -> bytes:
    parts = {"content.xml": b"<xml/>"} | {name.replace("_xml", ".xml"): data for name, data in more.items()}
    return zipped(mimetype=f"application/vnd.oasis.opendocument.{kind}".encode(), **parts)


async def stage(root: Path, name: str = "brev.pdf", data: bytes = PDF, limit_mb: int = 1) -> StagedFile:
    """A file on the disk that belongs to nothing yet."""
    return await BlobStore(root, limit_mb).stage(Sent(name, data))


async def stage_photo(root: Path, name: str = "foto.heic", data: bytes | None = None) -> StagedFile:
    """A photo with its small JPEG, made in this process."""
    store = BlobStore(root, 1)
    staged = await store.stage(Sent(name, data if data is not None else heic()))
    target = store.temporary_path()
    make_preview(str(staged.temporary), str(target))
    return store.adopt_preview(target, staged)


async def faults(cast: Cast, store: BlobStore, scope: Scope | None = None) -> list[BlobFault]:
    """What is wrong with the files, seen by the operator; unfinished ones of any age count."""
    long_ahead = datetime(2100, 1, 1, tzinfo=UTC)
    return [fault async for fault in verify_blobs(scope or cast.system.scope, store, older_than=long_ahead)]


def files_in(root: Path) -> list[str]:
    """The names of all files below `root`, finished and not."""
    return sorted(path.name for path in root.rglob("*") if path.is_file())
