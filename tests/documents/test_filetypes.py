"""What is taken in and what is refused: by ending and by content, with the name kept and nothing left behind."""

from zipfile import ZIP_DEFLATED

import pytest

from app.documents.blobs import BlobStore
from app.documents.rules import ACCEPTED, Refused, content_disposition, limit_text, settled_name, shown_name
from tests import factories_files as make

# 20 MB that are sent as 20 kB
BOMB = make.zipped(ZIP_DEFLATED, **{"[Content_Types].xml": b"", "word__document.xml": bytes(20_000_000)})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500

TAKEN = [
    ("Afgørelse.pdf", make.PDF, "Afgørelse.pdf", "application/pdf"),
    ("FOTO.JPG", make.jpeg(), "FOTO.JPG", "image/jpeg"),
    ("foto.png", make.png(), "foto.png", "image/png"),
    ("IMG_0001.HEIC", make.heic(), "IMG_0001.HEIC", "image/heic"),
    ("foto.jpg", make.heic(), "foto.heic", "image/heic"),
    ("skærm.jpeg", make.png(), "skærm.png", "image/png"),
    ("x.docx", make.office(), "x.docx", ACCEPTED["docx"].media_type),
    ("x.xlsx", make.office("xl/workbook.xml"), "x.xlsx", ACCEPTED["xlsx"].media_type),
    ("x.pptx", make.office("ppt/presentation.xml"), "x.pptx", ACCEPTED["pptx"].media_type),
    ("x.odt", make.open_document(), "x.odt", ACCEPTED["odt"].media_type),
    ("x.ods", make.open_document("spreadsheet"), "x.ods", ACCEPTED["ods"].media_type),
    ("bevægeligt.png", make.moving_png(), "bevægeligt.png", "image/png"),
    ("x.odt", make.open_document(**{"Basic__Standard__script-lb.xml": b"<xml/>"}), "x.odt", ACCEPTED["odt"].media_type),
    ("note.txt", "Smørrebrød på ny".encode(), "note.txt", "text/plain"),
    ("gammel.csv", "navn;tal\r\nÆrø;1\r\n".encode("cp1252"), "gammel.csv", "text/plain"),
    ("virus.txt", make.EICAR, "virus.txt", "text/plain"),
    ("side.html.pdf", make.PDF, "side.html.pdf", "application/pdf"),
]

