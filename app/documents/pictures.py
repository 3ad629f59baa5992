"""A small JPEG of a photo that every browser shows, without the place it was taken. Runs in the worker process."""

import warnings

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 64_000_000  # phones of today make 12 to 50 million
_LONGEST_SIDE = 2048


class PictureError(Exception):
    """The picture cannot be read; the argument is "pixels" or "broken"."""


def make_preview(source: str, target: str) -> None:
    """Writes a JPEG of at most 2048 pixels a side, turned upright, with no metadata except colours.

    The size is judged from the header, before a pixel is unpacked. Raises `PictureError`.
    """
    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=("JPEG", "PNG", "HEIF")) as picture:
                _convert(picture).save(target, "JPEG", quality=85, icc_profile=picture.info.get("icc_profile"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError) as error:
        raise PictureError("broken") from error


def _convert(picture: Image.Image) -> Image.Image:
    if picture.width * picture.height > MOST_PIXELS:
        raise PictureError("pixels")
    picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        sheet = Image.new("RGB", upright.size, "white")
        layer = upright.convert("RGBA")
        sheet.paste(layer, mask=layer)
        return sheet
    return upright.convert("RGB")
