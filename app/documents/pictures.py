"""Small pictures that every browser shows, without the place a photo was taken. Runs as a program of its own.

`previews.py` starts this file, which waits and opens nothing: for each file that it is told of it makes a copy of
itself, which opens that one file within limits of time and memory, away from every secret, and ends. It imports nothing
of the application.
"""

import contextlib
import io
import json
import os
import resource
import select
import warnings

import pillow_heif
import pypdfium2
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MOST_PIXELS = 64_000_000  # phones of today make 12 to 50 million
_LONGEST_SIDE = 2048
_LONGEST_PAGE_SIDE = 1400
_MOST_MEMORY = 1_500_000_000  # bytes of addresses: what 64 million pixels need, twice
_MOST_SECONDS = 20  # of a processor
_MOST_WRITTEN = 20_000_000  # bytes
_MOST_IDLE = 300  # seconds without a file, after which the program gives its memory back
# How a copy ends: what `previews.py` is told.
BROKEN, PIXELS, NO_MEMORY, NOT_WRITTEN = 3, 4, 5, 6


class PictureError(Exception):
    """There is no small picture; the argument is why: "pixels", "broken", "memory", "time" or "stopped"."""


def make_preview(source: str, target: str) -> None:
    """Writes a JPEG of at most 2048 pixels a side, turned upright, its colours those of every screen, and nothing else.

    The size is judged from the header, before a pixel is unpacked. Raises `PictureError`.
    """
    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=("JPEG", "PNG", "WEBP", "HEIF")) as picture:
                small = _convert(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError) as error:
        raise PictureError("broken") from error
    _write(small, target)


def make_page_preview(source: str, target: str) -> None:
    """Writes the first page of a PDF file as a JPEG of at most 1400 pixels a side. Raises `PictureError`.

    Also for a file that is locked with a password, and one without pages.
    """
    try:
        with contextlib.closing(pypdfium2.PdfDocument(source)) as pdf:
            page = pdf[0]
            longest = max(page.get_size())
            if not longest > 0:
                raise PictureError("broken")
            small = page.render(scale=_LONGEST_PAGE_SIDE / longest).to_pil()
    except (pypdfium2.PdfiumError, IndexError, ValueError, OSError) as error:
        raise PictureError("broken") from error
    _write(small, target)


def _write(picture: Image.Image, target: str) -> None:
    """The pixels alone: what a picture knows of itself beside them Pillow would partly write, too."""
    bare = Image.new("RGB", picture.size, "white")
    bare.paste(picture)
    bare.save(target, "JPEG", quality=85)


def _convert(picture: Image.Image) -> Image.Image:
    if picture.width * picture.height > MOST_PIXELS:
        raise PictureError("pixels")
    colours = picture.info.get("icc_profile")
    picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        sheet = Image.new("RGB", upright.size, "white")
        layer = upright.convert("RGBA")
        sheet.paste(layer, mask=layer)
        upright = sheet
    return _in_screen_colours(upright, colours)


def _in_screen_colours(picture: Image.Image, colours: bytes | None) -> Image.Image:
    """As the camera's own description of its colours has it; where that does not fit, as if there were none."""
    if colours and picture.mode in ("RGB", "CMYK", "L"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            mine = ImageCms.ImageCmsProfile(io.BytesIO(colours))
            screen = ImageCms.createProfile("sRGB")
            seen = ImageCms.profileToProfile(picture, mine, screen, outputMode="RGB")
            if seen is not None:
                return seen
    return picture.convert("RGB")


def _limit() -> None:
    """From here on this process gets no more than one file may cost."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN, _MOST_WRITTEN))


def draw(kind: str, source: str, target: str) -> int:
    """Makes the picture of one file; `kind` is "page" or "photo". Gives how it ended."""
    _limit()
    try:
        (make_page_preview if kind == "page" else make_preview)(source, target)
    except PictureError as error:
        return PIXELS if error.args == ("pixels",) else BROKEN
    except MemoryError:
        return NO_MEMORY
    except OSError:
        return NOT_WRITTEN
    return 0


def serve() -> None:
    """Reads which file to draw, lets a copy draw it, and writes how that ended: until nobody asks any more."""
    pillow_heif.register_heif_opener()
    Image.init()  # what every copy would read from the disk anew
    while select.select([0], [], [], _MOST_IDLE)[0]:
        asked = os.read(0, 65536)  # one file, which is answered before the next is asked for
        if not asked:
            return
        copy = os.fork()
        if copy == 0:
            _draw_and_end(*json.loads(asked))
        _, status = os.waitpid(copy, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _draw_and_end(kind: str, source: str, target: str) -> None:
    ended = 1
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):  # what it says to the program that asked is not for the copy to say
            os.dup2(nothing, stream)
        ended = draw(kind, source, target)
    finally:
        os._exit(ended)


if __name__ == "__main__":
    serve()
