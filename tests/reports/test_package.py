"""One ZIP for each released report: what is in it, that anybody can check it, and that half of one is nothing."""

import hashlib
import io
import json
import os
import subprocess
import zipfile
from urllib.parse import unquote

import pytest

from app.access.enums import Tier
from app.access.queries import tier_mark
from app.core.errors import RuleViolation
from app.documents.blobs import BlobStore
from app.evidence.actions import add_evidence_version, withdraw_evidence
from app.evidence.tiers import set_evidence_tier
from app.reports.actions import create_snapshot, find_released, release_snapshot
from app.reports.content import EvidenceEntry
from app.reports.content.stamp import RELEASED
from app.reports.package import (
    CopyFile,
    FileToday,
    Form,
    Package,
    PackageBroken,
    Paper,
    file_name_of,
    has_photos,
    packed,
    papers,
    photos_without_copy,
    zipped,
)
from tests.factories_cases import make_case
from tests.factories_evidence import make_evidence, to_case
from tests.factories_files import PDF, heic, jpeg, stage, stage_photo
from tests.factories_involvement import audit_of
from tests.factories_reports import make_informed
from tests.reports.pdf.samples import make_report
from tests.web.html_check import faults

HOSTILE = [
    "../../../etc/passwd",
    "C:\\Windows\\con.txt",
    "a/b\\c.pdf",
    "\u202efdp.exe.pdf",
    "æøå ÆØÅ ß 😀.pdf",
    "a\u030a.pdf",
    "x" * 400 + ".pdf",
    "å" * 400 + ".pdf",
    "😀" * 200 + ".xlsx",
    "linje\nskift\r\n.txt",
    "bag\\n.txt",
    "CON",
    "NUL.txt",
    ".",
    "",
    "..",
    " ",
    "=1+1.csv",
    "-rf.pdf",
    'a<b>|?*".pdf',
    "navn.pdf ",
    "navn.pdf.",
    "NAVN.pdf",
    "<script>alert(1)</script>.pdf",
]


async def taken(chunks):
    return b"".join([chunk async for chunk in chunks])


def entries_of(names, content=b"indhold"):
    digest = "f" * 64
    return tuple(
        EvidenceEntry(no=f"B{no}", title=name or "-", file_name=name, size=len(content), sha256=digest)
        for no, name in enumerate(names, 1)
    )


def names_in(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def unpacked(data, folder):
    """What a person without the product does: `unzip -t`, `unzip`, `sha256sum -c`."""
    file = folder / "pakke.zip"
    file.write_bytes(data)
    into = folder / "ud"
    plain = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(["unzip", "-tq", file], check=True, capture_output=True, env=plain)
    subprocess.run(["unzip", "-q", file, "-d", into], check=True, capture_output=True, env=plain)
    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=into, capture_output=True, text=True, env=plain, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    found = {path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file()}
    assert {line.rpartition(": ")[0] for line in checked.stdout.splitlines()} == found - {"SHA256SUMS"}
    return found


def test_every_name_is_readable_short_harmless_and_its_own():
    taken_names: set[str] = set()
    names = [file_name_of("B1", name, taken_names) for name in HOSTILE * 2]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        folder, _, last = name.partition("/")
        assert (folder, last[:2], last == last.strip(" .")) == ("bilag", "B1", True), name
        assert len(last.encode()) <= 200
        assert not set(last) & set('<>:"|?*/\\\n\r\t\u202e'), name
    assert file_name_of("B2", "Møde om æøå.pdf", set()) == "bilag/B2 Møde om æøå.pdf"
    assert names[HOSTILE.index("x" * 400 + ".pdf")].endswith(".pdf")
    assert file_name_of("../../B3", "x.pdf", set()) == "bilag/B3 x.pdf"


@pytest.mark.parametrize("names", [HOSTILE, ["ens.pdf", "ens.pdf", "ENS.pdf"], []])
async def test_a_package_is_unpacked_and_checked_without_the_product(tmp_path, names):
    """Also hostile names, alike ones, and a case without evidence."""
    store = BlobStore(tmp_path / "filer", 1)
    staged = await stage(store.root, "x.txt", b"indhold")
    await store.publish(staged)
    report = make_report(
        title="<script>alert(1)</script> & æøå",
        evidence=tuple(
            EvidenceEntry(no=each.no, title=each.title, file_name=each.file_name, size=7, sha256=staged.sha256)
            for each in entries_of(names)
        ),
    )
    listed = packed(report, {staged.sha256: FileToday()})
    made = papers(report, Paper("rapport.pdf", b"%PDF-"), listed, "a" * 64, RELEASED)
    package = Package("pakke.zip", made, listed, report.created_at)
    data = await taken(zipped(package, store.chunks))
    assert data == await taken(zipped(package, store.chunks))  # the same package, the same bytes
    found = unpacked(data, tmp_path)
    assert (
        found
        == set(names_in(data))
        == {"index.html", "rapport.pdf", "manifest.json", "SHA256SUMS"} | {each.name for each in listed}
    )
    assert len(found) == 4 + len(names)
    index = (tmp_path / "ud/index.html").read_text()
    assert "<script" not in index
    assert 'lang="da"' in index
    assert not [word for word in ("http:", "https:", "src=", "@import", "url(") if word in index]
    linked = {unquote(each.partition('"')[0]) for each in index.split('href="')[1:]}
    assert linked == found - {"index.html"}
    manifest = json.loads((tmp_path / "ud/manifest.json").read_text())
    assert [each["fil"] for each in manifest["dokumentation"]] == [each.name for each in listed]


@pytest.mark.parametrize("fault", ["changed", "shorter", "gone"])
async def test_a_file_that_fails_on_the_way_breaks_the_zip(tmp_path, fault):
    """What was sent so far is no ZIP, so that nobody takes it for a whole one."""
    report = make_report(evidence=entries_of(["a.txt", "b.txt"]))
    listed = packed(report, {"f" * 64: FileToday()})

    async def chunks(sha256):
        yield {"changed": b"andet!!", "shorter": b"x", "gone": b"ind"}[fault]
        if fault == "gone":
            raise FileNotFoundError(sha256)

    sent = []
    with pytest.raises(PackageBroken):
        async for chunk in zipped(
            Package("pakke.zip", (Paper("index.html", b"x"),), listed, report.created_at), chunks
        ):
            sent.append(chunk)
    assert sent
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(sent)))


