"""The pages on inquiries of the council."""

from app.inquiries.views import answers, changes, memos, reading

routes = [*reading.routes, *changes.routes, *answers.routes, *memos.routes]
