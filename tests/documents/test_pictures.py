"""The small picture of a file: it opens everywhere, stands upright, and does not say where a photo was taken."""

import io

import pikepdf
import pytest
from PIL import Image, ImageCms

from app.documents.pictures import PictureError, make_page_preview, make_preview
from tests import factories_files as make


@pytest.mark.parametrize("photo", [make.heic(64, 48), make.jpeg(64, 48), make.webp(64, 48), make.png(64, 48)])
def test_a_preview_is_an_upright_jpeg_of_nothing_but_pixels(tmp_path, photo):
    (tmp_path / "in").write_bytes(photo)

    make_preview(str(tmp_path / "in"), str(tmp_path / "out"))

    with Image.open(tmp_path / "out") as preview:
        assert (preview.format, preview.size, dict(preview.getexif())) == ("JPEG", (48, 64), {})
        assert preview.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    data = (tmp_path / "out").read_bytes()
    for told in (b"Exif", b"Kamera", b"GPS", b"56,9"):
        assert told not in data
    assert (tmp_path / "in").read_bytes() == photo
    with Image.open(tmp_path / "in", formats=("JPEG", "HEIF", "WEBP", "PNG")) as original:
        assert original.getexif().get_ifd(0x8825)  # the place is in what was sent: the test can fail


def test_colours_of_another_kind_become_those_of_every_screen(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("CMYK", (40, 40), (0, 255, 255, 0)).save(tmp_path / "in", "JPEG", icc_profile=profile)  # does not fit
    make_preview(str(tmp_path / "in"), str(tmp_path / "out"))
    with Image.open(tmp_path / "out") as preview:
        red, green, blue = preview.getpixel((20, 20))
        assert (preview.mode, red > 200, green < 60, blue < 60) == ("RGB", True, True, True)


def test_a_large_photo_becomes_small(tmp_path):
    (tmp_path / "in").write_bytes(make.jpeg(4000, 1000))
    make_preview(str(tmp_path / "in"), str(tmp_path / "out"))
    with Image.open(tmp_path / "out") as preview:
        assert preview.size == (512, 2048)


def test_what_shines_through_becomes_white(tmp_path):
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(tmp_path / "in", "PNG")
    make_preview(str(tmp_path / "in"), str(tmp_path / "out"))
    with Image.open(tmp_path / "out") as preview:
        assert preview.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (make.huge_png(), "pixels"),
        (make.jpeg()[:200], "broken"),
        (make.heic()[:300], "broken"),
        (make.PDF, "broken"),
        (b"", "broken"),
    ],
)
def test_a_bomb_or_a_broken_picture_has_none_and_says_why(tmp_path, data, why):
    (tmp_path / "in").write_bytes(data)
    with pytest.raises(PictureError) as error:
        make_preview(str(tmp_path / "in"), str(tmp_path / "out"))
    assert error.value.args == (why,)


@pytest.mark.parametrize(("size", "drawn"), [((200, 100), (1400, 700)), ((14_000, 7_000), (1400, 700))])
def test_the_first_page_is_drawn_whatever_its_size(tmp_path, size, drawn):
    (tmp_path / "in").write_bytes(make.page(*size))
    make_page_preview(str(tmp_path / "in"), str(tmp_path / "out"))
    with Image.open(tmp_path / "out") as preview:
        red, white = preview.getpixel((700, 100)), preview.getpixel((700, 600))
        assert (preview.size, red[0] > 240 > 60 > red[1], min(white) > 240) == (drawn, True, True)


def _locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(make.page())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="hemmelig", user="hemmelig"))
    return out.getvalue()


@pytest.mark.parametrize("data", [make.PDF, b"%PDF-1.4 nothing", make.page()[:300], _locked()])
def test_a_pdf_file_without_a_page_to_draw_has_none(tmp_path, data):
    (tmp_path / "in").write_bytes(data)
    with pytest.raises(PictureError, match="broken"):
        make_page_preview(str(tmp_path / "in"), str(tmp_path / "out"))
