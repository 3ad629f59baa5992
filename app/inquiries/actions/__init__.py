"""Registering inquiries, answering their questions from what is held, and freezing the memo."""

from app.inquiries.actions.answers import approve_answer, insert_facts, remove_fact, reopen_answer, write_answer
from app.inquiries.actions.inquiries import (
    InquiryFacts,
    change_inquiry,
    create_inquiry,
    inquiry_to_write,
    withdraw_inquiry,
)
from app.inquiries.actions.memos import freeze_memo, record_memo_export
from app.inquiries.actions.questions import QuestionFacts, write_question

__all__ = [
    "InquiryFacts",
    "QuestionFacts",
    "approve_answer",
    "change_inquiry",
    "create_inquiry",
    "freeze_memo",
    "inquiry_to_write",
    "insert_facts",
    "record_memo_export",
    "remove_fact",
    "reopen_answer",
    "withdraw_inquiry",
    "write_answer",
    "write_question",
]