def test_a_photo_goes_as_its_copy_unless_the_originals_are_chosen():
    """The copy has a hash of its own; the report names the original's. One without a copy stays out, and says so."""
    photo, bare, letter = (
        EvidenceEntry(no=f"B{no}", title="T", file_name=name, size=9, sha256=sha256)
        for no, (name, sha256) in enumerate((("foto.heic", "a" * 64), ("x.png", "b" * 64), ("x.pdf", "c" * 64)), 1)
    )
    report = make_report(evidence=(photo, bare, letter))
    files = {
        "a" * 64: FileToday(is_photo=True, copy=CopyFile("d" * 64, 5)),
        "b" * 64: FileToday(is_photo=True),
        "c" * 64: FileToday(copy=CopyFile("e" * 64, 5)),  # its first page
    }
    assert [(each.name, each.sha256, each.size, each.form) for each in packed(report, files)] == [
        ("bilag/B1 foto.jpg", "d" * 64, 5, Form.COPY),
        ("", "", 0, Form.AS_IT_IS),
        ("bilag/B3 x.pdf", "c" * 64, 9, Form.AS_IT_IS),
    ]
    assert photos_without_copy(report, files) == (bare,)
    assert [(each.name, each.sha256, each.form) for each in packed(report, files, originals=True)] == [
        ("bilag/B1 foto.heic", "a" * 64, Form.ORIGINAL_PHOTO),
        ("bilag/B2 x.png", "b" * 64, Form.ORIGINAL_PHOTO),
        ("bilag/B3 x.pdf", "c" * 64, Form.AS_IT_IS),
    ]
    assert has_photos(report, files)
    assert not has_photos(make_report(evidence=(letter,)), files)


def test_what_has_no_file_says_why():
    erased, withheld, bare, withdrawn = (
        EvidenceEntry(no=f"B{no}", title="T", file_name="f.pdf", sha256=sha256, is_withdrawn=no == 4)
        for no, sha256 in enumerate(("e" * 64, "w" * 64, "", "k" * 64), 1)
    )
    report = make_report(evidence=(erased, withheld, bare, withdrawn))
    listed = packed(report, {"e" * 64: FileToday(is_kept=False), "k" * 64: FileToday()})
    assert [each.name for each in listed] == [""] * 4
    assert [each.why for each in listed] == [
        "Filens indhold er slettet. Kun fingeraftrykket er tilbage.",
        "Filen er ikke i pakken.",
        "Der er ingen fil.",
        "Trukket tilbage.",
    ]


