"""Takes the pictures of the README from the demo: docs/pictures/*.png. Run by hand when the pages have changed."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.demo.cast import PASSWORD  # noqa: E402 - needs the path above
from tests.support.browser import ARGUMENTS, find_chromium, opened  # noqa: E402 - the same
from tests.support.server import clean_environment, from_checkout, run, serving  # noqa: E402 - the same

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 200_000
CASE = "Arbejdsmængde i aftenvagten"


def save(page: Page, name: str) -> None:
    """What stands on the screen, with 256 colours at most; few enough bytes for a page that many open."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    target = PICTURES / f"{name}.png"
    for colours in (128, 64, 32):
        picture.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
        if target.stat().st_size < MOST_BYTES:
            break
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")


def log_in(page: Page, username: str) -> None:
    page.goto("/log-ind")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".site-user").wait_for(state="attached")


def follow(page: Page, text: str, place: str = "main") -> None:
    page.locator(place).get_by_role("link", name=text).first.click()
    page.wait_for_load_state("networkidle")


def main() -> int:
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        environment = clean_environment(Path(folder) / "data")
        run(from_checkout("demo", "--load-only"), environment, ROOT)
        chromium = driver.chromium.launch(executable_path=find_chromium(), args=[*ARGUMENTS, "--no-sandbox"])
        with serving(from_checkout("demo"), environment, ROOT, Path(folder)) as address:
            with opened(chromium, address) as page:
                log_in(page, "konsulent")
                save(page, "overview")
                page.goto("/sager?soeg=aftenvagten")
                follow(page, CASE)
                save(page, "case")
                follow(page, "Rapport og tilbagemelding", ".sub-nav")
                follow(page, "Nr. 1")
                save(page, "report")
            with opened(chromium, address, phone=True) as page:
                log_in(page, "amr")
                page.goto("/mine-tiltag")
                page.locator("main th a[href^='/tiltag/']").first.click()
                page.wait_for_load_state("networkidle")
                save(page, "item-phone")
        chromium.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
