"""Memos to the council, as the standards are asked of them."""

from datetime import UTC, date, datetime

from app.inquiries.content import Memo, MemoAnswer, MemoFact, memo_json
from app.inquiries.memo_pdf import render_memo
from app.reports.content import Author, sha256


def memos(hostile: str) -> dict[str, bytes]:
    """An empty draft, one of sixty questions, and one with `hostile` in all it says."""
    return {"empty": _made(""), "60 questions": _made("Spørgsmålet", 60), "hostile": _made(hostile, 2)}


def _made(text: str, questions: int = 0) -> bytes:
    facts = tuple(MemoFact(text=text, source=f"Sag {no // 2} {text}", as_of=date(2025, 7, 14)) for no in range(4))
    memo = Memo(
        no=str(questions or ""),
        as_of=date(2025, 7, 14),
        created_at=datetime(2025, 7, 14, 8, tzinfo=UTC),
        author=Author(name=text, role=text),
        municipality=text,
        unit=text,
        answered_by=text,
        case_workers=text,
        esdh_case_no=text,
        document_no=text,
        title=text,
        asked_by=text,
        answers=tuple(
            MemoAnswer(no=no, question=text, answer=f"{text}\n\n{text}", facts=facts if no % 2 else (), not_held=text)
            for no in range(1, questions + 1)
        ),
    )
    canonical = memo_json(memo)
    return render_memo(canonical, sha256(canonical))
