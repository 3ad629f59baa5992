"""What differs between two reports of one case, part by part, in words. Pure; also for the page that compares two."""

from app.reports.changes.compare import Change, changes
from app.reports.changes.news import GROUPS, news_since
from app.reports.changes.spelling import is_spelling_only, may_be_spelling, that_matter

__all__ = ["GROUPS", "Change", "changes", "is_spelling_only", "may_be_spelling", "news_since", "that_matter"]