async def test_the_package_of_a_case(cast, client, settings, tmp_path):
    """Rules 25, 39, 40: what the report names, in the version it names, as far as its receiver may have it today."""
    case = await make_case(cast)
    root = settings.blob_dir
    kinds = {}
    for title in ("Åben", "Fik ny version", "Bliver fortrolig", "Trukket tilbage før", "Trukket tilbage efter"):
        made = await make_evidence(
            cast,
            to_case(case),
            title=title,
            esdh_reference="",
            files=[await stage(root, "ens navn.pdf", PDF + title.encode())],
        )
        kinds[title] = made
    await make_evidence(cast, to_case(case), title="I ESDH")
    photo = await stage_photo(root, "foto.heic")
    await make_evidence(cast, to_case(case), title="Foto", esdh_reference="", files=[photo])
    bare = await stage(root, "uden kopi.jpg", jpeg())
    await make_evidence(cast, to_case(case), title="Uden kopi", esdh_reference="", files=[bare])
    await withdraw_evidence(cast.anna.actor, kinds["Trukket tilbage før"].public_id, reason="Forkert")
    made = await create_snapshot(cast.anna.actor, case.id)
    base = f"/sager/{case.public_id}/rapport/{made.no}"
    address = f"{base}/statusrapport-{case.reference}-nr-{made.no}.zip"
    await client.as_(cast.anna)
    assert (await client.get(address)).status_code == 409  # a draft goes nowhere
    assert address not in (await client.get(base)).text
    with pytest.raises(RuleViolation, match="not_released"):
        await find_released(cast.system, case.reference)
    await make_informed(cast.anna.actor, case, made.no)
    await release_snapshot(cast.anna.actor, case.id, made.no)
    await add_evidence_version(
        cast.anna.actor, kinds["Fik ny version"].public_id, seen=1, file=await stage(root, "ny.pdf", PDF + b"ny")
    )
    await withdraw_evidence(cast.anna.actor, kinds["Trukket tilbage efter"].public_id, reason="Forkert")
    await set_evidence_tier(
        cast.anna.actor,
        kinds["Bliver fortrolig"].public_id,
        tier=Tier.MANAGEMENT,
        readers=(),
        reason="Handler om få",
        seen=tier_mark(cast.anna.scope, Tier.OPEN, []),
    )
    await make_evidence(cast, to_case(case), root, title="Efter rapporten")

    for page in (base, f"/sager/{case.public_id}/meld-tilbage"):
        assert f'href="{address}"' in (await client.get(page)).text
    answer = await client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    found = unpacked(answer.content, tmp_path)
    assert {name for name in found if name.startswith("bilag/")} == {
        "bilag/B1 ens navn.pdf",
        "bilag/B2 ens navn.pdf",
        "bilag/B5 ens navn.pdf",
        "bilag/B7 foto.jpg",
    }
    copy = (tmp_path / "ud/bilag/B7 foto.jpg").read_bytes()
    assert hashlib.sha256(copy).hexdigest() == photo.preview.sha256
    assert b"Exif" not in copy
    noted = json.loads((tmp_path / "ud/manifest.json").read_text())["dokumentation"][6]
    assert (noted["sha256"], noted["fil_sha256"], noted["kopi"]) == (photo.sha256, photo.preview.sha256, True)
    assert (tmp_path / "ud/bilag/B2 ens navn.pdf").read_bytes() == PDF + b"Fik ny version"
    assert f"statusrapport-{case.reference}-nr-{made.no}.pdf" in found
    index = (tmp_path / "ud/index.html").read_text()
    assert faults(index, whole_page=False) == ["inline style sheet"]  # its own: nothing is fetched
    assert "Ligger i ESDH: 25/123-4" in index
    assert "Forkert" in index
    assert "Efter rapporten" not in index
    assert photo.sha256 in index
    assert photo.preview.sha256 in index
    assert "Der er ingen kopi af billedet uden sted og tid" in index

    page = (await client.get(base)).text
    originals = address.replace(".zip", "-originaler.zip")
    assert f'href="{originals}"' in page
    assert "ikke i pakken: B8 Uden kopi." in page
    whole = zipfile.ZipFile(io.BytesIO((await client.get(originals)).content))
    assert whole.read("bilag/B7 foto.heic") == heic()
    assert whole.read("bilag/B8 uden kopi.jpg") == jpeg()
    assert "De kan vise, hvor og hvornår de er taget." in whole.read("index.html").decode()
    exported = [payload for action, _, payload in await audit_of(case.id) if action == "exported"]
    assert [{each.field: each.after for each in payload.changes}["fil"] for payload in exported] == [
        "ZIP",
        "ZIP med originale billeder",
    ]

    store = BlobStore(root, 1)
    digest = json.loads((tmp_path / "ud/manifest.json").read_text())["dokumentation"][0]["sha256"]
    await store.remove(digest)
    answer = await client.get(address)
    assert answer.status_code == 409
    assert "B1 Åben" in answer.text
    assert "mangler i arkivet" in answer.text
    assert await find_released(cast.system, case.reference.lower()) == (case.id, made.no)
