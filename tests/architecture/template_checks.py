"""What the content security policy forbids, and a browser would refuse in silence."""

from __future__ import annotations

import re
from pathlib import Path

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an on… attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc\s*=)[^>]*>", re.IGNORECASE),
    "a style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "a javascript: address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
}


def faults_in(text: str) -> list[str]:
    """What is forbidden in one template, in the order of FORBIDDEN."""
    # An attribute's value may hold ">" only inside Jinja: without that, tags end where they seem to.
    bare = JINJA.sub("", text)
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(bare)]


def templates(folder: Path) -> list[Path]:
    """Every page template; e-mails are not under the policy, and mail programs need style attributes."""
    return [path for path in sorted(folder.rglob("*.html")) if "email" not in path.relative_to(folder).parts]
