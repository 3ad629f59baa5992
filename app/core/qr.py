"""QR codes as squares that know no output format: a page draws a path, a PDF rectangles."""

import msgspec
import segno

_QUIET = 4  # squares of white around it, which readers need


class Qr(msgspec.Struct, frozen=True):
    """A QR code; `rows` are its squares from above, true where it is dark, with the quiet zone around."""

    rows: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        return len(self.rows)

    @property
    def path(self) -> str:
        """One path for an inline SVG of `size` by `size`: no style, no image from elsewhere."""
        dark = ((x, y) for y, row in enumerate(self.rows) for x, is_dark in enumerate(row) if is_dark)
        return "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)


def qr_of(text: str) -> Qr:
    """`text` with a level of correction that bears a stain on paper or on a screen."""
    rows = segno.make(text, error="m", micro=False).matrix_iter(border=_QUIET)
    return Qr(tuple(tuple(bool(square) for square in row) for row in rows))