REFUSED = [
    ("tom.pdf", b"", "»tom.pdf« er tom."),
    ("x.pdf", make.EXE, "»x.pdf« er ikke en PDF-fil"),
    ("x.pdf", b"<html>", "»x.pdf« er ikke en PDF-fil"),
    ("x.jpg", make.PDF, "»x.jpg« er ikke et JPEG-billede"),
    ("x.pdf", make.png(), "»x.pdf« er ikke en PDF-fil"),
    ("x.docx", make.office("xl/workbook.xml"), "»x.docx« er ikke et Word-dokument"),
    ("x.docx", make.office("word/document.xml", "word/vbaProject.bin"), "»x.docx« indeholder makroer."),
    ("x.xlsx", make.office("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "»x.xlsx« indeholder makroer."),
    ("x.odt", make.open_document(Basic__Standard__Modul_xml=b"<xml/>"), "»x.odt« indeholder makroer."),
    ("x.docx", BOMB, "»x.docx« pakker ud til mere, end et dokument fylder."),
    ("x.docx", OLE, "»x.docx« er låst med en adgangskode"),
    ("x.docx", make.zipped(a=b"1"), "»x.docx« er ikke et Word-dokument"),
    ("x.docx", make.office()[:60], "»x.docx« er ikke et Word-dokument"),
    ("x.odt", make.open_document("graphics"), "»x.odt« er ikke et OpenDocument-dokument"),
    ("x.txt", b"\x00\x01\x02", "»x.txt« er ikke en tekstfil"),
    ("x.txt", b" \n<!DOCTYPE html><p>", "»x.txt« er ikke en tekstfil"),
    ("x.txt", b"\xef\xbb\xbf<html>", "»x.txt« er ikke en tekstfil"),
    ("x.csv", b"\xef\xbb\xbf<svg onload=x>", "»x.csv« er ikke en tekstfil"),
    ("x.csv", b"<svg onload=1>", "»x.csv« er ikke en tekstfil"),
    ("x.pdf.html", b"<p>", "»x.pdf.html« kan ikke bruges. Vi tager imod PDF, billeder"),
    ("x.svg", b"<svg/>", "»x.svg« kan ikke bruges. Vi tager imod PDF"),
    ("x.exe", make.EXE, "»x.exe« kan ikke bruges. Vi tager imod PDF"),
    ("x.docm", make.office(), "»x.docm« kan ikke bruges. Filer med makroer"),
    ("x.doc", OLE, "»x.doc« kan ikke bruges. Gem dokumentet som .docx"),
    ("brev.msg", OLE, "»brev.msg« kan ikke bruges. Gem mailen som PDF"),
    ("x.zip", make.zipped(a=b"1"), "»x.zip« kan ikke bruges. Pak filerne ud"),
    ("pdf", make.PDF, "»pdf« kan ikke bruges. Vi tager imod PDF"),
    (".pdf", make.PDF, "»pdf« kan ikke bruges. Vi tager imod PDF"),
]


@pytest.mark.parametrize(("name", "data", "shown", "media_type"), TAKEN)
async def test_a_file_is_taken_for_what_it_is(tmp_path, name, data, shown, media_type):
    staged = await BlobStore(tmp_path, 1).stage(make.Sent(name, data))

    assert (staged.file_name, staged.media_type, staged.size) == (shown, media_type, len(data))
    assert staged.temporary.read_bytes() == data
    assert staged.temporary.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("name", "data", "message"), REFUSED)
async def test_a_refused_file_is_named_and_leaves_nothing_behind(tmp_path, name, data, message):
    with pytest.raises(Refused) as refused:
        await BlobStore(tmp_path, 1).stage(make.Sent(name, data))

    assert str(refused.value).startswith(message)
    assert make.files_in(tmp_path) == []


async def test_the_limit_is_named_and_exact(tmp_path):
    store = BlobStore(tmp_path, 1)
    exact = make.PDF.ljust(1_000_000, b" ")
    assert (await store.stage(make.Sent("lige.pdf", exact))).size == 1_000_000

    with pytest.raises(Refused, match=r"»stor\.pdf« fylder mere end 1 MB\."):
        await store.stage(make.Sent("stor.pdf", exact + b" "))
    assert len(make.files_in(tmp_path)) == 1


async def test_a_zip_with_a_huge_list_of_contents_is_not_opened(tmp_path):
    """The list would be read into memory: its stated length is judged first."""
    data = bytearray(make.office())
    data[-12:-10] = (30_000).to_bytes(2, "little")
    with pytest.raises(Refused, match="er ikke et Word-dokument"):
        await BlobStore(tmp_path, 1).stage(make.Sent("x.docx", bytes(data)))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Påbud – Ærø.pdf", "Påbud – Ærø.pdf"),
        ("A\u030argang.pdf", "Årgang.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Brugere\\anna\\brev.pdf", "brev.pdf"),
        ("brev\u202efdp.exe", "brevfdp.exe"),
        ("a\x00b\r\n.pdf", "ab .pdf".replace(" .", ".")),
        ('<b>"x"?.pdf', "_b__x__.pdf"),
        ("lang\u200bt\ufeff.pdf", "langt.pdf"),
        ("CON.pdf", "CON_.pdf"),
        ("slut.pdf. .", "slut.pdf"),
        ("...", "fil"),
        ("", "fil"),
        ("   .pdf", "pdf"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        ("æ" * 300, "æ" * 149),
    ],
)
def test_names_keep_their_letters_and_lose_their_tricks(raw, shown):
    assert shown_name(raw) == shown


def test_a_picture_of_another_picture_type_gets_its_right_ending():
    assert settled_name("IMG 1.jpg", ACCEPTED["jpg"], ACCEPTED["heic"]) == "IMG 1.heic"
    with pytest.raises(Refused):
        settled_name("x.pdf", ACCEPTED["pdf"], ACCEPTED["heic"])


def test_a_download_carries_an_old_and_a_real_name():
    """RFC 6266 and 8187."""
    assert content_disposition('Påbud "nr. 1" – Ærø.pdf') == (
        'attachment; filename="Paabud _nr. 1_ _ Aeroe.pdf"; '
        "filename*=UTF-8''P%C3%A5bud%20%22nr.%201%22%20%E2%80%93%20%C3%86r%C3%B8.pdf"
    )
    assert "\n" not in content_disposition(shown_name("a\r\nSet-Cookie: x.pdf"))


def test_the_form_says_what_is_taken_before_anybody_chooses():
    assert limit_text(50, 1_500, 100_000) == (
        "PDF, billeder, Word, Excel, PowerPoint, OpenDocument, tekst og CSV. "
        "Højst 50 MB pr. fil, 1,5 GB pr. sag og 100 GB i alt."
    )
