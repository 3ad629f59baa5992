"""Fetch, check, cut down and write the vendored front-end files.

Developers run this when a version changes; nobody needs Node to install or run Handlepligt.

    python scripts/vendor_dkfds.py

`npm pack` brings the published packages; each must match the sha512 written here before anything
is unpacked. Of DKFDS we keep the neutral theme's CSS, the pictures that CSS still points at, one
icon sprite and three Latin-1 font files. Its JavaScript is left out: `<details>`, links and plain
form posts do what we would use it for, with JavaScript off as well.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    integrity: str


DKFDS = Package(
    "dkfds",
    "11.2.0",
    "sha512-JuVf8NjEOeF+TKIhEFXa3BfZvk1ulQM8+XN+6QhgDo6kiwwvupyBY34YU4FglBeyFWHbE5mYDmnrcYTWOSKkEA==",
)
AXE = Package(
    "axe-core",
    "4.14.1",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)

STATIC_VENDOR = ROOT / "app" / "static" / "vendor"
PDF_FONTS = ROOT / "app" / "reports" / "pdf" / "fonts"
TEST_VENDOR = ROOT / "tests" / "e2e" / "vendor"

WEB_WEIGHTS = (("Regular", 400), ("SemiBold", 600), ("Bold", 700))
PDF_FACES = ("Regular", "Italic", "SemiBold", "Bold")

# The icons our templates may use; components/icons.html takes these names and no others.
SPRITE_ICONS = (  # noqa: SIM905 - names in a block read better than a column of strings
    "account arrow-back arrow-downward arrow-forward arrow-upward assignment attach-file business "
    "calculator calendar-month check checklist chevron-down chevron-left chevron-right chevron-up "
    "close contact-support copy delete document download edit error feedback file file-image "
    "file-pdf flag folder forum groups help home hourglass info link list-check location lock menu "
    "minus more-horiz notifications open-in-new person persons photo-camera plus print refresh "
    "save search send settings sort-table-ascending sort-table-descending sort-table-none success "
    "summary sync time tune upload visibility visibility-off warning"
).split()


def download(package: Package, into: Path) -> Path:
    """Return the unpacked `package` folder; raise when the tarball is not the recorded one."""
    subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=into,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    tarball = into / f"{package.name}-{package.version}.tgz"
    digest = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if digest != package.integrity:
        raise SystemExit(f"{tarball.name}: {digest} is not the recorded {package.integrity}")
    target = into / package.name
    with tarfile.open(tarball) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def patch_css(css: str) -> str:
    """Replace the font faces by three woff2 files, drop icon classes and placeholder logos."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"\.icon-[a-z-]+:not\(a\)\{background-image:url\([^)]*\)\}", "", css)
    css = re.sub(r"background-image:url\(\.\./img/logo-[a-z-]+\.png\);?", "", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    faces = "".join(
        '@font-face{font-display:swap;font-family:"IBM Plex Sans";font-style:normal;'
        f"font-weight:{weight};src:url(../fonts/IBMPlexSans-{face}-Latin1.woff2)"
        ' format("woff2")}'
        for face, weight in WEB_WEIGHTS
    )
    charset = '@charset "UTF-8";'
    return charset + faces + css.lstrip("\ufeff").removeprefix(charset)


def sprite(all_icons: str) -> str:
    """One SVG file with a <symbol> for each icon we use."""
    symbols = dict(re.findall(r'(?s)(?=<symbol id="([^"]+)")(<symbol.*?</symbol>)', all_icons))
    missing = [name for name in SPRITE_ICONS if name not in symbols]
    if missing:
        raise SystemExit(f"icons not in the package: {missing}")
    body = "\n".join(symbols[name] for name in SPRITE_ICONS)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def write_dkfds(package: Path) -> None:
    dist = package / "dist"
    target = fresh(STATIC_VENDOR / f"dkfds-{DKFDS.version}")
    for name in ("css", "fonts", "img/svg-icons"):
        (target / name).mkdir(parents=True)
    css = patch_css((dist / "css" / "dkfds.min.css").read_text("utf-8"))
    (target / "css" / "dkfds.min.css").write_text(css, "utf-8")
    for picture in sorted(set(re.findall(r"url\(\.\./(img/[^)]+)\)", css))):
        shutil.copyfile(dist / picture, target / picture)
    all_icons = (dist / "img" / "all-svg-icons.svg").read_text("utf-8")
    (target / "img" / "sprite.svg").write_text(sprite(all_icons), "utf-8")
    split = dist / "fonts" / "IBMPlexSans" / "split" / "woff2"
    for face, _ in WEB_WEIGHTS:
        name = f"IBMPlexSans-{face}-Latin1.woff2"
        shutil.copyfile(split / name, target / "fonts" / name)
    shutil.copyfile(split / "license.txt", target / "fonts" / "LICENSE-OFL.txt")
    shutil.copyfile(dist / "LICENSE.md", target / "LICENSE.md")


def write_pdf_fonts(package: Path) -> None:
    source = package / "dist" / "fonts" / "IBMPlexSans" / "complete" / "ttf"
    target = fresh(PDF_FONTS)
    for face in PDF_FACES:
        shutil.copyfile(source / f"IBMPlexSans-{face}.ttf", target / f"IBMPlexSans-{face}.ttf")
    shutil.copyfile(source / "license.txt", target / "LICENSE-OFL.txt")


def write_axe(package: Path) -> None:
    target = fresh(TEST_VENDOR / f"axe-core-{AXE.version}")
    shutil.copyfile(package / "axe.min.js", target / "axe.min.js")
    shutil.copyfile(package / "LICENSE", target / "LICENSE")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        dkfds = download(DKFDS, scratch)
        write_dkfds(dkfds)
        write_pdf_fonts(dkfds)
        write_axe(download(AXE, scratch))


if __name__ == "__main__":
    main()
