"""axe-core on a page in the browser. It finds part of WCAG 2.1 AA; keyboard walks are tested too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[1] / "e2e" / "vendor" / "axe-core-4.14.1" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# What would make a person scroll sideways: the page's own width, and who reaches past the edge.
TOO_WIDE = """() => {
  // What is code may roll in a box of its own, if the box itself fits.
  const rolls = (e) => { const box = e.closest("pre")
    return box && box !== e && ["auto", "scroll"].includes(getComputedStyle(box).overflowX); };
  const width = document.documentElement.scrollWidth;
  const found = [...document.querySelectorAll("body *")]
    .filter((e) => {
      const box = e.getBoundingClientRect();
      return box.width > 1 && box.right > window.innerWidth + 1 && !e.closest(".sr-only, thead") && !rolls(e);
    })
    .map((e) => `${e.tagName} ${e.className} ${Math.round(e.getBoundingClientRect().right)}`);
  return width > window.innerWidth ? [`page ${width}`, ...found] : found;
}"""

# Buttons, links that stand alone and fields that are lower than 44 px.
TOO_SMALL = """() => [...document.querySelectorAll(
    ".button, .form-input, .form-select, .field-file, .menu-open, .sub-nav a, .site-nav a, summary")]
  .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 43.5)
  .map((e) => `${e.tagName} ${e.className} ${e.getBoundingClientRect().height}`)"""


def start(page: Page) -> None:
    """Brings axe to the page; by evaluate, as the CSP stops a script tag."""
    page.evaluate(AXE.read_text("utf-8"))


def violations(page: Page) -> list[str]:
    """The rules `page` breaks, each with the places."""
    if not page.evaluate("() => 'axe' in window"):
        start(page)
    result = page.evaluate(
        "(tags) => axe.run({runOnly: tags, resultTypes: ['violations']}).then((r) => r.violations)", TAGS
    )
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in result]


def too_wide(page: Page) -> list[str]:
    return list(page.evaluate(TOO_WIDE))


def too_small(page: Page) -> list[str]:
    return list(page.evaluate(TOO_SMALL))
