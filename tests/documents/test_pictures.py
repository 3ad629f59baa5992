"""The small picture of a photo: it opens everywhere, stands upright, and does not say where it was taken."""

import pytest
from PIL import Image

from app.documents.pictures import PictureError, make_preview
from tests import factories_files as make


@pytest.mark.parametrize("photo", [make.heic(64, 48), make.jpeg(64, 48)])
def test_a_preview_is_an_upright_jpeg_without_the_place(tmp_path, photo):
    (tmp_path / "in").write_bytes(photo)

    make_preview(str(tmp_path / "in"), str(tmp_path / "out"))

    with Image.open(tmp_path / "out") as preview:
        assert (preview.format, preview.size, dict(preview.getexif())) == ("JPEG", (48, 64), {})
    data = (tmp_path / "out").read_bytes()
    assert b"Exif" not in data
    assert b"Kamera" not in data
    with Image.open(tmp_path / "in", formats=("JPEG", "HEIF")) as original:
        assert original.getexif().get_ifd(0x8825)  # the place is in what was sent: the test can fail


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
def test_a_bomb_or_a_broken_picture_is_refused_with_its_reason(tmp_path, data, why):
    (tmp_path / "in").write_bytes(data)
    with pytest.raises(PictureError) as error:
        make_preview(str(tmp_path / "in"), str(tmp_path / "out"))
    assert error.value.args == (why,)
