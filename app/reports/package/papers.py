"""What is written for a package: its index page, its manifest, and the list that `sha256sum -c` reads."""

import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

import msgspec

from app.core.dates import file_size, short_date
from app.reports.content import StatusReport
from app.reports.content.stamp import Stamp
from app.reports.package.contents import Form, Listed, Paper

INDEX, MANIFEST, SUMS = "index.html", "manifest.json", "SHA256SUMS"
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;"
    "background:#fff;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.5rem .5rem .5rem 0;border-bottom:1px solid #767676}"
    "caption{text-align:left;padding:0 0 .5rem}thead th,tbody th{white-space:nowrap}"
    "code{font-size:.8rem}a{color:#0059b3}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 2rem}"
    "dt{font-weight:600}dd{margin:0}.report{font-size:1.25rem}"
    "@media(max-width:40rem){dl{display:block}dd{margin:0 0 .5rem}"
    "thead{position:absolute;clip-path:inset(50%)}tr,td,th{display:block;border:0;padding:0}"
    "tbody tr{padding:.75rem 0;border-bottom:1px solid #767676}}"
)


_ABOUT = {
    Form.COPY: "Billeder ligger her som kopier (JPEG, højst 2048 billedpunkter på den længste side), der ikke viser, "
    "hvor og hvornår de er taget. Rapporten nævner originalens fingeraftryk. Her står begge.",
    Form.ORIGINAL_PHOTO: "Billeder ligger her, som de blev lagt op. De kan vise, hvor og hvornår de er taget.",
}


def papers(
    report: StatusReport, pdf: Paper, evidence: Sequence[Listed], fingerprint: str, stamp: Stamp
) -> tuple[Paper, ...]:
    """The index, the report, the manifest and, last, the fingerprints of everything else: the same for the same."""
    index = Paper(INDEX, "".join(_index(report, pdf.name, evidence, fingerprint, stamp)).encode())
    manifest = Paper(MANIFEST, _manifest(report, pdf, evidence, fingerprint))
    made = (index, pdf, manifest)
    sums = "".join(f"{digest}  {name}\n" for name, digest in _digests(made, evidence))
    return (*made, Paper(SUMS, sums.encode()))


def _digests(made: Sequence[Paper], evidence: Sequence[Listed]) -> Iterator[tuple[str, str]]:
    for paper in made:
        yield paper.name, hashlib.sha256(paper.content).hexdigest()
    for each in evidence:
        if each.name:
            yield each.name, each.sha256


def _manifest(report: StatusReport, pdf: Paper, evidence: Sequence[Listed], fingerprint: str) -> bytes:
    found = {
        "rapport": {
            "nummer": report.report_no,
            "dokument": report.heading,
            "sag": report.case_reference,
            "titel": report.title,
            "pr_dato": report.as_of,
            "fingeraftryk_sha256": fingerprint,
            "fil": pdf.name,
            "fil_sha256": hashlib.sha256(pdf.content).hexdigest(),
        },
        "dokumentation": [
            {
                "nr": each.entry.no,
                "titel": each.entry.title,
                "version": each.entry.version,
                "sha256": each.entry.sha256,
                **(_file_of(each) if each.name else {"uden_fil": each.why}),
            }
            for each in evidence
        ],
    }
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def _file_of(each: Listed) -> dict[str, object]:
    """`sha256` beside it is what the report names: the original's, also where the file here is a copy."""
    return {"fil": each.name, "bytes": each.size, "fil_sha256": each.sha256, "kopi": each.form is Form.COPY}


def _index(
    report: StatusReport, pdf_name: str, evidence: Sequence[Listed], fingerprint: str, stamp: Stamp
) -> Iterator[str]:
    title = f"{report.heading}{stamp.after_title}, sag {report.case_reference}"
    yield f'<!doctype html>\n<html lang="da">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
    yield '<meta name="viewport" content="width=device-width">\n'
    yield f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
    yield f'<p class="report">{_link(pdf_name, "Læs rapporten (PDF)")}</p>\n<dl>\n'
    for label, text in (
        ("Sag", report.title),
        ("Kommune", report.municipality),
        ("Rapport nr.", report.report_no),
        ("Lavet til", report.receiver),
        ("Viser sagen pr.", short_date(report.as_of)),
    ):
        yield f"<dt>{label}</dt><dd>{escape(text)}</dd>\n" if text else ""
    yield f"<dt>Fingeraftryk (SHA-256)</dt><dd><code>{escape(fingerprint)}</code></dd>\n"
    yield "</dl>\n"
    yield from _files(evidence)
    yield (
        "<h2>Er filerne uændret?</h2>\n<p>Hver fil har et fingeraftryk, SHA-256. Er det ens, er filen uændret. "
        f"Alle fingeraftryk står i {_link(SUMS, SUMS)}. Pak ud, og kør i mappen:</p>\n<ul>\n"
        f"<li>Linux: <code>sha256sum -c {SUMS}</code></li>\n<li>Mac: <code>shasum -a 256 -c {SUMS}</code></li>\n"
        "<li>Windows, én fil ad gangen: <code>certutil -hashfile FILNAVN SHA256</code></li>\n</ul>\n"
        f"<p>{_link(MANIFEST, 'Listen som data (JSON)')}</p>\n</main>\n</body>\n</html>\n"
    )


def _files(evidence: Sequence[Listed]) -> Iterator[str]:
    yield "<h2>Dokumentation</h2>\n"
    if not evidence:
        yield "<p>Der er ingen dokumentation i rapporten.</p>\n"
        return
    forms = {each.form for each in evidence}
    yield "".join(f"<p>{text}</p>\n" for form, text in _ABOUT.items() if form in forms)
    yield "<table>\n<caption>Numrene er de samme som i rapporten.</caption>\n<thead><tr>"
    yield "".join(f'<th scope="col">{head}</th>' for head in ("Nr.", "Dokument", "Fil", "Fingeraftryk (SHA-256)"))
    yield "</tr></thead>\n<tbody>\n"
    for each in evidence:
        entry = each.entry
        kind = ", ".join(filter(None, (entry.kind, short_date(entry.on) if entry.on else "")))
        size = f" ({escape(file_size(each.size))})"
        file = _link(each.name, each.name.partition("/")[2]) + size if each.name else escape(each.why)
        prints = f"<code>{escape(each.sha256 or entry.sha256)}</code>"
        if each.form is Form.COPY:
            prints += f"<br>Originalen, som i rapporten: <code>{escape(entry.sha256)}</code>"
        yield (
            f'<tr><th scope="row">{escape(entry.no)}</th><td>{escape(entry.title)}<br>{escape(kind)}</td>'
            f"<td>{file}</td><td>{prints}</td></tr>\n"
        )
    yield "</tbody>\n</table>\n"


def _link(path: str, text: str) -> str:
    return f'<a href="{quote(path)}">{escape(text)}</a>'
