"""What every page of ours must keep, whatever it shows: `faults(html)` lists what it does not.

Usable on the text of any response. It sees what needs no browser; axe sees more.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

# Inputs that need no label of their own.
UNLABELLED = {"hidden", "submit", "button"}
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.labels: Counter[str] = Counter()
        self.fields: list[str] = []
        self.references: list[str] = []
        self.headings = 0
        self.h1 = 0
        self.open: list[str] = []
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        self._security(tag, values)
        self._structure(tag, values)
        self._forms(tag, values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> does not close {self.open[-1:] or 'anything'}")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["script"] and data.strip():
            self.faults.append("inline script")
        if self.open[-1:] == ["style"]:
            self.faults.append("inline style sheet")
        if self.open[-1:] == ["title"] and "svg" not in self.open:
            self.title += data

    def _security(self, tag: str, values: dict[str, str]) -> None:
        for name, value in values.items():
            if name == "style" or name.startswith("on"):
                self.faults.append(f"{name}= on <{tag}>")
            if name in ("href", "src", "action") and value.lower().strip().startswith("javascript:"):
                self.faults.append(f"javascript: in <{tag}>")

    def _structure(self, tag: str, values: dict[str, str]) -> None:
        if "id" in values:
            self.ids[values["id"]] += 1
        for name in REFERENCES:
            self.references += values.get(name, "").split()
        if tag == "a" and values.get("href", "").startswith("#"):
            self.references.append(values["href"][1:])
        if tag == "html" and values.get("lang") != "da":
            self.faults.append("the language is not Danish")
        if tag == "h1":
            self.h1 += 1
        if tag == "img" and "alt" not in values:
            self.faults.append("<img> without alt")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            level = int(tag[1])
            if level > self.headings + 1:
                self.faults.append(f"<{tag}> after <h{self.headings}>")
            self.headings = level

    def _forms(self, tag: str, values: dict[str, str]) -> None:
        if tag == "form" and not re.match(r"/(?!/)", values.get("action", "")):
            self.faults.append("<form> that does not lead to an address of ours")
        if tag == "label":
            self.labels[values.get("for", "")] += 1
        is_field = tag in ("select", "textarea") or (tag == "input" and values.get("type", "text") not in UNLABELLED)
        if is_field and "aria-label" not in values:
            self.fields.append(values.get("id", ""))


def faults(html: str, *, whole_page: bool = True) -> list[str]:
    """Every broken rule of `html`, sorted; an empty list when it keeps them all."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = list(reader.faults)
    found += [f"id {name!r} stands {count} times" for name, count in reader.ids.items() if count > 1]
    found += [f"nothing has the id {name!r}" for name in reader.references if name not in reader.ids]
    found += [f"the field {name!r} has no label" for name in reader.fields if name not in reader.labels]
    found += [f"a label for {name!r} labels nothing" for name in reader.labels if name not in reader.fields]
    found += [f"<{tag}> is never closed" for tag in reader.open]
    if whole_page and reader.h1 != 1:
        found.append(f"{reader.h1} h1")
    if whole_page and not reader.title.endswith(" – Handlepligt"):
        found.append(f"title {reader.title!r}")
    return sorted(found)
