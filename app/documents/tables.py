from piccolo.table import Table

from app.db import columns as c
from app.organisation.tables import Municipality, Person


class Blob(Table, tablename="blobs"):
    """Bytes in the store under their SHA-256. The row exists only once the bytes are written and synced.

    `erased_at`: nothing uses them any more, as their content was erased. The bytes go after that commit; the row stays.
    """

    id = c.key()
    sha256 = c.line(64, unique=True)
    size = c.big_number()
    media_type = c.line(100)
    created_at = c.instant()
    erased_at = c.instant(null=True)
    scan = c.word(index=True)
    scan_found = c.line()  # what the scanner calls what it found


class Document(Table, tablename="documents"):
    """A letter received or sent, as it came."""

    id = c.key()
    public_id = c.public_id()
    case = c.fk("Case", null=True)
    kind = c.word()
    direction = c.word()
    tier = c.word()
    title = c.line()
    dated_on = c.day(null=True)
    esdh_document_no = c.line(100)
    file_name = c.line(255)
    blob = c.fk(Blob)
    added_by = c.fk(Person)
    added_at = c.instant()
    erased_at = c.instant(null=True)  # the file is gone; its hash stays


class Paper(Table, tablename="papers"):
    """A file that belongs to no case, but to exactly one of a survey, a material and a meeting: what a supplier wrote,
    a guide, minutes.

    With `kept_until` it is what a survey's respondents answered, row by row, kept for a `purpose` until that day.
    """

    id = c.key()
    public_id = c.public_id()
    municipality = c.fk(Municipality)
    round = c.fk("SurveyRound", null=True)
    material = c.fk("Material", null=True)
    meeting = c.fk("Meeting", null=True)  # whose minutes it is
    title = c.line()
    tier = c.word()
    purpose = c.prose()
    kept_until = c.day(null=True)
    file_name = c.line(255)
    blob = c.fk(Blob)
    derived_blob = c.fk(Blob, null=True)  # a small JPEG of a photo or of a PDF file's first page
    added_by = c.fk(Person)
    added_at = c.instant()
    withdrawn_at = c.instant(null=True)
    withdrawn_reason = c.prose()
    erased_at = c.instant(null=True)  # the file is gone; its hash stays
